/**
 * What is taken out by no hand: the words of who was erased, what is older than its channel keeps, and all of a channel whose class is
 * deleted. Whoever asks goes on step by step, so that a room is never held up for long; each step may be asked for twice.
 */
import { heldBy, type Message } from "../../../protocol/index.ts";
import { CLOSE } from "../../../protocol/close-codes.ts";
import { readStored } from "../../store/messages.ts";
import type { ChannelFacts } from "../contract.ts";
import type { TakenOut, TakeOutOrder } from "../taken-out.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import type { ChannelSockets } from "../sockets/channel-sockets.ts";
import { withoutMember, type ActionResult, type PrivateState } from "./message-actions.ts";
import { tombstone } from "./edited.ts";

interface Host {
  facts: () => ChannelFacts;
  d1: D1Database;
  log: RoomLog;
  storage: DurableObjectStorage;
  sockets: ChannelSockets;
  /** D1 has what was written: who looks there again does not find the same. */
  carried: () => Promise<unknown>;
  /** Parts hear of each, readers of all at once. `afterRev`: the channel's `rev` before them. */
  changedMany: (changes: { message: Message; before: StoredMessage }[], afterRev: number) => void;
}

export class TakingOut {
  readonly #room: Host;

  constructor(room: Host) {
    this.#room = room;
  }

  /** @throws where D1 cannot be asked: nothing of the step was done then */
  async carryOut(order: TakeOutOrder): Promise<TakenOut> {
    if (order.type === "everything") return this.#everything();
    const stored = await this.#stored(order.seqs);
    const now = Date.now();
    const counts = this.#change(stored, (message, sealed) =>
      order.type === "wordsOf" ? wordsOf(order.member, message, sealed, now) : expired(message, sealed, now),
    );
    await this.#room.carried();
    return counts;
  }

  /** As they are now: what the log has is newer than what D1 has. */
  async #stored(seqs: readonly number[]): Promise<StoredMessage[]> {
    const { d1, facts, log } = this.#room;
    const unknown = seqs.filter((seq) => log.storedMessageAt(seq) === undefined);
    const known = new Map(
      unknown.length === 0 ? [] : (await readStored(d1, facts().channelNo, unknown)).map((one) => [one.seq, one]),
    );
    return seqs.flatMap((seq) => log.storedMessageAt(seq) ?? known.get(seq) ?? []);
  }

  /** No `await` here: all of a step in one turn, told after it is written. */
  #change(
    stored: readonly StoredMessage[],
    make: (message: Message, sealed: PrivateState) => ActionResult | null,
  ): TakenOut {
    const { log, changedMany } = this.#room;
    const afterRev = log.head.rev;
    const counts = { messages: 0, files: 0, reactions: 0 };
    const changes = stored.flatMap((before) => {
      const { sealed: json, ...message } = before;
      const result = make(message, json === undefined ? {} : (JSON.parse(json) as PrivateState));
      if (result === null) return [];
      if (result.message.deletedAt === undefined) counts.reactions += 1;
      else {
        counts.messages += 1;
        counts.files += message.meta?.fromThread ? 0 : heldBy(message.meta).length;
      }
      const { sealed } = result;
      return [
        {
          before,
          message: log.change(result.message, Object.keys(sealed).length > 0 ? JSON.stringify(sealed) : undefined),
        },
      ];
    });
    if (changes.length > 0) changedMany(changes, afterRev);
    return counts;
  }

  /** Sockets, log, alarm: the object is as if it had never been. Its rows elsewhere are taken out by who asked. */
  async #everything(): Promise<TakenOut> {
    const { sockets, storage } = this.#room;
    for (const socket of sockets.all()) {
      // What it holds is to be written down by nobody when it is gone.
      sockets.change(socket, { threads: undefined });
      sockets.end(socket, CLOSE.removed, "the class was deleted");
    }
    await storage.deleteAlarm();
    await storage.deleteAll();
    return {};
  }
}

/** A tombstone of what they wrote; of what others wrote, without what they did to it. */
function wordsOf(member: string, message: Message, sealed: PrivateState, now: number): ActionResult | null {
  if (message.author !== member) return withoutMember(message, sealed, member);
  return message.deletedAt === undefined ? { message: tombstone(message, now), sealed: threadOnly(sealed) } : null;
}

/** What somebody marked to be found again stays until the mark is gone. */
function expired(message: Message, sealed: PrivateState, now: number): ActionResult | null {
  const { deletedAt, meta } = message;
  if (deletedAt !== undefined || meta?.pinned || meta?.checkpoint) return null;
  const gone = tombstone(message, now);
  return { message: { ...gone, meta: { ...gone.meta, expired: true } }, sealed: threadOnly(sealed) };
}

const threadOnly = ({ threadRev }: PrivateState): PrivateState => (threadRev === undefined ? {} : { threadRev });
