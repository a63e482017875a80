/**
 * Who is calling and where they stand in the channel that they ask for, in one query for all who ask at once: what every socket
 * and every request about messages begins with. Its text is made once, not for each request.
 */
import { and, eq, getTableColumns, sql, type Column, type SQL } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/sqlite-core";
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
import { lacksFactor } from "./lacking-factor.ts";
import { rowJson, rowReader, sharedRows } from "./row-json.ts";
import { channels, members, memberships, sessions, users, widgets, workspaces } from "./schema.ts";
import {
  asked,
  askedNo,
  askedPlace,
  sessionLookup,
  callerColumns,
  theirSessionOrVisit,
  type SessionLookup,
} from "./session-lookup.ts";
import { isHomeOfWidget, visitColumns, visitIn } from "./visits.ts";

export type ChannelLookup = SessionLookup<ChannelContext>;

const ROWS = {
  workspace: getTableColumns(workspaces),
  member: memberColumns,
  channel: getTableColumns(channels),
  parent: getTableColumns(parents),
  membership: getTableColumns(memberships),
  following: getTableColumns(follows),
  visit: visitColumns,
  widget: getTableColumns(widgets),
} satisfies Record<string, Record<string, Column>>;

export interface ChannelLookupRow extends Record<keyof typeof ROWS, string> {
  askedNo: number;
  caller: string;
  relation: string | null;
  isLarge: number | null;
  lacksFactor: number | null;
}

/** The statement, with what else is to be read in it of each who asks. */
export function channelLookupStatement(more: Record<string, SQL.Aliased> = {}): { sql: string; params: unknown[] } {
  return (
    new QueryBuilder()
      .select({
        askedNo: askedNo.as("askedNo"),
        caller: rowJson(callerColumns).as("caller"),
        workspace: rowJson(ROWS.workspace).as("workspace"),
        member: rowJson(ROWS.member).as("member"),
        channel: rowJson(ROWS.channel).as("channel"),
        parent: rowJson(ROWS.parent).as("parent"),
        membership: rowJson(ROWS.membership).as("membership"),
        following: rowJson(ROWS.following).as("following"),
        relation: relationToOther.as("relation"),
        isLarge: hasMany.as("isLarge"),
        lacksFactor: lacksFactor.as("lacksFactor"),
        visit: rowJson(ROWS.visit).as("visit"),
        widget: rowJson(ROWS.widget).as("widget"),
        ...more,
      })
      .from(asked)
      .crossJoin(sessions)
      .innerJoin(users, eq(users.no, sessions.userNo))
      .leftJoin(widgets, eq(widgets.no, sessions.widgetNo))
      // Of a visitor no channel is found but the widget's, and threads in it.
      .leftJoin(channels, and(eq(channels.id, askedPlace), sql`(${sessions.widgetNo} is null or ${isHomeOfWidget})`))
      .leftJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
      .leftJoin(members, presentMember(users.no))
      .leftJoin(parents, eq(parents.no, channels.parentNo))
      .leftJoin(memberships, insideHome)
      .leftJoin(follows, followed)
      .where(theirSessionOrVisit)
      .toSQL()
  );
}

const readVisit = rowReader(ROWS.visit);
const readMember = rowReader(ROWS.member);
const readMembership = rowReader(ROWS.membership);
const readFollowing = rowReader(ROWS.following);

/** Reads where somebody stands from their row. */
export function channelContextReader(): (row: ChannelLookupRow) => ChannelContext | undefined {
  const readWorkspace = sharedRows(rowReader(ROWS.workspace));
  const readChannel = sharedRows(rowReader(ROWS.channel));
  const readParent = sharedRows(rowReader(ROWS.parent));
  const readWidget = sharedRows(rowReader(ROWS.widget));
  return (row) => {
    const channel = readChannel(row.channel);
    const workspace = readWorkspace(row.workspace);
    const member = readMember(row.member);
    if (!channel || !workspace || !member) return undefined;
    const parent = readParent(row.parent);
    const session = readVisit(row.visit);
    const visit = session && visitIn(readWidget(row.widget), parent ?? channel, session);
    if (session && !visit) return undefined;
    return toMembershipContext({
      channel,
      workspace,
      member,
      parent,
      membership: readMembership(row.membership),
      following: readFollowing(row.following),
      relation: row.relation,
      isLarge: row.isLarge ?? 0,
      lacksFactor: row.lacksFactor,
      ...(visit && { visit }),
    });
  };
}

/** `placeId` is the channel's. */
export const readSessionWithChannel = sessionLookup({ ...channelLookupStatement(), reader: channelContextReader });
