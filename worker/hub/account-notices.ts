/**
 * What was told to the devices of an account a moment ago. Such a notice is told once and lies in no list: a window that was being opened
 * then, and whose socket stands now, is told it too.
 */
import type { WorkspaceEvent } from "../../protocol/index.ts";

/** A window opens in less, also on a slow line. */
const OPENING_MS = 30_000;

type AccountNotice = Extract<WorkspaceEvent, { type: "accountNotice" }>;
interface Told {
  event: AccountNotice;
  at: number;
  /** Of the account, in this class. */
  members: readonly string[];
  /** Public ids of the sessions that heard it. */
  sessions: Set<string>;
}

export class AccountNotices {
  #told: Told[] = [];

  /** @param sessions that are here and hear it now, and the one whose act it was */
  add(event: AccountNotice, members: readonly string[], sessions: Iterable<string>, now: number): void {
    this.#forget(now);
    this.#told.push({ event, at: now, members, sessions: new Set(sessions) });
  }

  /**
   * What a window that opened its socket did not hear, oldest first; each session is told once.
   * @param beganAt of the session: who signs in now is told nothing of what was before; asked where there is something to hear
   */
  async missedBy(
    { member, session }: { member: string; session: string },
    beganAt: () => Promise<number | undefined>,
    now: number,
  ): Promise<AccountNotice[]> {
    this.#forget(now);
    const missed = this.#told.filter(({ members, sessions }) => members.includes(member) && !sessions.has(session));
    if (missed.length === 0) return [];
    for (const { sessions } of missed) sessions.add(session);
    const began = (await beganAt()) ?? now;
    return missed.flatMap(({ event, at }) => (began < at && event.session !== session ? [event] : []));
  }

  #forget(now: number): void {
    this.#told = this.#told.filter(({ at }) => now - at < OPENING_MS);
  }
}
