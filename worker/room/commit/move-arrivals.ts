/** The room that messages are moved to: they stand here once, as they are where they come from, and go where they are taken back. */
import type { Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../contract.ts";
import { atOnce } from "../log/at-once.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import type { Moved, MovedMessage, MoveOrder } from "../moving.ts";
import { tombstone } from "./edited.ts";
import { asHere, revOf, stone } from "./moved-message.ts";

export interface ArrivalsHost {
  facts: () => ChannelFacts;
  storage: DurableObjectStorage;
  log: RoomLog;
  /** As they are now, in the log or in D1. @throws when D1 cannot be asked */
  stored: (seq: number) => Promise<StoredMessage | undefined>;
  readOlderIds: () => Promise<unknown>;
  posted: (messages: Message[], afterRev: number) => void;
  changedMany: (changes: { message: Message; before: StoredMessage }[], afterRev: number) => void;
}

export class MoveArrivals {
  readonly #room: ArrivalsHost;

  constructor(room: ArrivalsHost) {
    this.#room = room;
  }

  /** These, as they are now; those that there are not are left out. */
  async look(seqs: readonly number[]): Promise<MovedMessage[]> {
    const found = await Promise.all(seqs.map((seq) => this.#room.stored(seq)));
    // While one was fetched another may have changed.
    return found.flatMap((message) => (message && this.#room.log.storedMessageAt(message.seq)) ?? message ?? []);
  }

  async take({ from, by, messages }: Extract<MoveOrder, { type: "take" }>): Promise<Moved> {
    const { log, posted, changedMany } = this.#room;
    if (log.lacksIds) await this.#room.readOlderIds();
    const known = new Map<string, StoredMessage>();
    for (const { as } of messages) {
      const seq = log.seqOf(as);
      const stored = seq === undefined ? undefined : await this.#room.stored(seq);
      if (stored) known.set(as, stored);
    }
    const isThread = this.#room.facts().kind === "thread";
    const afterRev = log.head.rev;
    const now = Date.now();
    const { made, followed } = atOnce(this.#room, () => {
      const changes: { message: Message; before: StoredMessage }[] = [];
      const fresh: Message[] = [];
      for (const { as, answers, message } of messages) {
        const stored = known.get(as);
        // As it is now: it may have been deleted while others were fetched.
        const before = stored && (log.storedMessageAt(stored.seq) ?? stored);
        const [draft, sealed] = asHere(message, { as, from, by, isThread });
        const replyTo = answers === undefined ? undefined : log.seqOf(answers);
        const more = replyTo !== undefined && { replyTo };
        // Twice at once: the other was quicker.
        if (!before && log.seqOf(as) !== undefined) continue;
        if (!before && message.deletedAt === undefined)
          fresh.push(log.append({ ...draft, ...more, at: Math.max(now, log.head.lastAt) }, sealed));
        if (!before || before.deletedAt !== undefined) continue;
        const { seq, at } = before;
        if (message.deletedAt !== undefined) changes.push({ before, message: log.change(tombstone(before, now)) });
        else if (message.rev !== revOf(before)) {
          // What hangs on it here tells it by itself.
          const { thread } = before.meta ?? {};
          const meta = { ...draft.meta, ...(thread && { thread }) };
          changes.push({ before, message: log.change({ ...draft, ...more, seq, at, meta }, sealed) });
        }
      }
      return { made: fresh, followed: changes };
    });
    if (made.length > 0) posted(made, afterRev);
    if (followed.length > 0) changedMany(followed, afterRev);
    const places = messages.flatMap(({ as, message }) => {
      const to = log.seqOf(as);
      return to === undefined ? [] : [{ from: message.seq, to }];
    });
    return { messages: [], places, isDone: true, isThere: true };
  }

  /** @returns those that are not as who takes them back knows them: they stay */
  async leave(stones: Extract<MoveOrder, { type: "leave" }>["stones"]): Promise<MovedMessage[]> {
    const { log, changedMany } = this.#room;
    const stored = new Map((await this.look(stones.map(({ seq }) => seq))).map((message) => [message.seq, message]));
    const afterRev = log.head.rev;
    const now = Date.now();
    const late = stones.flatMap(({ seq, rev }) => {
      const message = stored.get(seq);
      return message && message.rev !== rev ? message : [];
    });
    const changes = atOnce(this.#room, () =>
      stones.flatMap(({ seq, rev, to }) => {
        const before = stored.get(seq);
        if (before?.rev !== rev || before?.meta?.moved?.channel !== to.channel) return [];
        return { before, message: log.change(stone(before, to, now)) };
      }),
    );
    if (changes.length > 0) changedMany(changes, afterRev);
    return late;
  }
}
