/**
 * Rows of the search index, for all who write them: the worker, and what fills a PLACE before it runs. A row's number is its minute, its
 * channel and its place, so that "newest first, over all my channels" is the order of the index itself. It passes 2^53: JavaScript sees
 * its parts alone.
 */
import type { Indexed } from "./indexed.ts";

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
export const ROWID = `((json_extract(value, '$[0]') << 38) | (json_extract(value, '$[1]') << 20) | (json_extract(value, '$[2]') & ${SEQS_IN_ROW - 1}))`;

// A plain INSERT of a row that is there leaves its old words findable for ever: FTS5 indexes both.
const WRITE = `INSERT OR REPLACE INTO found (rowid, words, parts, tokens)
  SELECT ${ROWID}, json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]') FROM json_each(?1)`;
/** The same for one row, whose values are `valuesOf`: for who has the database at hand. A number that is bound becomes an integer by the shift. */
export const WRITE_ONE = `INSERT OR REPLACE INTO found (rowid, words, parts, tokens)
  VALUES ((?1 << 38) | (?2 << 20) | (?3 & ${SEQS_IN_ROW - 1}), ?4, ?5, ?6)`;
const REMOVE = `DELETE FROM found WHERE rowid IN (SELECT ${ROWID} FROM json_each(?1))`;

/** @param row one that is to be found */
export const valuesOf = ({ at, channelNo, seq, indexed }: FoundRow & { indexed: Indexed }): (string | number)[] => [
  ...[minuteOf(at), channelNo, seq],
  ...[indexed.words, indexed.parts, indexed.tokens],
];

/** UTF-16 units of one parameter: D1 takes 2 MB in it, and a unit is up to three bytes. The longest message with all its parts is far less. */
const PARAMETER_MAX_CHARS = 600_000;
/** As few texts as it takes for each to fit into a parameter. */
function jsonsOf(rows: readonly unknown[]): string[] {
  const json = JSON.stringify(rows);
  if (json.length <= PARAMETER_MAX_CHARS || rows.length < 2) return [json];
  const half = Math.ceil(rows.length / 2);
  return [...jsonsOf(rows.slice(0, half)), ...jsonsOf(rows.slice(half))];
}

/**
 * The statements that write rows as they now are, and take out those that are not to be found. Safe to repeat. However long the messages
 * are, each is one that D1 takes.
 * @returns each with its one parameter; none where there is nothing to write
 */
export function statementsFor(rows: readonly FoundRow[]): { sql: string; json: string }[] {
  const place = ({ at, channelNo, seq }: FoundRow) => [minuteOf(at), channelNo, seq];
  const there = rows.flatMap((row) =>
    row.indexed ? [[...place(row), row.indexed.words, row.indexed.parts, row.indexed.tokens]] : [],
  );
  const gone = rows.filter(({ indexed }) => indexed === null).map(place);
  const statements = (sql: string, some: unknown[]) =>
    some.length > 0 ? jsonsOf(some).map((json) => ({ sql, json })) : [];
  return [...statements(REMOVE, gone), ...statements(WRITE, there)];
}
