/**
 * The demo class has one student who is played: a moment after a guest wrote, they answer, and say that nobody sits there. Only that class
 * names one (`ChannelFacts.played`), only guests are answered, each of them as often in a channel as there are words for it
 * (played-words.ts), and all of them together so often in a day. What is due is kept with the message that it answers, and is
 * posted by the rules that hold for everybody.
 */
import { canRetry, PLAYED_PER_DAY, type Message } from "../../../protocol/index.ts";
import { LastingFailure } from "../../lasting-failure.ts";
import { takeAllowance } from "../../store/allowances.ts";
import { openDb, type Db } from "../../store/db.ts";
import { findMember } from "../../store/members.ts";
import { contextInChannel } from "../../store/membership-context.ts";
import { factsOf } from "../channel-facts.ts";
import type { ChannelFacts, SocketIdentity, Written } from "../contract.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { Table } from "../tables.ts";
import { PLAYED_ANSWERS, playedAnswer } from "./played-words.ts";
import { posterIdentity } from "./poster-identity.ts";
import { deliveryIdOf } from "./scheduled-posts.ts";

/** As long as somebody needs who types fast. */
export const PLAYED_AFTER_MS = 2_500;
/** What could not be answered until then would come out of nowhere. */
const TOO_LATE_MS = 60_000;
/** Whom D1 keeps from being answered is looked at again after so long. */
const AGAIN_MS = 10_000;

interface Host {
  sql: SqlStorage;
  d1: D1Database;
  /** A message of this channel. @throws when D1 cannot be asked */
  stored: (seq: number) => Promise<StoredMessage | undefined>;
  /** Stores a message by the rules that hold for everybody. */
  post: (
    facts: ChannelFacts,
    who: SocketIdentity,
    message: { id: string; body: string; replyTo: number },
  ) => Promise<Written>;
}

/** Whom there is to answer: `seq` of what they wrote, `at` when the answer is due, ms since 1970. */
type Due = { member: string; answers: number; seq: number; at: number };

export class PlayedStudent implements Part {
  readonly name = "playedStudent";
  readonly #room: Host;
  readonly #due: Table;
  readonly #failing = new LastingFailure("playedStudent");
  /** Nobody is answered before, ms since 1970. */
  #pausedUntil = 0;
  #next: number | null;

  constructor(room: Host) {
    this.#room = room;
    this.#due = new Table(
      room.sql,
      "played",
      "(member TEXT PRIMARY KEY, answers INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER) WITHOUT ROWID",
    );
    this.#next = this.#earliest();
  }

  get next(): number | null {
    return this.#next;
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    const { played, thread } = facts;
    if (played === undefined || thread) return;
    for (const { author, seq, meta } of messages) {
      if (author === played || meta?.imported || meta?.fromThread || meta?.moved) continue;
      if (this.#answersTo(author) >= PLAYED_ANSWERS) continue;
      const at = Date.now() + PLAYED_AFTER_MS;
      this.#due.write(
        `INSERT INTO played VALUES (?, 0, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, at = excluded.at`,
        ...[author, seq, at],
      );
      this.#next = Math.min(at, this.#next ?? at);
    }
  }

  async ring(facts: ChannelFacts, now: number): Promise<void> {
    if (this.#next === null || this.#next > now) return;
    for (const due of this.#due.rows<Due>(`SELECT * FROM played WHERE at <= ? ORDER BY at`, now)) {
      let { answers } = due;
      try {
        if (now - due.at <= TOO_LATE_MS) answers = await this.#answer(facts, due, now);
        this.#failing.worked({ channel: facts.channelId });
      } catch (error) {
        this.#failing.failed(error, { channel: facts.channelId, item: due.seq });
        this.#pausedUntil = Date.now() + AGAIN_MS;
        continue;
      }
      // What came meanwhile stays due.
      this.#due.change(
        `UPDATE played SET answers = ?, at = NULL WHERE member = ? AND seq = ?`,
        answers,
        due.member,
        due.seq,
      );
    }
    const next = this.#earliest();
    this.#next = next && Math.max(next, this.#pausedUntil);
  }

  /** @returns how often this member has been answered now; all that there is where they are never to be */
  async #answer({ played = "", channelId, workspaceNo }: ChannelFacts, due: Due, now: number): Promise<number> {
    const db = openDb(this.#room.d1);
    const author = await findMember(db, workspaceNo, due.member);
    if (author?.role !== "guest") return PLAYED_ANSWERS;
    const message = await this.#room.stored(due.seq);
    if (!message || message.deletedAt !== undefined) return due.answers;
    const context = await contextOf(db, workspaceNo, played, channelId);
    if (!context) return PLAYED_ANSWERS;
    if (!(await takeAllowance(db, workspaceNo, "played", { amount: 1, perDay: PLAYED_PER_DAY, now })))
      return due.answers;
    const written = await this.#room.post(factsOf(context), posterIdentity(context), {
      id: deliveryIdOf(message.id, due.at),
      body: playedAnswer(message.body, due.answers),
      replyTo: due.seq,
    });
    if (written.ok) return due.answers + 1;
    return canRetry(written.refusal.code) ? due.answers : PLAYED_ANSWERS;
  }

  #answersTo(member: string): number {
    return this.#due.rows<{ answers: number }>(`SELECT answers FROM played WHERE member = ?`, member)[0]?.answers ?? 0;
  }

  #earliest(): number | null {
    return this.#due.rows<{ at: number | null }>(`SELECT min(at) AS at FROM played`)[0]?.at ?? null;
  }
}

/** Where the played student stands in this channel; undefined where they are not in it. */
async function contextOf(db: Db, workspaceNo: number, played: string, channelId: string) {
  const userNo = (await findMember(db, workspaceNo, played))?.userNo ?? null;
  const context = userNo === null ? undefined : await contextInChannel(db, userNo, channelId);
  return context?.membership ? context : undefined;
}
