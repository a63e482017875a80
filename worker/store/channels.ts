/** Making, changing and finding channels. Direct messages are channels with two members. */
import { and, eq, sql } from "drizzle-orm";
import { CHANNELS_MAX, type Channel } from "../../protocol/index.ts";
import type { Permit } from "../access.ts";
import type { Db } from "./db.ts";
import { enter, everyone, theseMembers, type Person } from "./memberships.ts";
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
  { workspace, member }: Permit<"createPublicChannel" | "createPrivateChannel">,
  wanted: NewChannel,
): Promise<Entered | undefined> {
  const id = publicId();
  const at = Date.now();
  const [made, entered] = await db.batch([
    raw<{ no: number }>(
      db,
      sql`insert into channels (id, workspace_no, kind, name, topic, posting, is_default, created_by, created_at)
      select ${id}, ${workspace.no}, ${wanted.kind}, ${wanted.name}, ${wanted.topic}, ${wanted.posting},
        ${wanted.everyone ? 1 : 0}, ${member.no}, ${at}
      where ${channelCount(workspace.no)} < ${CHANNELS_MAX}
      on conflict do nothing returning no`,
    ),
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

/** False when the name is taken. */
export async function editChannel(
  db: Db,
  { channel }: Permit<"editChannel">,
  changes: { name?: string; topic?: string },
): Promise<boolean> {
  const name = changes.name ?? channel.name;
  // One statement asks and writes, so that two who want the same name cannot both have it.
  const edited = await raw(
    db,
    sql`update channels set name = ${name}, topic = ${changes.topic ?? channel.topic}
    where no = ${channel.no} and not exists (
      select 1 from channels other where other.workspace_no = ${channel.workspaceNo} and other.name = ${name} and other.no <> ${channel.no})
    returning no`,
  );
  return edited.length > 0;
}

export async function setPosting(
  db: Db,
  { channel }: Permit<"editChannelRules">,
  posting: Channel["posting"],
): Promise<void> {
  await db.update(channels).set({ posting }).where(eq(channels.no, channel.no));
}

/** Makes a channel one that everyone is in, or one that can be left again. Returns the numbers of those who came in. */
export async function setDefault(
  db: Db,
  { channel }: Permit<"editChannelRules">,
  _lead: Permit<"createDefaultChannel">,
  isDefault: boolean,
): Promise<number[]> {
  const edit = db.update(channels).set({ isDefault }).where(eq(channels.no, channel.no));
  if (!isDefault) {
    await edit;
    return [];
  }
  const [, entered] = await db.batch([
    edit,
    enter(db, { channel: sql`c.no = ${channel.no}`, people: everyone, at: Date.now() }),
  ]);
  return entered.map(({ memberNo }) => memberNo);
}

/** Archiving what is archived keeps the day on which it was. */
export async function archiveChannel(db: Db, { channel }: Permit<"archiveChannel">): Promise<void> {
  await db
    .update(channels)
    .set({ archivedAt: channel.archivedAt ?? Date.now() })
    .where(eq(channels.no, channel.no));
}

/** A default channel takes in those who came while it was archived. Returns their numbers. */
export async function restoreChannel(db: Db, { channel }: Permit<"archiveChannel">): Promise<number[]> {
  const [, entered] = await db.batch([
    db.update(channels).set({ archivedAt: null }).where(eq(channels.no, channel.no)),
    enter(db, { channel: sql`c.no = ${channel.no} and c.is_default = 1`, people: everyone, at: Date.now() }),
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
