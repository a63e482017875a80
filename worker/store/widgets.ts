/** Widgets of a class's channels, and the keys by which its sites say who somebody is. */
import { and, asc, eq, isNull, sql, type SQL } from "drizzle-orm";
import { OWN_SITE, WIDGET_KEYS_MAX, type Widget, type WidgetBody, type WidgetKey } from "../../protocol/index.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { ChannelRow, Db, WorkspaceRow } from "./db.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels, memberships, sessions, widgetKeys, widgets, workspaces } from "./schema.ts";
import type { WidgetRow } from "./visits.ts";

export type WidgetKeyRow = typeof widgetKeys.$inferSelect;

/** For who manages it. @param channel public id */
export function toWidget(row: WidgetRow, channel: string): Widget {
  const { id, isOn, sites, read, write, guests, holds, accent, changedAt } = row;
  return { id, channel, on: isOn, sites, read, write, guests, holds, accent, changedAt };
}
export function toKey({ kid, alg, createdAt, retiredAt }: WidgetKeyRow): WidgetKey {
  return { kid, alg, createdAt, retiredAt };
}

/** Those of channels that this member may see, by the channel's name. */
export async function listWidgets(db: Db, { workspace, member }: Permit<"manageWidgets">): Promise<Widget[]> {
  const rows = await db
    .select({ widget: widgets, channel: channels.id })
    .from(widgets)
    .innerJoin(channels, eq(channels.no, widgets.channelNo))
    .leftJoin(memberships, and(eq(memberships.channelNo, channels.no), eq(memberships.memberNo, member.no)))
    .where(
      and(
        eq(widgets.workspaceNo, workspace.no),
        sql`(${channels.kind} = 'public' or ${memberships.memberNo} is not null)`,
      ),
    )
    .orderBy(asc(channels.name));
  return rows.map(({ widget, channel }) => toWidget(widget, channel));
}

export async function widgetOfChannel(db: Db, channelNo: number): Promise<WidgetRow | undefined> {
  return db.select().from(widgets).where(eq(widgets.channelNo, channelNo)).get();
}

export interface WidgetInPlace {
  widget: WidgetRow;
  channel: ChannelRow;
  workspace: WorkspaceRow;
}
/** By the id in its address. */
export async function findWidget(db: Db, id: string): Promise<WidgetInPlace | undefined> {
  return db
    .select({ widget: widgets, channel: channels, workspace: workspaces })
    .from(widgets)
    .innerJoin(channels, eq(channels.no, widgets.channelNo))
    .innerJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
    .where(eq(widgets.id, id))
    .get();
}

/** How many people are in the channel: whom a private one was for until now. */
export async function peopleIn(db: Db, channelNo: number): Promise<number> {
  const [row] = await raw<{ count: number }>(
    db,
    sql`select count(*) as count from memberships where channel_no = ${channelNo}`,
  );
  return row?.count ?? 0;
}

/** Tokens of visitors that a widget does not allow any more: nobody has them from then on. `s`: sessions. */
function endedBy({ on, sites, read, guests }: Pick<Widget, "on" | "sites" | "read" | "guests">): SQL {
  const isGuest = sql`${sessions.cameFrom} is null and ${sessions.keyNo} is null`;
  return sql`(${on ? 0 : 1} or ${sessions.site} <> ${OWN_SITE} and ${sessions.site} not in (select value from json_each(${JSON.stringify(sites)}))
    or (${read === "members" ? 1 : 0} and ${sessions.cameFrom} is null) or (${guests ? 0 : 1} and ${isGuest}))`;
}

/**
 * Sets the widget of this channel, and ends the tokens that it does not allow any more, in one transaction. It keeps its address.
 * @param confirmed a private channel, said once more
 */
export async function putWidget(
  db: Db,
  permit: Permit<"manageWidget">,
  { on, sites, read, write, guests, holds, accent, confirmed }: WidgetBody,
  now: number,
): Promise<WidgetRow> {
  const { channel, workspace, member } = permit;
  const set = {
    isOn: on,
    ...{ sites, read, write, guests, holds, accent },
    confirmedAt: confirmed ? now : null,
    changedAt: now,
    changedBy: member.no,
  };
  const place = { id: publicId(), workspaceNo: workspace.no, channelNo: channel.no };
  const [rows] = await db.batch([
    db
      .insert(widgets)
      .values({ ...place, ...set })
      .onConflictDoUpdate({ target: widgets.channelNo, set })
      .returning(),
    db
      .delete(sessions)
      .where(
        and(
          sql`${sessions.widgetNo} = (select no from widgets where channel_no = ${channel.no})`,
          endedBy({ on, sites, read, guests }),
        ),
      ),
    auditStatement(db, permit, { act: "widgetEdited", channel: channel.no, details: { on } }, now),
  ]);
  return rows[0]!;
}

/** @returns what it was; undefined where there was none */
export async function removeWidget(db: Db, permit: Permit<"manageWidget">): Promise<WidgetRow | undefined> {
  const { channel } = permit;
  const [, rows] = await db.batch([
    db.delete(sessions).where(sql`${sessions.widgetNo} = (select no from widgets where channel_no = ${channel.no})`),
    db.delete(widgets).where(eq(widgets.channelNo, channel.no)).returning(),
    auditStatement(db, permit, { act: "widgetRemoved", channel: channel.no }, Date.now(), somethingChanged),
  ]);
  return rows[0];
}

// ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The newest first, retired ones included. */
export function keysOf(db: Db, workspaceNo: number): Promise<WidgetKeyRow[]> {
  return db
    .select()
    .from(widgetKeys)
    .where(eq(widgetKeys.workspaceNo, workspaceNo))
    .orderBy(sql`${widgetKeys.no} desc`)
    .limit(KEYS_LISTED);
}
const KEYS_LISTED = 50;

export async function findKey(db: Db, workspaceNo: number, kid: string): Promise<WidgetKeyRow | undefined> {
  return db
    .select()
    .from(widgetKeys)
    .where(and(eq(widgetKeys.kid, kid), eq(widgetKeys.workspaceNo, workspaceNo), isNull(widgetKeys.retiredAt)))
    .get();
}

/** Undefined where the class has as many as it can. One statement counts and writes. */
export async function addKey(
  db: Db,
  permit: Permit<"manageWidgets">,
  { kid, alg, material }: Pick<WidgetKeyRow, "kid" | "alg" | "material">,
  now: number,
): Promise<WidgetKey | undefined> {
  const { workspace, member } = permit;
  const [made] = await db.batch([
    raw(
      db,
      sql`insert into widget_keys (kid, workspace_no, alg, material, created_at, created_by)
        select ${kid}, ${workspace.no}, ${alg}, ${material}, ${now}, ${member.no}
        where (select count(*) from widget_keys k where k.workspace_no = ${workspace.no} and k.retired_at is null) < ${WIDGET_KEYS_MAX}
        returning no`,
    ),
    auditStatement(db, permit, { act: "widgetKeyMade", details: { name: kid } }, now, somethingChanged),
  ]);
  return made.length > 0 ? { kid, alg, createdAt: now, retiredAt: null } : undefined;
}

/**
 * From now on the key names nobody, and the tokens of those whom it named are nobody's.
 * @returns the key, and whose sessions ended where; undefined where there is none
 */
export async function retireKey(
  db: Db,
  permit: Permit<"manageWidgets">,
  kid: string,
  now: number,
): Promise<{ key: WidgetKey; ended: { session: string; channel: string }[] } | undefined> {
  const { workspace } = permit;
  const mine = and(eq(widgetKeys.kid, kid), eq(widgetKeys.workspaceNo, workspace.no));
  // Before the key is retired: once more does nothing.
  const counts = sql`exists (select 1 from widget_keys where kid = ${kid} and workspace_no = ${workspace.no} and retired_at is null)`;
  const [, rows, ended] = await db.batch([
    auditStatement(db, permit, { act: "widgetKeyRetired", details: { name: kid } }, now, counts),
    db
      .update(widgetKeys)
      .set({ retiredAt: sql`coalesce(${widgetKeys.retiredAt}, ${now})` })
      .where(mine)
      .returning(),
    raw<{ session: string; channel: string }>(
      db,
      sql`select s.id as session, c.id as channel from widgets w
        join sessions s on s.widget_no = w.no join channels c on c.no = w.channel_no
        where w.workspace_no = ${workspace.no} and s.key_no = (select no from widget_keys where kid = ${kid})`,
    ),
    raw(
      db,
      sql`delete from sessions where widget_no in (select no from widgets where workspace_no = ${workspace.no})
        and key_no = (select no from widget_keys where kid = ${kid} and workspace_no = ${workspace.no}) returning id`,
    ),
  ]);
  return rows[0] && { key: toKey(rows[0]), ended };
}
