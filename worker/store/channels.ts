/** Making, changing and finding channels. Direct messages are channels with two members. */
import { and, eq, sql } from "drizzle-orm";
import { CHANNELS_MAX, type Channel } from "../../protocol/index.ts";
import { auditStatement, somethingChanged, type Act } from "./audit.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { enter, everyone, theseMembers, type Person } from "./memberships.ts";
import { rulesWith } from "./order.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels } from "./schema.ts";
import type { MembershipContext } from "./membership-context.ts";

export interface NewChannel {
  name: string;
  topic: string;
  kind: "public" | "private";
  posting: Channel["posting"];
  /** Given for a channel that everyone is in. */
  everyone: Permit<"createDefaultChannel"> | null;
}
/** A channel that is there now, and the numbers of the members who came into it. */
export interface Entered {
  channelNo: number;
  channelId: string;
  entered: number[];
}

/** Undefined when the name is taken, or the class has as many channels as it can (`isFull`). The maker is in it; so is everyone where it is a default channel. */
export async function createChannel(
  db: Db,
  permit: Permit<"createPublicChannel" | "createPrivateChannel">,
  wanted: NewChannel,
): Promise<Entered | undefined> {
  const { workspace, member } = permit;
  const id = publicId();
  const at = Date.now();
  // A private one is anybody's to make, and named to nobody outside of it.
  const isOpen = wanted.kind === "public" ? somethingChanged : sql`0`;
  const channel = sql`(select no from channels where id = ${id})`;
  const [made, , entered] = await db.batch([
    raw<{ no: number }>(
      db,
      sql`insert into channels (id, workspace_no, kind, name, topic, posting, is_default, created_by, created_at)
      select ${id}, ${workspace.no}, ${wanted.kind}, ${wanted.name}, ${wanted.topic}, ${wanted.posting},
        ${wanted.everyone ? 1 : 0}, ${member.no}, ${at}
      where ${channelCount(workspace.no)} < ${CHANNELS_MAX}
      on conflict do nothing returning no`,
    ),
    auditStatement(db, permit, { act: "channelMade", channel }, at, isOpen),
    // Without the channel, because its name was taken, this finds nothing to put anybody into.
    enter(db, { channel: sql`c.id = ${id}`, people: wanted.everyone ? everyone : sql`m.no = ${member.no}`, at }),
  ]);
  const no = made[0]?.no;
  return no === undefined
    ? undefined
    : { channelNo: no, channelId: id, entered: entered.map(({ memberNo }) => memberNo) };
}

/** Named channels, archived ones included: an index has them. */
const channelCount = (workspaceNo: number) =>
  sql`(select count(*) from channels one where one.workspace_no = ${workspaceNo} and one.name is not null)`;

/** Has this class as many channels as there can be? */
export async function isFull(db: Db, workspaceNo: number): Promise<boolean> {
  const [row] = await raw<{ count: number }>(db, sql`select ${channelCount(workspaceNo)} as count`);
  return (row?.count ?? 0) >= CHANNELS_MAX;
}

export interface ChannelChange {
  name?: string | undefined;
  topic?: string | undefined;
  posting?: Channel["posting"] | undefined;
  isDefault?: boolean | undefined;
  slow?: number | undefined;
  holds?: boolean | undefined;
}

/** That each part of a change may be made: name and topic, rules, who is in it. The first is of the channel. */
export type ProofsOfEdit = [
  Permit<"editChannel"> | Permit<"editChannelRules">,
  ...(Permit<"editChannelRules"> | Permit<"createDefaultChannel">)[],
];

/**
 * All of a change, or none of it, with its row in the audit. What is left out stays; what it needs is given by proofs.
 * @returns numbers of those who came in, where everyone is in it from now on; undefined: the name is taken
 */
export async function editChannel(
  db: Db,
  proofs: ProofsOfEdit,
  change: ChannelChange,
  details: Act["details"],
): Promise<number[] | undefined> {
  const [permit] = proofs;
  const { channel } = permit;
  const { name, topic, posting, isDefault, slow, holds } = change;
  const at = Date.now();
  const isFree = sql`not exists (select 1 from channels other where other.workspace_no = ${channel.workspaceNo}
    and other.name = ${name} and other.no <> ${channel.no})`;
  const changed = await db.batch([
    // One statement asks and writes, so that two who want the same name cannot both have it.
    db
      .update(channels)
      .set({
        name: name ?? sql`${channels.name}`,
        ...(topic !== undefined && { topic }),
        ...(posting !== undefined && { posting }),
        ...(isDefault !== undefined && { isDefault }),
        ...((slow ?? holds) !== undefined && { rules: rulesWith(channel.rules, change) }),
      })
      .where(and(eq(channels.no, channel.no), name === undefined ? undefined : isFree))
      .returning({ no: channels.no }),
    auditStatement(db, permit, { act: "channelEdited", channel: channel.no, details }, at, somethingChanged),
    // Where the name was taken nothing was changed, and nobody is taken in who is not in it already.
    ...(isDefault === true
      ? [enter(db, { channel: sql`c.no = ${channel.no} and c.is_default = 1`, people: everyone, at })]
      : []),
  ]);
  const [rows, , entered = []] = changed;
  return rows.length === 0 ? undefined : entered.map(({ memberNo }) => memberNo);
}

/** Archiving what is archived keeps the day on which it was. */
export async function archiveChannel(db: Db, permit: Permit<"archiveChannel">): Promise<void> {
  const { channel } = permit;
  const now = Date.now();
  await db.batch([
    db
      .update(channels)
      .set({ archivedAt: channel.archivedAt ?? now })
      .where(eq(channels.no, channel.no)),
    auditStatement(db, permit, { act: "channelArchived", channel: channel.no }, now),
  ]);
}

/** A default channel takes in those who came while it was archived. Returns their numbers. */
export async function restoreChannel(db: Db, permit: Permit<"archiveChannel">): Promise<number[]> {
  const { channel } = permit;
  const now = Date.now();
  const [, entered] = await db.batch([
    db.update(channels).set({ archivedAt: null }).where(eq(channels.no, channel.no)),
    enter(db, { channel: sql`c.no = ${channel.no} and c.is_default = 1`, people: everyone, at: now }),
    auditStatement(db, permit, { act: "channelRestored", channel: channel.no }, now),
  ]);
  return entered.map(({ memberNo }) => memberNo);
}

/** The name of a direct message: its two people, whoever asks first. */
export function directKeyOf(a: string, b: string): string {
  return [a, b].sort().join(" ");
}

/** The one channel between these two, made if there is none. Two who start it at once end in the same one. */
export async function startDirect(
  db: Db,
  { workspace, member }: Permit<"startDirect">,
  other: Person,
): Promise<Entered> {
  const key = directKeyOf(member.id, other.id);
  const at = Date.now();
  const channel = sql`c.workspace_no = ${workspace.no} and c.direct_key = ${key}`;
  const [, entered, found] = await db.batch([
    raw(
      db,
      sql`insert into channels (id, workspace_no, kind, created_by, created_at, direct_key)
      values (${publicId()}, ${workspace.no}, 'dm', ${member.no}, ${at}, ${key}) on conflict do nothing`,
    ),
    enter(db, { channel, people: theseMembers([member.no, other.no]), at }),
    raw<{ no: number; id: string }>(db, sql`select c.no, c.id from channels c where ${channel}`),
  ]);
  const { no, id } = found[0]!;
  return { channelNo: no, channelId: id, entered: entered.map(({ memberNo }) => memberNo) };
}

/** Have these two talked before? */
export async function hasDirect(db: Db, { workspace, member }: MembershipContext, other: Person): Promise<boolean> {
  const key = directKeyOf(member.id, other.id);
  const found = await db
    .select({ no: channels.no })
    .from(channels)
    .where(and(eq(channels.workspaceNo, workspace.no), eq(channels.directKey, key)))
    .get();
  return found !== undefined;
}
