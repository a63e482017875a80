/** The search index in its own D1, `SEARCH`: how it is written, and what it is asked. Its rows: protocol/search/index-rows.ts. */
import { countRows } from "../store/count-rows.ts";
import { minuteOf, ROWID, SEQS_IN_ROW, statementsFor, type FoundRow } from "../../protocol/search/index-rows.ts";

/** Writes rows as they now are, and takes out those that are not to be found. Safe to repeat. One round trip. @throws as D1 does */
export async function writeFound(search: D1Database, rows: readonly FoundRow[]): Promise<void> {
  const statements = statementsFor(rows).map(({ sql, json }) => search.prepare(sql).bind(json));
  if (statements.length > 0) countRows(await search.batch(statements));
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
