/**
 * Who sees a channel in a widget. Whoever has a name there has a session of the widget's, which holds for its channel and one site;
 * who reads without one has a signed token (identity/reader-tokens.ts) and no row. Both are looked up with the channel that they ask for, in one
 * query; what they may is decided by the widget as it is set then.
 */
import { eq, getTableColumns, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/sqlite-core";
import { visitUnder, type VisitorKind } from "../../protocol/index.ts";
import type { ChannelRow, MembershipRow, WorkspaceRow } from "./db.ts";
import { LookupBatcher } from "./lookup-batcher.ts";
import { hasMany, parents, type ChannelContext, type VisitContext } from "./membership-context.ts";
import { rowJson, rowReader, type RowOf } from "./row-json.ts";
import { channels, sessions, widgets, workspaces } from "./schema.ts";

export type WidgetRow = typeof widgets.$inferSelect;

/** The first is null where the session is no visitor's. */
export const visitColumns = {
  widgetNo: sessions.widgetNo,
  site: sessions.site,
  keyNo: sessions.keyNo,
  cameFrom: sessions.cameFrom,
  expiresAt: sessions.expiresAt,
};
type VisitSession = RowOf<typeof visitColumns>;

/** Needs `channels` and `widgets`. */
export const isHomeOfWidget = sql`coalesce(${channels.parentNo}, ${channels.no}) = ${widgets.channelNo}`;

export const kindOf = ({ keyNo, cameFrom }: Pick<VisitSession, "keyNo" | "cameFrom">): VisitorKind =>
  cameFrom !== null ? "member" : keyNo !== null ? "named" : "guest";

/** What it is set to, where it may be shown at all: a private channel only as long as that was said once more. */
export function rulesOf(row: WidgetRow, home: Pick<ChannelRow, "kind">) {
  const { isOn, sites, read, write, guests, holds } = row;
  const mayBeShown = home.kind === "public" || (home.kind === "private" && row.confirmedAt !== null);
  return { on: isOn && mayBeShown, sites, read, write, guests, holds };
}

/** Undefined where the widget does not allow it any more. @param home the channel, or the one that the thread hangs in */
export function visitIn(row: WidgetRow | null, home: ChannelRow, session: VisitSession): VisitContext | undefined {
  const { site } = session;
  if (!row || site === null) return undefined;
  const kind = kindOf(session);
  const allowed = visitUnder(rulesOf(row, home), { kind, site });
  return allowed ? { widget: row.id, site, kind, ...allowed, until: session.expiresAt } : undefined;
}

// ── readers without a name ──────────────────────────────────────────────────────────────────────────────────────────

interface ReaderQuery {
  widget: string;
  channel: string;
}
interface ReaderRow {
  askedNo: number;
  widget: string;
  workspace: string;
  channel: string;
  parent: string;
  isLarge: number | null;
}
const ROWS = {
  widget: getTableColumns(widgets),
  workspace: getTableColumns(workspaces),
  channel: getTableColumns(channels),
  parent: getTableColumns(parents),
};
const read = {
  widget: rowReader(ROWS.widget),
  workspace: rowReader(ROWS.workspace),
  channel: rowReader(ROWS.channel),
  parent: rowReader(ROWS.parent),
};
/** A widget and a channel, as they now are. */
interface Found {
  widget: WidgetRow;
  workspace: WorkspaceRow;
  channel: ChannelRow;
  parent: ChannelRow | null;
  isLarge: boolean;
}
const { sql: READERS } = new QueryBuilder()
  .select({
    askedNo: sql<number>`asked.key`.as("askedNo"),
    widget: rowJson(ROWS.widget).as("widget"),
    workspace: rowJson(ROWS.workspace).as("workspace"),
    channel: rowJson(ROWS.channel).as("channel"),
    parent: rowJson(ROWS.parent).as("parent"),
    isLarge: hasMany.as("isLarge"),
  })
  .from(sql`json_each(${sql.placeholder("asked")}) asked`)
  .crossJoin(channels)
  .innerJoin(widgets, eq(widgets.id, sql`json_extract(asked.value, '$[0]')`))
  .innerJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
  .leftJoin(parents, eq(parents.no, channels.parentNo))
  .where(sql`${channels.id} = json_extract(asked.value, '$[1]') and ${isHomeOfWidget}`)
  .toSQL();

/** A thousand who open the same page at once ask one question. */
const batcher = new LookupBatcher<ReaderQuery, { found: Found | undefined; lookedUpAt: number }>(
  async (d1, queries) => {
    const lookedUpAt = Date.now();
    const asked = [...new Set(queries.map(({ widget, channel }) => JSON.stringify([widget, channel])))];
    const { results } = await d1
      .prepare(READERS)
      .bind(`[${asked.join(",")}]`)
      .all<ReaderRow>();
    const found = new Map(results.map((row) => [asked[row.askedNo], foundIn(row)]));
    return queries.map(({ widget, channel }) => ({ found: found.get(JSON.stringify([widget, channel])), lookedUpAt }));
  },
);

function foundIn(row: ReaderRow): Found | undefined {
  const [widget, workspace, channel] = [
    read.widget(row.widget),
    read.workspace(row.workspace),
    read.channel(row.channel),
  ];
  if (!widget || !workspace || !channel) return undefined;
  return { widget, workspace, channel, parent: read.parent(row.parent), isLarge: row.isLarge === 1 };
}

/** Who reads without a name, as their token says. */
export interface Reader {
  /** Public id of the widget. */
  widget: string;
  site: string;
  /** Random: the same as long as one token is renewed by the other. */
  mark: string;
  /** Of the token, ms. */
  expiresAt: number;
}

const NOBODYS: Omit<ChannelContext["member"], "id" | "workspaceNo"> = {
  no: 0,
  userNo: null,
  handle: "",
  handleKey: "",
  name: "",
  role: "guest",
  pronouns: null,
  bio: null,
  pictureAt: null,
  sourceKey: null,
  joinedAt: 0,
  leftAt: null,
  mutedUntil: null,
  status: null,
  dndUntil: null,
  bot: null,
  meta: null,
};

/** What stands for a reader's id where members have one: no member has it. */
export const readerId = ({ mark }: Pick<Reader, "mark">): string => `~${mark}`;

/**
 * Where a reader stands in the channel or thread that they ask for: as inside as somebody can be who is no member.
 * @returns context undefined where it is none of the widget's, or the widget allows it no more
 */
export async function contextOfReader(
  d1: D1Database,
  reader: Reader,
  channelId: string,
): Promise<{ context: ChannelContext | undefined; lookedUpAt: number }> {
  const { found, lookedUpAt } = await batcher.ask(d1, { widget: reader.widget, channel: channelId });
  if (!found) return { context: undefined, lookedUpAt };
  const { widget, workspace, channel, parent, isLarge } = found;
  const allowed = visitUnder(rulesOf(widget, parent ?? channel), { kind: "reader", site: reader.site });
  if (!allowed) return { context: undefined, lookedUpAt };
  const visit = { widget: widget.id, site: reader.site, kind: "reader" as const, ...allowed, until: reader.expiresAt };
  return {
    lookedUpAt,
    context: {
      workspace,
      // As of everybody in a thread (toMembershipContext).
      channel: parent ? { ...channel, posting: "all", archivedAt: parent.archivedAt } : channel,
      parent,
      member: { ...NOBODYS, id: readerId(reader), workspaceNo: workspace.no },
      membership: membershipOfNobody((parent ?? channel).no),
      following: null,
      relation: null,
      isLarge,
      lacksFactor: false,
      visit,
    },
  };
}

const membershipOfNobody = (channelNo: number): MembershipRow => ({
  channelNo,
  memberNo: 0,
  joinedAt: 0,
  readSeq: 0,
  readAt: null,
  seenSeq: 0,
  muted: true,
  muteEndsAt: null,
  notify: "nothing",
  starred: false,
  folder: null,
  meta: null,
  activeAt: null,
});
