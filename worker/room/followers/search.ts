/**
 * Carries the log over to the search index: soon after a change, one batch in flight at a time, so that what is later never comes before
 * what is earlier. Away or slow, it is behind, and neither the chat nor the history waits for it (promise I8).
 */
import type { Message } from "../../../protocol/index.ts";
import { indexedOf } from "../../../protocol/search/indexed.ts";
import type { FoundRow } from "../../../protocol/search/index-rows.ts";
import { writeFound } from "../../search/found.ts";
import { log } from "../../log.ts";
import { readBlock } from "../../store/history.ts";
import { membersNoOf } from "../channel-facts.ts";
import type { ChannelFacts } from "../contract.ts";
import type { Cursor } from "../log/log-head.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { backOff } from "./back-off.ts";
import { Follower } from "./follower.ts";

const BATCH_MAX = 300;
const BATCH_MAX_CHARS = 300_000;
/** While people write on, the index is called so often: nobody looks for what was said a moment ago. */
const GAP_MS = 100;
/** A single failure is tried again soon, one that lasts ever more seldom. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Rows that are known to stand in the index as they are: a reaction changes a message, and mostly not its row. */
const KNOWN_MAX = 500;
/** Further behind, whoever brings many messages waits for the index. */
const FAR_BEHIND = 1_000;

/** A part of the history that is to be brought into the index, in its turn among the changes, so that none of them is overtaken. */
interface Block {
  from: number;
  to: number;
  /** Hears whether it is there. */
  done(isThere: boolean): void;
}
type Carried = Block | { rows: FoundRow[]; known: Map<number, string> };

export class SearchFollower implements Part {
  readonly name = "search";
  readonly #log: RoomLog;
  readonly #cursor: Cursor;
  readonly #follower: Follower<Carried>;
  readonly #known = new Map<number, string>();
  /** What a reindex waits for. */
  readonly #blocks: Block[] = [];
  readonly #search: D1Database;
  readonly #d1: D1Database;

  constructor(log: RoomLog, search: D1Database, d1: D1Database) {
    this.#log = log;
    this.#search = search;
    this.#d1 = d1;
    // What the index lacks must not leave the log; what was trimmed before there was an index is brought by a reindex.
    const place = log.cursor("search", { isComplete: true });
    this.#cursor = {
      get rev() {
        return place.rev;
      },
      moveTo(rev) {
        place.moveTo(rev);
        // D1 may have been waiting for this one alone: the log can be trimmed now.
        log.confirm(log.flushedRev);
      },
    };
    this.#follower = new Follower<Carried>(
      {
        name: "search",
        cursor: this.#cursor,
        isDone: () => this.behind === 0 && this.#blocks.length === 0,
        batch: (facts) => {
          const block = this.#blocks.shift();
          return block ? { items: block } : this.#batch(facts);
        },
        carry: async (carried, facts) => {
          if ("from" in carried) await this.#fetch(carried, facts);
          else {
            await writeFound(search, carried.rows);
            for (const [seq, row] of carried.known) this.#remember(seq, row);
          }
          return undefined;
        },
        about: () => ({ behind: this.behind }),
      },
      {
        gapMs: GAP_MS,
        isUrgent: () => this.behind >= BATCH_MAX || this.#blocks.length > 0,
        pauseMs: (tries) => (tries === 1 ? FIRST_PAUSE_MS : backOff(tries - 1, LONGEST_PAUSE_MS)),
        ringsAfterPause: true,
      },
    );
  }

  /** Changes that the index does not have yet. */
  get behind(): number {
    return Math.max(0, this.#log.head.rev - this.#cursor.rev);
  }

  get next(): number | null {
    return this.#follower.next;
  }

  /** The index has what stood in the message's row before the change, if it has that state of it at all. */
  changed(facts: ChannelFacts, after: Message, before: Message | undefined): void {
    if (before && before.rev <= this.#cursor.rev && !this.#known.has(after.seq))
      this.#remember(after.seq, textOf(rowOf(before, facts)));
  }

  ring(facts: ChannelFacts): Promise<boolean> {
    return this.run(facts);
  }

  /** Starts, or joins, the carrying over. Never rejects. */
  run(facts: ChannelFacts): Promise<boolean> {
    return this.#follower.run(facts);
  }

  /** For an import: the log stays short though the index is slower than the history. */
  async keepUp(facts: ChannelFacts): Promise<void> {
    if (this.behind >= FAR_BEHIND) await this.run(facts);
  }

  /**
   * Brings the history of these places into the index, as it now is. Safe to repeat, and while people write: nobody but this room writes
   * its rows, one batch after the other.
   * @returns false: the index, or D1, is away
   */
  async reindex(facts: ChannelFacts, from: number, to: number): Promise<boolean> {
    const brought = new Promise<boolean>((done) => this.#blocks.push({ from, to, done }));
    await this.run(facts);
    // Left alone after a failure, it did not come to its turn.
    for (const { done } of this.#blocks.splice(0)) done(false);
    return brought;
  }

  /** Never throws: whoever asked for it hears of it, and what is new does not wait. */
  async #fetch({ from, to, done }: Block, facts: ChannelFacts): Promise<void> {
    try {
      const stored = await readBlock(this.#d1, facts.channelNo, { from, to });
      // The history may lack what the index has already: the log has it.
      const messages = stored.map(({ seq, json }) => this.#log.at(seq) ?? (JSON.parse(json) as Message));
      await writeFound(
        this.#search,
        messages.map((message) => rowOf(message, facts)),
      );
      done(true);
    } catch (error) {
      log.fault("reindex", error, { channel: facts.channelId });
      done(false);
    }
  }

  #batch(facts: ChannelFacts) {
    const entries = this.#log.after(this.#cursor.rev, BATCH_MAX, BATCH_MAX_CHARS);
    const last = entries.at(-1)?.message;
    // Whatever came after the cursor was superseded by what it is at.
    if (!last) {
      this.#cursor.moveTo(this.#log.head.rev);
      return null;
    }
    const rows: FoundRow[] = [];
    const known = new Map<number, string>();
    for (const { message } of entries) {
      const row = rowOf(message, facts);
      const text = textOf(row);
      if (this.#known.get(message.seq) === text) continue;
      rows.push(row);
      known.set(message.seq, text);
    }
    return { items: { rows, known }, upTo: last.rev };
  }

  #remember(seq: number, text: string): void {
    this.#known.delete(seq);
    this.#known.set(seq, text);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KNOWN_MAX && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** @param facts of the message's room */
function rowOf(message: Message, facts: ChannelFacts): FoundRow {
  const { channelNo } = facts;
  const { seq, at } = message;
  return { channelNo, seq, at, indexed: indexedOf(message, { channelNo, homeNo: membersNoOf(facts) }) };
}

const textOf = ({ indexed }: FoundRow): string =>
  indexed ? `${indexed.words}\n${indexed.parts}\n${indexed.tokens}` : "";
