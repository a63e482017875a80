/**
 * What the object of an archive remembers between two steps: how far it is, which messages are in which piece, whose names are needed and
 * which files belong to it. Written in one turn with each step, so that a step that broke off was none.
 */
import type { Archive } from "../../protocol/archives.ts";
import type { ArchivedChannel } from "../store/archive.ts";
import type { ArchiveOrder } from "./contract.ts";
import type { FileRow } from "./parts.ts";
import type { Place } from "./pieces.ts";

export interface Job extends ArchiveOrder {
  id: string;
  state: Archive["state"];
  phase: "plan" | "messages" | "files" | "settle" | "rest";
  startedAt: number;
  readyAt?: number;
  endsAt?: number;
  root?: string;
  /** How many had closed or erased their account by its end. */
  former?: number;
  done: number;
  total: number;
  /** Where the phase goes on: behind this channel and message, or this piece. */
  channelNo: number;
  /** … the channel by its place in the archive, from the first message on. */
  place: number;
  seq: number;
  piece: number;
  /** How often what was written was looked through for what changed meanwhile, and whether this time anything had. */
  passes: number;
  foundChanges: boolean;
  /** Failures in a row. */
  tries: number;
}

export const FROM_THE_BEGINNING = {
  phase: "plan",
  ...{ done: 0, total: 0, channelNo: 0, place: 0, seq: 0, piece: 0 },
  ...{ passes: 0, foundChanges: false, tries: 0 },
} satisfies Partial<Job> as Omit<Job, keyof ArchiveOrder | "id" | "state" | "startedAt">;

/** A stretch of a channel as it stands in a piece. */
export interface Part {
  channelNo: number;
  first: number;
  count: number;
  /** The highest `rev` in it. */
  rev: number;
  /** The last link of its chain. */
  link: ArrayBuffer;
  piece: number;
}

const PLACE = `json_extract(json, '$.place')`;
const channelIn = (json: string) => JSON.parse(json) as ArchivedChannel;

export class Ledger {
  readonly #sql: SqlStorage;
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS job (k INTEGER PRIMARY KEY, json TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS channels (no INTEGER PRIMARY KEY, json TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS parts (channel_no INTEGER, first INTEGER, count INTEGER NOT NULL, rev INTEGER NOT NULL, link BLOB NOT NULL,
        piece INTEGER NOT NULL, PRIMARY KEY (channel_no, first)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS parts_of_piece ON parts (piece);
      CREATE TABLE IF NOT EXISTS pieces (section INTEGER, n INTEGER, bytes INTEGER NOT NULL, PRIMARY KEY (section, n)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS seen (person TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, size INTEGER NOT NULL, channel_no INTEGER NOT NULL, first INTEGER NOT NULL,
        piece INTEGER, hash TEXT) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS files_of_part ON files (channel_no, first);
      CREATE INDEX IF NOT EXISTS channels_by_place ON channels (${PLACE})`);
    this.#fromBefore();
  }

  /** What a build before began knew neither the hashes of files nor the places of channels: it is begun anew, under its own name. */
  #fromBefore(): void {
    if (this.#sql.exec(`SELECT * FROM files LIMIT 0`).columnNames.includes("hash")) return;
    this.inOne(() => {
      this.#sql.exec(`ALTER TABLE files ADD COLUMN hash TEXT`);
      const { job } = this;
      if (job?.state !== "making") return;
      this.clear();
      this.job = { ...job, ...FROM_THE_BEGINNING };
    });
  }

  get job(): Job | null {
    const [row] = this.#all<{ json: string }>(`SELECT json FROM job WHERE k = 1`);
    return row ? (JSON.parse(row.json) as Job) : null;
  }

  set job(job: Job) {
    this.#sql.exec(`INSERT OR REPLACE INTO job VALUES (1, ?)`, JSON.stringify(job));
  }

  /** Forgets everything. */
  clear(): void {
    for (const table of ["job", "channels", "parts", "pieces", "seen", "files"]) this.#sql.exec(`DELETE FROM ${table}`);
  }

  /** All of it, or nothing. */
  inOne(work: () => void): void {
    this.#storage.transactionSync(work);
  }

  addChannels(channels: readonly ArchivedChannel[]): void {
    for (const channel of channels)
      this.#sql.exec(`INSERT OR REPLACE INTO channels VALUES (?, ?)`, channel.no, JSON.stringify(channel));
  }

  /** From this place on, in the order in which they stand in the archive. */
  channelsFrom(place: number, limit: number): ArchivedChannel[] {
    return this.#all<{ json: string }>(
      `SELECT json FROM channels WHERE ${PLACE} >= ? ORDER BY ${PLACE} LIMIT ?`,
      place,
      limit,
    ).map(({ json }) => channelIn(json));
  }

  channelOf(no: number): ArchivedChannel {
    const [row] = this.#all<{ json: string }>(`SELECT json FROM channels WHERE no = ?`, no);
    if (!row) throw new Error("a part of an archive is of no channel of it");
    return channelIn(row.json);
  }

  countChannels(): number {
    return this.#count(`SELECT count(*) AS n FROM channels`);
  }

  setPart({ channelNo, first, count, rev, link, piece }: Part): void {
    this.#sql.exec(`INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)`, channelNo, first, count, rev, link, piece);
  }

  partsOf(piece: number): Part[] {
    return this.#all<Part>(
      `SELECT channel_no AS channelNo, first, count, rev, link, piece FROM parts JOIN channels ON no = channel_no
       WHERE piece = ? ORDER BY ${PLACE}, first`,
      piece,
    );
  }

  /** Of one channel, in their order. */
  partsIn(channelNo: number): { count: number; link: ArrayBuffer }[] {
    return this.#all(`SELECT count, link FROM parts WHERE channel_no = ? ORDER BY first`, channelNo);
  }

  countMessages(): number {
    return this.#count(`SELECT coalesce(sum(count), 0) AS n FROM parts`);
  }

  setPiece({ section, n }: Place, bytes: number): void {
    this.#sql.exec(`INSERT OR REPLACE INTO pieces VALUES (?, ?, ?)`, section, n, bytes);
  }

  dropPiece({ section, n }: Place): void {
    this.#sql.exec(`DELETE FROM pieces WHERE section = ? AND n = ?`, section, n);
  }

  /** In the order in which they make the archive. */
  pieces(): (Place & { bytes: number })[] {
    return this.#all(`SELECT section, n, bytes FROM pieces ORDER BY section, n`);
  }

  get bytes(): number {
    return this.#count(`SELECT coalesce(sum(bytes), 0) AS n FROM pieces`);
  }

  addSeen(people: Iterable<string>): void {
    for (const person of people) this.#sql.exec(`INSERT OR IGNORE INTO seen VALUES (?)`, person);
  }

  seen(): Set<string> {
    return new Set(this.#all<{ person: string }>(`SELECT person FROM seen`).map(({ person }) => person));
  }

  /** What a part names. @returns the pieces in which something stands that it does not name any more */
  setFiles(channelNo: number, first: number, files: readonly FileRow[]): number[] {
    const before = this.#all<{ id: string; piece: number | null }>(
      `SELECT id, piece FROM files WHERE channel_no = ? AND first = ?`,
      channelNo,
      first,
    );
    const named = new Set(files.map(({ id }) => id));
    const gone = before.filter(({ id }) => !named.has(id));
    for (const { id } of gone) this.#sql.exec(`DELETE FROM files WHERE id = ?`, id);
    for (const { id, size } of files)
      this.#sql.exec(`INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?, NULL, NULL)`, id, size, channelNo, first);
    return [...new Set(gone.flatMap(({ piece }) => piece ?? []))];
  }

  filesToCome(limit: number): FileRow[] {
    return this.#all(`SELECT id, size FROM files WHERE piece IS NULL ORDER BY id LIMIT ?`, limit);
  }

  filesIn(piece: number): FileRow[] {
    return this.#all(`SELECT id, size FROM files WHERE piece = ? ORDER BY id`, piece);
  }

  /** @param hash SHA-256 of its bytes */
  placeFile(id: string, piece: number, hash: string): void {
    this.#sql.exec(`UPDATE files SET piece = ?, hash = ? WHERE id = ?`, piece, hash, id);
  }

  /** Those that are in the archive. */
  fileHashes(): { id: string; hash: string }[] {
    return this.#all(`SELECT id, hash FROM files WHERE piece IS NOT NULL ORDER BY id`);
  }

  forgetFile(id: string): void {
    this.#sql.exec(`DELETE FROM files WHERE id = ?`, id);
  }

  countFiles(): number {
    return this.#count(`SELECT count(*) AS n FROM files WHERE piece IS NOT NULL`);
  }

  #all<T extends object>(query: string, ...values: unknown[]): T[] {
    // Rows are what their statement names.
    return this.#sql.exec(query, ...values).toArray() as T[];
  }

  #count(query: string): number {
    return this.#sql.exec<{ n: number }>(query).one().n;
  }
}
