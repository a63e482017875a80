/**
 * Who is here: a member is online while one of their tabs answers. Changes are told together a moment later, so that a
 * class that reconnects at once is one frame and a reload is none. Never stored.
 */
import type { Attachments, HubAttachment } from "../room/sockets/socket-identity.ts";

const ANNOUNCE_AFTER_MS = 250;
/** A tab that is reloaded is back before that. */
const GONE_AFTER_MS = 3_000;
/** Pings come every 25 s from a visible tab, once a minute from a hidden one, none from behind a closed lid. */
const SILENT_VISIBLE_MS = 40_000;
const SILENT_HIDDEN_MS = 150_000;
/** With the silence of a tab in view: who closes the lid is gone within a minute (R88). */
export const SWEEP_MS = 18_000;

export interface PresenceChange {
  /** Here, and not away. */
  online: string[];
  away: string[];
  offline: string[];
}

export class Presence {
  readonly #ctx: DurableObjectState;
  readonly #attachments: Attachments<HubAttachment>;
  readonly #send: (change: PresenceChange) => void;
  /** Who is here, and whether they are away, by what the tabs were told last. */
  #announced: Map<string, { away: boolean }>;
  #isTimed = false;
  /** Who was found to be here for the last tab that opened, and who opened one since. */
  #found: { at: number; here: Map<string, { away: boolean }> } | null = null;

  constructor(
    ctx: DurableObjectState,
    attachments: Attachments<HubAttachment>,
    send: (change: PresenceChange) => void,
  ) {
    this.#ctx = ctx;
    this.#attachments = attachments;
    this.#send = send;
    // On waking: everyone with a socket but for those of whom it was told that they went.
    const sockets = ctx.getWebSockets().map((socket) => attachments.of(socket));
    this.#announced = presenceOf(sockets.filter(({ isSilent }) => !isSilent));
  }

  /** How many members have a tab that answers, but for those who hide it. */
  get count(): number {
    return this.#now().size;
  }

  /**
   * A tab opened. @returns ids of the members with a tab that answers, but for those who hide it, and those of them who are away. Where
   * a crowd comes, the tabs are looked through once for all: what changes meanwhile is told to everybody a moment later.
   */
  opened(socket: WebSocket): { online: string[]; away: string[] } {
    const now = Date.now();
    if (!this.#found || now - this.#found.at >= ANNOUNCE_AFTER_MS) this.#found = { at: now, here: this.#now() };
    const { here } = this.#found;
    for (const [member, shown] of presenceOf([this.#attachments.of(socket)]))
      if (here.get(member)?.away !== false) here.set(member, shown);
    this.#announceLater(ANNOUNCE_AFTER_MS);
    return {
      online: [...here.keys()],
      away: [...here].flatMap(([member, { away }]) => (away ? [member] : [])),
    };
  }
  /** Is somebody at this tab, whether they show it or not? */
  isPresent(socket: WebSocket): boolean {
    return this.#answers(socket, Date.now()) && this.#attachments.of(socket).idle !== true;
  }

  #now(): Map<string, { away: boolean }> {
    const now = Date.now();
    const answering = this.#ctx
      .getWebSockets()
      .filter((socket) => socket.readyState === WebSocket.OPEN && this.#answers(socket, now));
    return presenceOf(answering.map((socket) => this.#attachments.of(socket)));
  }

  /** Somebody touched a tab, left it alone, or changed what they show. */
  changed(): void {
    this.#found = null;
    this.#announceLater(ANNOUNCE_AFTER_MS);
  }
  left(socket: WebSocket): void {
    this.#found = null;
    // When the closing itself woke the object, this socket was not among those it found.
    const { member, isSilent } = this.#attachments.of(socket);
    if (!isSilent && !this.#announced.has(member)) this.#announced.set(member, { away: false });
    this.#announceLater(GONE_AFTER_MS);
  }

  /** Tells what changed since the last time, now. */
  announce(): void {
    const now = this.#now();
    this.#found = null;
    const changed = [...now].filter(([member, { away }]) => this.#announced.get(member)?.away !== away);
    const online = changed.flatMap(([member, { away }]) => (away ? [] : [member]));
    const away = changed.flatMap(([member, { away: isAway }]) => (isAway ? [member] : []));
    const offline = [...this.#announced.keys()].filter((member) => !now.has(member));
    this.#announced = now;
    for (const socket of this.#ctx.getWebSockets()) {
      const attachment = this.#attachments.of(socket);
      const isSilent = !now.has(attachment.member);
      if (isSilent !== attachment.isSilent) this.#attachments.set(socket, { ...attachment, isSilent });
    }
    if (changed.length > 0 || offline.length > 0) this.#send({ online, away, offline });
  }

  #announceLater(ms: number): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      this.announce();
    }, ms);
  }

  #answers(socket: WebSocket, now: number): boolean {
    const { visible, openedAt } = this.#attachments.of(socket);
    const answeredAt = this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? openedAt;
    return now - Math.max(answeredAt, openedAt) < (visible ? SILENT_VISIBLE_MS : SILENT_HIDDEN_MS);
  }
}

/** Away is who touched none of their tabs. */
function presenceOf(tabs: HubAttachment[]): Map<string, { away: boolean }> {
  const members = new Map<string, { away: boolean }>();
  for (const { member, idle = false, privacy } of tabs) {
    if (privacy?.presence === false) continue;
    members.set(member, { away: idle && members.get(member)?.away !== false });
  }
  return members;
}
