/** The private channel in which the teaching team, and nobody else, hears of problems. */
import { eq, sql } from "drizzle-orm";
import { handleKey, skeletonOf } from "../handles/handles.ts";
import type { Role } from "../../protocol/index.ts";
import { freeChannelName } from "./channel-names.ts";
import type { ChannelRow, Db } from "./db.ts";
import { enter, everyone } from "./memberships.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels, feedbackChannels, members } from "./schema.ts";

/** By which its program is let write. */
const PROGRAM_ROLE: Role = "ta";
const ofTeam = sql`m.role in ('ta', 'teacher', 'owner')`;

export interface FeedbackChannel {
  channel: ChannelRow;
  /** Who speaks there. */
  speaker: { no: number; id: string; handleKey: string };
  /** Numbers of those who came into it just now. */
  entered: number[];
}

/**
 * The channel with everybody of the teaching team in it, and nobody else: made where there is none yet. Of two who tell the first problem at
 * once, one makes it.
 */
export async function feedbackChannel(db: Db, workspaceNo: number, now: number): Promise<FeedbackChannel> {
  const found = async () =>
    db
      .select({ channel: channels, speaker: { no: members.no, id: members.id, handleKey: members.handleKey } })
      .from(feedbackChannels)
      .innerJoin(channels, eq(channels.no, feedbackChannels.channelNo))
      .innerJoin(members, eq(members.no, feedbackChannels.memberNo))
      .where(eq(feedbackChannels.workspaceNo, workspaceNo))
      .get();
  let there = await found();
  for (let tries = 0; !there; tries++) {
    if (tries > 1) throw new Error("No channel for problems could be made");
    await make(db, workspaceNo, tries === 0 ? NAME : await freeChannelName(db, workspaceNo, NAME), now);
    there = await found();
  }
  const { no } = there.channel;
  const [, entered] = await db.batch([
    raw(
      db,
      sql`delete from memberships where channel_no = ${no} and member_no in (select m.no from members m
      where m.workspace_no = ${workspaceNo} and m.role not in ('ta', 'teacher', 'owner'))`,
    ),
    enter(db, { channel: sql`c.no = ${no}`, people: sql`${everyone} and ${ofTeam}`, at: now }),
  ]);
  return { ...there, entered: entered.map(({ memberNo }) => memberNo) };
}

const NAME = "feedback";

async function make(db: Db, workspaceNo: number, name: string, now: number): Promise<void> {
  const [channelId, memberId] = [publicId(), publicId()];
  const handle = `problems-${memberId.toLowerCase()}`;
  const none = sql`not exists (select 1 from feedback_channels one where one.workspace_no = ${workspaceNo})`;
  await db.batch([
    raw(
      db,
      sql`insert into channels (id, workspace_no, kind, name, topic, posting, is_default, created_at)
        select ${channelId}, ${workspaceNo}, 'private', ${name}, '', 'all', 0, ${now} where ${none} on conflict do nothing`,
    ),
    raw(
      db,
      sql`insert into members (id, workspace_no, handle, handle_key, skeleton, name, role, joined_at, bot)
        select ${memberId}, ${workspaceNo}, ${handle}, ${handleKey(handle)}, ${skeletonOf(handle)}, 'Problems', ${PROGRAM_ROLE}, ${now}, 'write'
        where exists (select 1 from channels where id = ${channelId})`,
    ),
    raw(
      db,
      sql`insert into feedback_channels (workspace_no, channel_no, member_no)
        select ${workspaceNo}, c.no, m.no from channels c join members m on m.id = ${memberId} where c.id = ${channelId}`,
    ),
  ]);
}

/** Statements for the batch of a new role: who is of the teaching team is in the channel, and who is not any more is out of it. */
export const feedbackOfRole = (db: Db, workspaceNo: number, memberNo: number, now: number) =>
  [
    raw(
      db,
      sql`delete from memberships where member_no = ${memberNo}
        and channel_no in (select f.channel_no from feedback_channels f where f.workspace_no = ${workspaceNo})
        and (select role from members where no = ${memberNo}) not in ('ta', 'teacher', 'owner')`,
    ),
    enter(db, {
      channel: sql`c.no = (select f.channel_no from feedback_channels f where f.workspace_no = ${workspaceNo})`,
      people: sql`m.no = ${memberNo} and ${ofTeam}`,
      at: now,
    }),
  ] as const;

/** The channel, for telling who hears of what is done there; undefined where there is none yet. */
export function feedbackChannelOf(db: Db, workspaceNo: number): Promise<{ no: number; id: string } | undefined> {
  return db
    .select({ no: channels.no, id: channels.id })
    .from(feedbackChannels)
    .innerJoin(channels, eq(channels.no, feedbackChannels.channelNo))
    .where(eq(feedbackChannels.workspaceNo, workspaceNo))
    .get();
}
