/**
 * Carries the log over to the search index: soon after a change, one batch in flight at a time, so that what is later never comes before
 * what is earlier. Away or slow, it is behind, and neither the chat nor the history waits for it (promise I8).
 */
import type { Message } from "../../../protocol/index.ts";
import { indexedOf } from "../../../protocol/search/indexed.ts";
import type { FoundRow } from "../../../protocol/search/index-rows.ts";
import { writeFound } from "../../search/found.ts";
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

export class SearchFollower implements Part {
  readonly name = "search";
  readonly #log: RoomLog;
  readonly #cursor: Cursor;
  readonly #follower: Follower<{ rows: FoundRow[]; known: Map<number, string> }>;
  readonly #known = new Map<number, string>();

  constructor(log: RoomLog, search: D1Database) {
    this.#log = log;
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
    this.#follower = new Follower(
      {
        name: "search",
        cursor: this.#cursor,
        isDone: () => this.behind === 0,
        batch: (facts) => this.#batch(facts),
        carry: async ({ rows, known }) => {
          await writeFound(search, rows);
          for (const [seq, row] of known) this.#remember(seq, row);
          return undefined;
        },
        about: () => ({ behind: this.behind }),
      },
      {
        gapMs: GAP_MS,
        isUrgent: () => this.behind >= BATCH_MAX,
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
