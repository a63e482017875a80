/**
 * Carries the log into the channel's chain (docs/transcript-chain.md), a block of messages at a time and never in the turn of who writes: it costs
 * talk two hashes a message and a row for 256. What is not in it yet is in the log, and is taken in before anybody is told of the chain.
 */
import type { Message } from "../../../protocol/index.ts";
import {
  blockBegin,
  PROOF_BLOCK,
  PROOF_CHANGES_MAX,
  toBase64,
  type Proof,
} from "../../../protocol/transcript/proof.ts";
import { readBlock } from "../../store/history.ts";
import type { ChannelFacts, ProofAsked } from "../contract.ts";
import type { Cursor } from "../log/log-head.ts";
import { jsonOf } from "../log/message-json.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { StoredChain } from "../transcript/stored-chain.ts";
import { Follower } from "./follower.ts";

const BATCH_MAX = PROOF_BLOCK;
/** After a failure of the room's own storage. */
const PAUSE_MS = 30_000;
/** So many changes wait in the log for it; what it lacks beyond that is taken from the history when somebody checks. */
const HOLDS_AT_MOST = 5_000;
/** Blocks that one answer tells of, and about how much text: the longest messages make a block of 8 MB. */
const BLOCKS_AT_ONCE = 4;
const TEXT_AT_ONCE = 1_000_000;
/** As often as the history is read again, where the room trimmed meanwhile what D1 had lacked. */
const TRIES = 3;

export class TranscriptFollower implements Part {
  readonly name = "transcript";
  readonly #log: RoomLog;
  readonly #d1: D1Database;
  readonly #chain: StoredChain;
  readonly #cursor: Cursor;
  readonly #follower: Follower<Message[]>;

  constructor(sql: SqlStorage, log: RoomLog, d1: D1Database) {
    this.#log = log;
    this.#d1 = d1;
    this.#chain = new StoredChain(sql);
    this.#cursor = log.cursor("transcript", { isComplete: true, holdsAtMost: HOLDS_AT_MOST });
    this.#follower = new Follower<Message[]>(
      {
        name: "transcript",
        cursor: this.#cursor,
        isDone: () => log.head.rev - this.#cursor.rev < PROOF_BLOCK,
        batch: () => this.#next(),
        carry: async (messages, { channelId }) => {
          this.#chain.take(channelId, messages);
          return undefined;
        },
      },
      { afterTurn: true, pauseMs: () => PAUSE_MS, ringsAfterPause: false },
    );
  }

  logged(facts: ChannelFacts): Promise<boolean> {
    return this.#follower.changed(facts);
  }

  /** See `Room.proof`. */
  async tell(facts: ChannelFacts, asked: ProofAsked): Promise<string | null> {
    return "from" in asked ? this.#blocksFrom(facts, asked.from) : this.#changesAfter(facts, asked.changesAfter);
  }

  async #blocksFrom(facts: ChannelFacts, from: number): Promise<string | null> {
    const { channelId, channelNo } = facts;
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const { flushedRev } = this.#log;
      const { begins, stored } = await this.#read(channelNo, blockBegin(from));
      // What D1 lacked when it was asked is laid over from the log: from here on nothing is waited for.
      if (this.#log.trimmedRev > flushedRev) continue;
      const messages = this.#laidOver(stored, begins, flushedRev);
      this.#takeAll(channelId);
      this.#takeLate(channelId, begins, messages);
      const rest = { ...this.#chain.told(begins), head: this.#head(facts) } satisfies Omit<Proof, "messages">;
      return `{"messages":[${[...messages.values()].join(",")}],${JSON.stringify(rest).slice(1)}`;
    }
    return null;
  }

  #changesAfter(facts: ChannelFacts, after: number): string {
    this.#takeAll(facts.channelId);
    const changes = this.#chain.changesAfter(after, PROOF_CHANGES_MAX);
    return JSON.stringify({ messages: [], blocks: [], changes, head: this.#head(facts) } satisfies Proof);
  }

  #head({ channelId, restoredAt }: ChannelFacts): Proof["head"] {
    const { n, link } = this.#chain.changesEnd(channelId);
    const end = { seq: this.#log.head.seq, changes: n, link: toBase64(link) };
    return { ...end, ...(restoredAt !== undefined && { restoredAt }) };
  }

  #next(): { items: Message[]; upTo: number } | null {
    const items = this.#log.since(this.#cursor.rev, BATCH_MAX);
    const last = items.at(-1);
    // Every change after that was superseded.
    if (!last) this.#cursor.moveTo(this.#log.head.rev);
    return last ? { items, upTo: last.rev } : null;
  }

  /** All that the log has, in this turn. */
  #takeAll(channelId: string): void {
    for (let batch = this.#next(); batch; batch = this.#next()) {
      this.#chain.take(channelId, batch.items);
      this.#cursor.moveTo(batch.upTo);
    }
  }

  async #read(channelNo: number, first: number): Promise<{ begins: number[]; stored: Map<number, string> }> {
    const begins: number[] = [];
    const stored = new Map<number, string>();
    let chars = 0;
    for (let begin = first; begin <= this.#log.head.seq; begin += PROOF_BLOCK) {
      begins.push(begin);
      for (const { seq, json } of await readBlock(this.#d1, channelNo, { from: begin, to: begin + PROOF_BLOCK - 1 })) {
        stored.set(seq, json);
        chars += json.length;
      }
      if (begins.length === BLOCKS_AT_ONCE || chars > TEXT_AT_ONCE) break;
    }
    return { begins, stored };
  }

  /** JSON by place, ascending. */
  #laidOver(stored: Map<number, string>, begins: readonly number[], sinceRev: number): Map<number, string> {
    const [first, last] = [begins[0], begins.at(-1)];
    if (first === undefined || last === undefined) return stored;
    const changes = this.#log.changesWithin(first, last + PROOF_BLOCK - 1, sinceRev);
    if (changes.length === 0) return stored;
    for (const change of changes) stored.set(change.seq, jsonOf(change));
    return new Map([...stored].sort(([a], [b]) => a - b));
  }

  /** What was said before there was a chain, or was missed by it, is taken in as it stands. */
  #takeLate(channelId: string, begins: readonly number[], messages: ReadonlyMap<number, string>): void {
    const { seq: newest } = this.#log.head;
    for (const begin of begins) {
      const end = Math.min(newest, begin + PROOF_BLOCK - 1);
      const from = this.#chain.lacksFrom(begin);
      if (from > end) continue;
      const late: Message[] = [];
      for (let seq = from; seq <= end; seq += 1) {
        const json = messages.get(seq);
        if (json !== undefined) late.push(JSON.parse(json) as Message);
      }
      this.#chain.take(channelId, late, Date.now());
    }
  }
}
