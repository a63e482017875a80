/** What the statements have in common that find out who is calling and where they stand: one row for each of those who ask at once. */
import { and, eq, fillPlaceholders, gt, ne, sql } from "drizzle-orm";
import { LookupBatcher } from "./lookup-batcher.ts";
import { rowReader } from "./row-json.ts";
import { sessions, users } from "./schema.ts";
import { isWhole, type Caller, type FoundSession } from "./sessions.ts";

/** One who asks. */
export interface SessionQuery {
  tokenHash: string;
  /** Public id of the channel or of the workspace, by the statement. */
  placeId: string;
  /** What a second statement takes of each. */
  values?: number[];
}
/** What is found of them. `S`: where they stand. */
export interface SessionLookup<S> {
  /** Undefined: nobody is signed in with that token. */
  found: FoundSession | undefined;
  /** Undefined: the place is not there, or the caller is not in its workspace. */
  context: S | undefined;
  /** When D1 was asked, ms since 1970: what changed since may be missing. */
  lookedUpAt: number;
}

/** A row of one who asks: `key` is their number. To be the first of FROM, and joined by `crossJoin`, which keeps the order. */
export const asked = sql`json_each(${sql.placeholder("asked")}) asked`;
export const askedNo = sql<number>`asked.key`;
/** The place that they ask for. */
export const askedPlace = sql`json_extract(asked.value, '$[1]')`;
/** Their session, while it is good; of a visitor of a widget too. */
export const theirSessionOrVisit = and(
  eq(sessions.tokenHash, sql`json_extract(asked.value, '$[0]')`),
  gt(sessions.expiresAt, sql.placeholder("now")),
  ne(sessions.kind, "code"),
);
export const theirSession = and(theirSessionOrVisit, isWhole);

export const callerColumns = {
  no: users.no,
  id: users.id,
  handle: users.handle,
  guest: users.guest,
  sessionId: sessions.id,
  tokenHash: sessions.tokenHash,
  kind: sessions.kind,
  scope: sessions.scope,
  lastSeenAt: sessions.lastSeenAt,
  expiresAt: sessions.expiresAt,
};
const callerRow = rowReader(callerColumns);

function callerOf(json: string): FoundSession | undefined {
  const row = callerRow(json);
  if (!row) return undefined;
  const { no, id, handle, guest, sessionId, tokenHash, kind, scope, lastSeenAt, expiresAt } = row;
  // No statement finds a code.
  const session = { id: sessionId, tokenHash, kind: kind as Caller["session"]["kind"], scope };
  const caller = { user: { no, id, handle, guest }, session };
  return { caller, lastSeenAt, expiresAt };
}

interface AskedRow {
  askedNo: number;
  caller: string;
}
export interface LookupStatement<R extends AskedRow, S> {
  sql: string;
  params: unknown[];
  /** Reads where somebody stands from their row. Made anew for each answer, in which many rows say the same. */
  reader: () => (row: R) => S | undefined;
}

/** What else is read in the same round trip. `R`: a row of the first statement, `B`: one of the second. */
export interface Beside<R extends AskedRow, B extends { askedNo: number }, More extends object> {
  /** A second statement for all of them. ?1: a JSON array with an array for each, as for the first; ?2: now. */
  sql: string;
  /** What is found of one, from their row and their rows of the second statement. */
  read: (row: R | undefined, rows: B[]) => More;
  /** How many are asked for at once. */
  most: number;
}

/** Looks somebody up together with all who ask in the same moment. */
export function sessionLookup<R extends AskedRow, S>(
  query: LookupStatement<R, S>,
): (d1: D1Database, queries: SessionQuery) => Promise<SessionLookup<S>> {
  const batcher = new LookupBatcher(async (d1, queries: SessionQuery[]) => {
    const now = Date.now();
    const { results } = await statementOf(d1, query, jsonOf(queries), now).all<R>();
    return lookupsOf(query, results, queries.length, now).map(({ lookup }) => lookup);
  });
  return (d1, queries) => batcher.ask(d1, queries);
}

/** The same, with what else is to be read of them. */
export function sessionLookupBeside<R extends AskedRow, S, B extends { askedNo: number }, More extends object>(
  query: LookupStatement<R, S>,
  { sql: besideSql, read, most }: Beside<R, B, More>,
): (d1: D1Database, queries: SessionQuery) => Promise<SessionLookup<S> & More> {
  const batcher = new LookupBatcher(
    async (d1, queries: SessionQuery[]) => {
      const now = Date.now();
      const asked = jsonOf(queries);
      const [first, second] = await d1.batch<unknown>([
        statementOf(d1, query, asked, now),
        d1.prepare(besideSql).bind(asked, now),
      ]);
      const besides = queries.map((): B[] => []);
      for (const row of (second?.results ?? []) as B[]) besides[row.askedNo]?.push(row);
      return lookupsOf(query, (first?.results ?? []) as R[], queries.length, now).map(({ lookup, row }, no) => ({
        ...lookup,
        ...read(row, besides[no] ?? []),
      }));
    },
    { most },
  );
  return (d1, queries) => batcher.ask(d1, queries);
}

const jsonOf = (queries: SessionQuery[]) =>
  JSON.stringify(queries.map(({ tokenHash, placeId, values = [] }) => [tokenHash, placeId, ...values]));

const statementOf = (d1: D1Database, { sql, params }: { sql: string; params: unknown[] }, asked: string, now: number) =>
  d1.prepare(sql).bind(...fillPlaceholders(params, { asked, now }));

/** In the order in which `count` of them asked, at `lookedUpAt`. */
function lookupsOf<R extends AskedRow, S>(
  { reader }: LookupStatement<R, S>,
  rows: R[],
  count: number,
  lookedUpAt: number,
): { lookup: SessionLookup<S>; row: R | undefined }[] {
  const readContext = reader();
  const byNo = new Map(rows.map((row) => [row.askedNo, row]));
  return Array.from({ length: count }, (_, no) => {
    const row = byNo.get(no);
    return { row, lookup: { found: row && callerOf(row.caller), context: row && readContext(row), lookedUpAt } };
  });
}
