/**
 * Ids of the messages that left the log: an id stands once, however late it is sent again (promise I2).
 *
 * A row of the table holds some thousands of ids, sixteen bytes and a place of four each, so that a message costs about a hundredth
 * of a row written (one row for each trim of the log) and twenty bytes, where an index would cost a row. Each row says between which
 * times its ids were minted: an id is looked for in the few rows that can have it, and a new one, which is younger than all, in none.
 */
import { mintedAt } from "../../../protocol/index.ts";
import { Table } from "../tables.ts";

/** Ids in one row: 60 KB. */
const CHUNK_MAX = 3_000;
/** 32-bit words of an entry: four of the id, one of the place. */
const WORDS = 5;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

export interface StoredId {
  id: string;
  seq: number;
}

interface Chunk extends Record<string, SqlStorageValue> {
  no: number;
  /** When the first and the last of its ids were minted, ms since 1970. */
  first: number;
  last: number;
}

export class StoredIds {
  readonly #table: Table;
  /** Null until somebody asks: a room that wakes for a new message need not know. */
  #chunks: Chunk[] | null = null;
  /** The chunk that was read or written last. */
  #recent: { no: number; words: Uint32Array } | null = null;

  constructor(sql: SqlStorage) {
    const columns = "(no INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, entries BLOB NOT NULL)";
    this.#table = new Table(sql, "stored_ids", columns);
  }

  /** The place of the message with this id, if it is one of those. */
  seqOf(id: string): number | undefined {
    const at = mintedAt(id);
    let words: Uint32Array | null = null;
    for (const { no, first, last } of this.#known()) {
      if (at < first || at > last) continue;
      words ??= wordsOf(id);
      if (!words) return undefined;
      const seq = find(this.#read(no), words);
      if (seq !== undefined) return seq;
    }
    return undefined;
  }

  /** Belongs into the same turn as what takes these messages out of the log. What is here already, or is no UUID, is left out. */
  add(ids: readonly StoredId[]): void {
    const fresh = ids.flatMap(({ id, seq }) => {
      const words = this.seqOf(id) === undefined ? wordsOf(id) : null;
      return words ? [{ at: mintedAt(id), words, seq }] : [];
    });
    while (fresh.length > 0) {
      const newest = this.#known().at(-1);
      const before = newest ? this.#read(newest.no) : new Uint32Array();
      const room = CHUNK_MAX - before.length / WORDS;
      const appends = newest !== undefined && room > 0;
      const some = fresh.splice(0, appends ? room : CHUNK_MAX);
      const start = appends ? before.length : 0;
      const words = new Uint32Array(start + some.length * WORDS);
      if (appends) words.set(before);
      for (const [i, entry] of some.entries()) {
        words.set(entry.words, start + i * WORDS);
        words[start + i * WORDS + WORDS - 1] = entry.seq;
      }
      const times = some.map(({ at }) => at);
      const [first, last] = [Math.min(...times), Math.max(...times)];
      this.#write(
        appends
          ? { no: newest.no, first: Math.min(newest.first, first), last: Math.max(newest.last, last) }
          : { no: (newest?.no ?? 0) + 1, first, last },
        words,
      );
    }
  }

  #known(): Chunk[] {
    return (this.#chunks ??= this.#table.rows<Chunk>(`SELECT no, first, last FROM stored_ids ORDER BY no`));
  }

  #read(no: number): Uint32Array {
    if (this.#recent?.no !== no) {
      const query = `SELECT entries FROM stored_ids WHERE no = ?`;
      const [row] = this.#table.rows<{ entries: ArrayBuffer }>(query, no);
      this.#recent = { no, words: new Uint32Array(row?.entries ?? new ArrayBuffer()) };
    }
    return this.#recent.words;
  }

  #write(chunk: Chunk, words: Uint32Array): void {
    const { no, first, last } = chunk;
    this.#table.write(`INSERT OR REPLACE INTO stored_ids VALUES (?, ?, ?, ?)`, no, first, last, words);
    this.#chunks = [...this.#known().filter((each) => each.no !== no), chunk];
    this.#recent = { no, words };
  }
}

/** @returns null for what is no UUID: such an id cannot be sent, it only stands in old data */
function wordsOf(id: string): Uint32Array | null {
  if (!UUID.test(id)) return null;
  const digits = id.replaceAll("-", "");
  return Uint32Array.from([0, 8, 16, 24], (from) => Number.parseInt(digits.slice(from, from + 8), 16));
}

function find(words: Uint32Array, [a, b, c, d]: Uint32Array): number | undefined {
  // The last word is random, the first is the same for all ids of a minute.
  for (let at = 0; at < words.length; at += WORDS)
    if (words[at + 3] === d && words[at + 2] === c && words[at + 1] === b && words[at] === a)
      return words[at + WORDS - 1];
  return undefined;
}
