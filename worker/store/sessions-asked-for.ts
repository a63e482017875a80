/** What the statements have in common that find out who is calling and where they stand: one row for each of those who ask at once. */
import { and, eq, fillPlaceholders, gt, sql } from "drizzle-orm";
import { LookupBatcher } from "./lookup-batcher.ts";
import { rowReader } from "./row-json.ts";
import { sessions, users } from "./schema.ts";
import type { FoundSession } from "./sessions.ts";

/** One who asks. */
export interface Arriving {
  tokenHash: string;
  /** Public id of the channel or of the workspace, by the statement. */
  placeId: string;
}
/** What is found of them. `S`: where they stand. */
export interface Arrival<S> {
  /** Undefined: nobody is signed in with that token. */
  found: FoundSession | undefined;
  /** Undefined: the place is not there, or the caller is not in its workspace. */
  standing: S | undefined;
  /** When D1 was asked, ms since 1970: what changed since may be missing. */
  lookedUpAt: number;
}

/** A row of one who asks: `key` is their number. To be the first of FROM, and joined by `crossJoin`, which keeps the order. */
export const asked = sql`json_each(${sql.placeholder("asked")}) asked`;
export const askedNo = sql<number>`asked.key`;
/** The place that they ask for. */
export const askedPlace = sql`json_extract(asked.value, '$[1]')`;
/** Their session, while it is good. */
export const theirSession = and(
  eq(sessions.tokenHash, sql`json_extract(asked.value, '$[0]')`),
  gt(sessions.expiresAt, sql.placeholder("now")),
);

export const callerColumns = {
  no: users.no,
  id: users.id,
  handle: users.handle,
  guest: users.guest,
  sessionId: sessions.id,
  tokenHash: sessions.tokenHash,
  kind: sessions.kind,
  lastSeenAt: sessions.lastSeenAt,
  expiresAt: sessions.expiresAt,
};
const callerRow = rowReader(callerColumns);

export function callerOf(json: string): FoundSession | undefined {
  const row = callerRow(json);
  if (!row) return undefined;
  const { no, id, handle, guest, sessionId, tokenHash, kind, lastSeenAt, expiresAt } = row;
  const caller = { user: { no, id, handle, guest }, session: { id: sessionId, tokenHash, kind } };
  return { caller, lastSeenAt, expiresAt };
}

interface AskedRow {
  askedNo: number;
  caller: string;
}
interface ArrivalsQuery<R extends AskedRow, S> {
  sql: string;
  params: unknown[];
  /** Reads where somebody stands from their row. Made anew for each answer, in which many rows say the same. */
  reader: () => (row: R) => S | undefined;
}

/** Asks for all of them at once, alone or with what is to be read in the same round trip; `arrivalsOf` reads its answer. */
export function arrivalsStatement<R extends AskedRow, S>(
  d1: D1Database,
  { sql, params }: ArrivalsQuery<R, S>,
  arriving: Arriving[],
  now: number,
): D1PreparedStatement {
  const rows = JSON.stringify(arriving.map(({ tokenHash, placeId }) => [tokenHash, placeId]));
  return d1.prepare(sql).bind(...fillPlaceholders(params, { asked: rows, now }));
}

/** In the order in which `count` of them asked, at `lookedUpAt`. */
export function arrivalsOf<R extends AskedRow, S>(
  { reader }: ArrivalsQuery<R, S>,
  rows: R[],
  count: number,
  lookedUpAt: number,
): Arrival<S>[] {
  const arrivals = Array.from({ length: count }, (): Arrival<S> => ({
    found: undefined,
    standing: undefined,
    lookedUpAt,
  }));
  const standingOf = reader();
  for (const row of rows)
    arrivals[row.askedNo] = { found: callerOf(row.caller), standing: standingOf(row), lookedUpAt };
  return arrivals;
}

/** A look-up of its own, together with all who ask in the same moment. */
export function arrivalLookup<R extends AskedRow, S>(
  query: ArrivalsQuery<R, S>,
): (d1: D1Database, arriving: Arriving) => Promise<Arrival<S>> {
  const batcher = new LookupBatcher(async (d1, arriving: Arriving[]) => {
    const now = Date.now();
    const { results } = await arrivalsStatement(d1, query, arriving, now).all<R>();
    return arrivalsOf(query, results, arriving.length, now);
  });
  return (d1, arriving) => batcher.ask(d1, arriving);
}
