/** Group messages: three to GROUP_PEOPLE_MAX people, without a unique name, named by their members where they have none. */
import { sql } from "drizzle-orm";
import { GROUP_PEOPLE_MAX } from "../../protocol/index.ts";
import type { Permit } from "./permit.ts";
import type { Entered } from "./channels.ts";
import type { Db } from "./db.ts";
import { enter, theseMembers } from "./memberships.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";

/** A new group of the caller and these, every time. */
export async function createGroup(
  db: Db,
  { workspace, member }: Permit<"startGroup">,
  others: number[],
  name: string,
): Promise<Entered> {
  const id = publicId();
  const at = Date.now();
  const meta = name === "" ? null : JSON.stringify({ name });
  const [made, entered] = await db.batch([
    raw<{ no: number }>(
      db,
      sql`insert into channels (id, workspace_no, kind, created_by, created_at, meta)
      values (${id}, ${workspace.no}, 'group', ${member.no}, ${at}, ${meta}) returning no`,
    ),
    enter(db, { channel: sql`c.id = ${id}`, people: theseMembers([member.no, ...others]), at }),
  ]);
  return { channelNo: made[0]!.no, channelId: id, entered: entered.map(({ memberNo }) => memberNo) };
}

/**
 * Puts these into a group: they read all of it. One statement counts and writes, so that two who add at once cannot overfill it.
 * @returns the numbers of those who were not in it yet, or undefined where not all of them fit
 */
export async function addToGroup(
  db: Db,
  { channel }: Permit<"addToChannel">,
  memberNos: number[],
): Promise<number[] | undefined> {
  const these = JSON.stringify(memberNos);
  const fits = sql`(select count(*) from (
    select member_no from memberships where channel_no = ${channel.no} union select value from json_each(${these}))) <= ${GROUP_PEOPLE_MAX}`;
  const [fit, entered] = await db.batch([
    raw<{ fits: number }>(db, sql`select ${fits} as fits`),
    enter(db, { channel: sql`c.no = ${channel.no} and ${fits}`, people: theseMembers(memberNos), at: Date.now() }),
  ]);
  return fit[0]?.fits === 1 ? entered.map(({ memberNo }) => memberNo) : undefined;
}

/** Empty: named by its members. */
export async function renameGroup(db: Db, { channel }: Permit<"renameGroup">, name: string): Promise<void> {
  await raw(
    db,
    sql`update channels set meta = case when ${name} = '' then json_remove(coalesce(meta, '{}'), '$.name')
      else json_set(coalesce(meta, '{}'), '$.name', ${name}) end where no = ${channel.no} returning no`,
  );
}
