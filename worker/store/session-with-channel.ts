/**
 * Who is calling and where they stand in the channel that they ask for, in one query: what every socket and every page of history
 * begins with. Its text is made once, not for each request.
 */
import { and, eq, fillPlaceholders, getTableColumns, gt, sql, type Column } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/sqlite-core";
import { rowJson, rowOf } from "./row-json.ts";
import { channels, members, memberships, sessions, users, workspaces } from "./schema.ts";
import type { FoundSession } from "./sessions.ts";
import {
  followed,
  follows,
  hasMany,
  insideHome,
  memberColumns,
  parents,
  presentMember,
  toMembershipContext,
  relationToOther,
  type ChannelContext,
} from "./membership-context.ts";

export interface Arrival {
  /** Undefined: nobody is signed in with that token. */
  found: FoundSession | undefined;
  /** Undefined: the channel is not there, or the caller is not in its workspace. */
  standing: ChannelContext | undefined;
}

/** `now` in milliseconds. */
export interface Arriving {
  tokenHash: string;
  channelId: string;
  now: number;
}

const callerColumns = {
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
const ROWS = {
  caller: callerColumns,
  workspace: getTableColumns(workspaces),
  member: memberColumns,
  channel: getTableColumns(channels),
  parent: getTableColumns(parents),
  membership: getTableColumns(memberships),
  following: getTableColumns(follows),
} satisfies Record<string, Record<string, Column>>;

interface ArrivalRow extends Record<keyof typeof ROWS, string> {
  toward: string | null;
  isLarge: number | null;
}

const query = new QueryBuilder()
  .select({
    caller: rowJson(ROWS.caller).as("caller"),
    workspace: rowJson(ROWS.workspace).as("workspace"),
    member: rowJson(ROWS.member).as("member"),
    channel: rowJson(ROWS.channel).as("channel"),
    parent: rowJson(ROWS.parent).as("parent"),
    membership: rowJson(ROWS.membership).as("membership"),
    following: rowJson(ROWS.following).as("following"),
    toward: relationToOther.as("toward"),
    isLarge: hasMany.as("isLarge"),
  })
  .from(sessions)
  .innerJoin(users, eq(users.no, sessions.userNo))
  .leftJoin(channels, eq(channels.id, sql.placeholder("channelId")))
  .leftJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
  .leftJoin(members, presentMember(users.no))
  .leftJoin(parents, eq(parents.no, channels.parentNo))
  .leftJoin(memberships, insideHome)
  .leftJoin(follows, followed)
  .where(and(eq(sessions.tokenHash, sql.placeholder("tokenHash")), gt(sessions.expiresAt, sql.placeholder("now"))))
  .toSQL();

/** To run alone or with what is to be read in the same round trip; `arrivalOf` reads its answer. */
export function sessionStatement(d1: D1Database, arriving: Arriving): D1PreparedStatement {
  return d1.prepare(query.sql).bind(...fillPlaceholders(query.params, { ...arriving }));
}

export function sessionWithChannelOf(rows: unknown[]): Arrival {
  const row = rows[0] as ArrivalRow | undefined;
  const who = row && rowOf(ROWS.caller, row.caller);
  if (!row || !who) return { found: undefined, standing: undefined };
  const { no, id, handle, guest, sessionId, tokenHash, kind, lastSeenAt, expiresAt } = who;
  const caller = { user: { no, id, handle, guest }, session: { id: sessionId, tokenHash, kind } };
  return { found: { caller, lastSeenAt, expiresAt }, standing: standingOf(row) };
}

function standingOf(row: ArrivalRow): ChannelContext | undefined {
  const channel = rowOf(ROWS.channel, row.channel);
  const workspace = rowOf(ROWS.workspace, row.workspace);
  const member = rowOf(ROWS.member, row.member);
  if (!channel || !workspace || !member) return undefined;
  return toMembershipContext({
    channel,
    workspace,
    member,
    parent: rowOf(ROWS.parent, row.parent),
    membership: rowOf(ROWS.membership, row.membership),
    following: rowOf(ROWS.following, row.following),
    toward: row.toward,
    isLarge: row.isLarge ?? 0,
  });
}

export async function readSessionWithChannel(d1: D1Database, arriving: Arriving): Promise<Arrival> {
  const { results } = await sessionStatement(d1, arriving).all();
  return sessionWithChannelOf(results);
}
