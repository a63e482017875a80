/**
 * The search index in its own D1, `SEARCH`: which statements write it. What is written of a message is made in protocol/search/indexed.ts. A
 * row's number is its minute, its channel and its place, so that "newest first, over all my channels" is the order of the index
 * itself. It passes 2^53: JavaScript sees its parts alone.
 */
import type { Indexed } from "../../protocol/search/indexed.ts";

/** A message as the index has it; `indexed` null: it is not to be found any more. */
export interface FoundRow {
  channelNo: number;
  seq: number;
  /** When it was written, ms since 1970: never changes, or its row would not be found again. */
  at: number;
  indexed: Indexed | null;
}

const MINUTE_MS = 60_000;
/** Minutes from 1970 to 2000, where the index begins to count. */
const MINUTES_TO_2000 = 15_778_080;
/** One less than the bits have room for: a bound above every row is a minute too. */
const MINUTE_MAX = 2 ** 25 - 2;
/** Places that a row's number tells apart; above, the message's minute says which it is. */
export const SEQS_IN_ROW = 2 ** 20;

/** The minute of a time, as rows have it: what is before 2000 or after 2063 stands at that end. */
export const minuteOf = (at: number) => Math.max(0, Math.min(MINUTE_MAX, Math.floor(at / MINUTE_MS) - MINUTES_TO_2000));

/** SQL of a row's number, from a JSON array of minute, channel and place. Its parts are integers there; bound, they would be REAL, and no seek. */
const ROWID = `((json_extract(value, '$[0]') << 38) | (json_extract(value, '$[1]') << 20) | (json_extract(value, '$[2]') & ${SEQS_IN_ROW - 1}))`;

// A plain INSERT of a row that is there leaves its old words findable for ever: FTS5 indexes both.
const WRITE = `INSERT OR REPLACE INTO found (rowid, words, parts, tokens)
  SELECT ${ROWID}, json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]') FROM json_each(?1)`;
const REMOVE = `DELETE FROM found WHERE rowid IN (SELECT ${ROWID} FROM json_each(?1))`;

/** Writes rows as they now are, and takes out those that are not to be found. Safe to repeat. One round trip. @throws as D1 does */
export async function writeFound(search: D1Database, rows: readonly FoundRow[]): Promise<void> {
  const place = ({ at, channelNo, seq }: FoundRow) => [minuteOf(at), channelNo, seq];
  const there = rows.flatMap((row) =>
    row.indexed ? [[...place(row), row.indexed.words, row.indexed.parts, row.indexed.tokens]] : [],
  );
  const gone = rows.filter(({ indexed }) => indexed === null).map(place);
  const statements = [
    ...(gone.length > 0 ? [search.prepare(REMOVE).bind(JSON.stringify(gone))] : []),
    ...(there.length > 0 ? [search.prepare(WRITE).bind(JSON.stringify(there))] : []),
  ];
  if (statements.length > 0) await search.batch(statements);
}

/** The search database; undefined in a deployment that was made without one. */
export const searchOf = (env: Pick<Env, "SEARCH">): D1Database | undefined => (env as Partial<typeof env>).SEARCH;

/** Where a message stands in the index. */
export interface FoundPlace {
  minute: number;
  channelNo: number;
  /** The lowest SEQS_IN_ROW of its place. */
  seq: number;
}

const PLACE = `SELECT rowid >> 38 AS minute, (rowid >> 20) & 262143 AS channelNo, rowid & ${SEQS_IN_ROW - 1} AS seq FROM found`;
// A bound number is REAL to D1, by which FTS5 filters all hits; an integer is a place from which it goes on.
const BEFORE = `((CAST(?2 AS INTEGER) << 38) | (CAST(?3 AS INTEGER) << 20) | CAST(?4 AS INTEGER))`;
const PAGE = `${PLACE} WHERE found MATCH ?1 AND rowid < ${BEFORE} AND rowid >= (CAST(?5 AS INTEGER) << 38) ORDER BY rowid DESC LIMIT CAST(?6 AS INTEGER)`;
const AMONG = `${PLACE} WHERE found MATCH ?1 AND rowid < ${BEFORE} AND rowid >= (CAST(?5 AS INTEGER) << 38)
  AND rowid IN (SELECT ${ROWID} FROM json_each(?7)) ORDER BY rowid DESC LIMIT CAST(?6 AS INTEGER)`;

/**
 * The newest messages that match, below a place: at most `limit`, and as many rows read.
 * @param from the first minute
 * @param among where given, only these messages
 * @throws as D1 does
 */
export async function findPlaces(
  search: D1Database,
  match: string,
  before: FoundPlace,
  from: number,
  limit: number,
  among?: readonly { at: number; channelNo: number; seq: number }[],
): Promise<FoundPlace[]> {
  const values = [match, before.minute, before.channelNo, before.seq, from, limit];
  const statement = among
    ? search
        .prepare(AMONG)
        .bind(...values, JSON.stringify(among.map(({ at, channelNo, seq }) => [minuteOf(at), channelNo, seq])))
    : search.prepare(PAGE).bind(...values);
  return (await statement.all<FoundPlace>()).results;
}

const WITH_TOKEN = `SELECT value FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM found WHERE found MATCH 'tokens : "' || value || '"')`;
/** Which of these tokens (indexed.ts) some message has. @throws as D1 does */
export async function tokensInUse(search: D1Database, tokens: readonly string[]): Promise<Set<string>> {
  if (tokens.length === 0) return new Set();
  const { results } = await search.prepare(WITH_TOKEN).bind(JSON.stringify(tokens)).all<{ value: string }>();
  return new Set(results.map(({ value }) => value));
}
