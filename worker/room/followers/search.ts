/**
 * Carries the log over to the search index: soon after a change, one batch in flight at a time, so that what is later never comes before
 * what is earlier. Away or slow, it is behind, and neither the chat nor the history waits for it (promise I8).
 */
import type { Message } from "../../../protocol/index.ts";
import { indexedOf } from "../../../protocol/search/indexed.ts";
import type { FoundRow } from "../../../protocol/search/index-rows.ts";
import { writeFound } from "../../search/found.ts";
import { log } from "../../log.ts";
import { readBlock, type Places } from "../../store/history.ts";
import { membersNoOf } from "../channel-facts.ts";
import { searchedRevOf } from "../commit/summed.ts";
import type { ChannelFacts } from "../contract.ts";
import { STORED_EVERY, type Cursor } from "../log/log-head.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { Part, Queue } from "../part.ts";
import { backOff } from "./back-off.ts";
import { Follower } from "./follower.ts";

/** Where its place is kept beside the room's head, as long as the object lives. */
interface KeptPlace {
  /** 0: nowhere. */
  read(): number;
  /** @param but a socket that is about to go @returns false: it is not kept */
  keep(rev: number, but?: WebSocket): boolean;
}
const NOWHERE: KeptPlace = { read: () => 0, keep: () => false };

const BATCH_MAX = 300;
const BATCH_MAX_CHARS = 300_000;
/**
 * While people write on, the index is called so often, however much there is to carry: nobody looks for what was said a moment ago, and
 * those who talk have the room's thread first.
 */
const GAP_MS = 100;
/** So many changes wait in the log for an index that is away. It finds what it lacks beyond that in D1. */
const HOLDS_AT_MOST = 10_000;
/** Places of the history that are looked through at once for what changed while it was away. */
const PLACES_AT_ONCE = 300;
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
/** A part of the history in which is looked for what left the log before the index had it: changes after a `rev`. */
interface Lacking {
  from: number;
  to: number;
  since: number;
}
type Carried = { block: Block } | { lacking: Lacking } | { messages: Message[] };

export class SearchFollower implements Part {
  readonly name = "search";
  readonly #log: RoomLog;
  readonly #cursor: Cursor;
  readonly #follower: Follower<Carried>;
  readonly #known = new Map<number, string>();
  /** What a reindex waits for. */
  readonly #blocks: Block[] = [];
  /** Where the history is looked through: the next place, the last one, and the `rev` up to which all is carried then. */
  #lookingThrough: { seq: number; last: number; upTo: number } | null = null;
  /** Rows were written since the room woke, which would be written again after its sleep, and its place was written down. */
  #hasWritten = false;
  #hasStored = false;
  /** Its place is kept with a socket. */
  #isKept = false;
  readonly #kept: KeptPlace;
  /** Whoever brings many messages waits for the index. */
  #isAwaited = false;
  /** When the index lacked nothing last, or this began to look, ms since 1970. */
  #hadAllAt = Date.now();
  readonly #search: D1Database;
  readonly #d1: D1Database;

  constructor(
    log: RoomLog,
    search: D1Database,
    d1: D1Database,
    kept: KeptPlace = NOWHERE,
    holdsAtMost = HOLDS_AT_MOST,
    /** Hears up to which `rev` the index has everything. */
    indexed: (rev: number) => void = () => undefined,
  ) {
    this.#log = log;
    this.#kept = kept;
    this.#search = search;
    this.#d1 = d1;
    // What was trimmed before there was an index is brought by a reindex.
    // A row that is there already is written anew all the same: whoever slept is not to write the last ones again at every waking.
    const place = log.cursor("search", {
      isComplete: true,
      holdsAtMost,
      storedEvery: () => (this.#isKept ? STORED_EVERY : 1),
    });
    const before = kept.read();
    // What was carried before the storage was lost, or put back to an earlier time, says nothing.
    this.#isKept = before > 0 && before <= log.head.rev;
    if (this.#isKept) place.moveTo(before);
    this.#cursor = {
      get rev() {
        return place.rev;
      },
      moveTo: (rev) => {
        const isFirst = place.rev === 0;
        place.moveTo(rev);
        indexed(rev);
        this.#isKept = kept.keep(rev);
        // A room that woke for one message sleeps again before its alarm, which wakes it anew: by then this has to be known. Of a room's
        // first message it would be a row for nothing.
        if (!this.#isKept && this.#hasWritten && !this.#hasStored) {
          if (!isFirst) log.storeCursors();
          this.#hasStored = true;
        }
        if (this.behind === 0) this.#hadAllAt = Date.now();
        // D1 may have been waiting for this one alone: the log can be trimmed now.
        log.confirm(log.flushedRev);
      },
    };
    this.#follower = new Follower<Carried>(
      {
        name: "search",
        cursor: this.#cursor,
        isDone: () => this.behind === 0 && this.#blocks.length === 0,
        batch: () => {
          const block = this.#blocks.shift();
          if (block) return { items: { block } };
          return this.#cursor.rev < log.trimmedRev ? this.#nextLacking() : this.#nextChanges();
        },
        carry: async (carried, facts) => {
          if ("block" in carried) await this.#bring(carried.block, facts);
          else if ("messages" in carried) await this.#write(carried.messages, facts);
          else await this.#look(carried.lacking, facts);
          return undefined;
        },
        about: () => ({ behind: this.behind }),
      },
      {
        gapMs: GAP_MS,
        isUrgent: () => this.#isAwaited || this.#blocks.length > 0,
        pauseMs: (tries) => (tries === 1 ? FIRST_PAUSE_MS : backOff(tries - 1, LONGEST_PAUSE_MS)),
        ringsAfterPause: true,
      },
    );
  }

  /** Changes that the index does not have yet. */
  get behind(): number {
    return Math.max(0, this.#log.head.rev - this.#cursor.rev);
  }

  /**
   * When the oldest of them was made, ms since 1970; null where it lacks none. What an import brought is as old as it is here, and what
   * left the log meanwhile may be older.
   */
  get behindSince(): number | null {
    if (this.behind === 0) return null;
    const oldest = this.#log.after(this.#cursor.rev, 1, 0)[0]?.message;
    if (!oldest || oldest.meta?.imported) return this.#hadAllAt;
    const { at, editedAt = 0, deletedAt = 0 } = oldest;
    return Math.max(at, editedAt, deletedAt);
  }

  get queue(): Queue {
    return { behind: this.behind, since: this.behindSince };
  }

  get next(): number | null {
    return this.#follower.next;
  }

  /** The index has what stood in the message's row before the change, if it has that state of it at all. */
  changed(facts: ChannelFacts, after: Message, before: Message | undefined): void {
    if (before && before.rev <= this.#cursor.rev && !this.#known.has(after.seq))
      this.#remember(after.seq, textOf(rowOf(before, facts)));
  }

  logged(facts: ChannelFacts): Promise<boolean> {
    return this.run(facts);
  }

  ring(facts: ChannelFacts): Promise<boolean> {
    return this.run(facts);
  }

  /** Starts, or joins, the carrying over. Never rejects. */
  run(facts: ChannelFacts): Promise<boolean> {
    return this.#follower.run(facts);
  }

  /** The socket goes, which may be the one with which its place is kept. */
  left(socket: WebSocket): void {
    if (!this.#isKept) return;
    this.#isKept = this.#kept.keep(this.#cursor.rev, socket);
    if (!this.#isKept) this.#log.storeCursors();
  }

  /** For an import: the log stays short though the index is slower than the history. */
  async keepUp(facts: ChannelFacts): Promise<void> {
    if (this.behind < FAR_BEHIND) return;
    this.#isAwaited = true;
    await this.run(facts);
    this.#isAwaited = false;
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
  async #bring({ done, ...places }: Block, facts: ChannelFacts): Promise<void> {
    try {
      const messages = await this.#stored(places, facts);
      // The index may have lost what it had.
      for (const { seq } of messages) this.#known.delete(seq);
      await this.#write(messages, facts);
      done(true);
    } catch (error) {
      log.fault("reindex", error, { channel: facts.channelId });
      done(false);
    }
  }

  async #look({ from, to, since }: Lacking, facts: ChannelFacts): Promise<void> {
    await this.#write(await this.#stored({ from, to }, facts, since), facts);
    const looking = this.#lookingThrough;
    if (looking) this.#lookingThrough = to < looking.last ? { ...looking, seq: to + 1 } : null;
  }

  async #stored(places: Places, { channelNo }: ChannelFacts, since?: number): Promise<Message[]> {
    const stored = await readBlock(this.#d1, channelNo, places, since);
    // The history may lack what the index has already: the log has it.
    return stored.map(({ seq, json }) => this.#log.at(seq) ?? (JSON.parse(json) as Message));
  }

  /**
   * What left the log before the index had it: D1 has it, and says of each message which `rev` it is at, but not where those are. So the
   * whole history of the channel is read once, a row for each message, which is why the log holds so much before.
   */
  #nextLacking() {
    const { head, trimmedRev } = this.#log;
    const since = this.#cursor.rev;
    const { seq: from, last, upTo } = (this.#lookingThrough ??= { seq: 1, last: head.seq, upTo: trimmedRev });
    const to = Math.min(last, from + PLACES_AT_ONCE - 1);
    return { items: { lacking: { from, to, since } }, ...(to === last && { upTo }) };
  }

  #nextChanges() {
    const entries = this.#log.after(this.#cursor.rev, BATCH_MAX, BATCH_MAX_CHARS);
    const last = entries.at(-1)?.message;
    // Whatever came after the cursor was superseded by what it is at.
    if (!last) {
      this.#cursor.moveTo(this.#log.head.rev);
      return null;
    }
    const lacking = entries.filter((entry) => searchedRevOf(entry) > this.#cursor.rev);
    return { items: { messages: lacking.map(({ message }) => message) }, upTo: last.rev };
  }

  async #write(messages: Message[], facts: ChannelFacts): Promise<void> {
    const rows: FoundRow[] = [];
    const written = new Map<number, string>();
    for (const message of messages) {
      const row = rowOf(message, facts);
      const text = textOf(row);
      if (this.#known.get(message.seq) === text) continue;
      rows.push(row);
      written.set(message.seq, text);
    }
    this.#hasWritten ||= rows.length > 0;
    await writeFound(this.#search, rows);
    for (const [seq, text] of written) this.#remember(seq, text);
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
