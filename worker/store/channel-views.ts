/**
 * Channels as people see them. The newest message of a channel is one seek in the key range of `messages`
 * (message-key.ts), so a view costs the same after ten messages and after a million.
 */
import { sql, type SQL } from "drizzle-orm";
import {
  UNREAD_LOOKED_AT,
  type Channel,
  type ChannelRules,
  type Keeps,
  type ListedChannel,
  type MyChannel,
} from "../../protocol/index.ts";
import type { OnWeb } from "../../protocol/web-pages.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { KEYS } from "./message-key.ts";

/** Beyond this the exact number of mentions helps nobody, and every one costs a row read. */
const MENTIONS_COUNTED = sql.raw("100");

/** As `MyChannel.uncounted` says. One range of the key, and nothing is read of what stands before the mark. */
const uncounted = sql`(select group_concat(late.key - c.no * ${KEYS}, ' ')
  from (select fresh.key, fresh.author, fresh.deleted_at from messages fresh
    where fresh.key > c.no * ${KEYS} + mine.read_seq and fresh.key < (c.no + 1) * ${KEYS}
    order by fresh.key desc limit ${sql.raw(String(UNREAD_LOOKED_AT))}) late
  where late.author = viewer.id or late.deleted_at is not null)`;

/** Key of the newest message of channel `c`, or null. */
export const newestKey = sql`(select max(newest.key) from messages newest
  where newest.key > c.no * ${KEYS} and newest.key < (c.no + 1) * ${KEYS})`;
/** Highest `seq` of channel `c` that D1 knows; 0 while it is empty. */
export const newestSeq = sql`coalesce(${newestKey} - c.no * ${KEYS}, 0)`;

/** Needs `c` (channels), `w` (workspaces) and `creator` (members, outer) in the FROM clause. */
const channelColumns = sql`c.id, w.id as workspace, c.kind, coalesce(c.name, json_extract(c.meta, '$.name'), '') as name, c.topic, c.posting,
  c.is_default as isDefault, creator.id as createdBy, c.created_at as createdAt,
  coalesce(home.archived_at, c.archived_at) as archivedAt, c.web, c.rules, json_extract(c.meta, '$.keep') as keep, home.id as parent, c.parent_no as parentNo, c.parent_seq as parentSeq,
  case when c.kind in ('dm', 'group') then coalesce(c.direct_key, (
    select group_concat(person.id, ' ') from memberships inside join members person on person.no = inside.member_no
    where inside.channel_no = c.no)) end as people`;
const channelJoins = sql`join workspaces w on w.no = c.workspace_no left join members creator on creator.no = c.created_by
  left join channels home on home.no = c.parent_no`;

interface ChannelView {
  id: string;
  workspace: string;
  kind: Channel["kind"];
  name: string;
  topic: string;
  posting: Channel["posting"];
  isDefault: number;
  createdBy: string | null;
  createdAt: number;
  archivedAt: number | null;
  /** JSON of an `OnWebRow`. */
  web: string | null;
  /** JSON of `ChannelRules`. */
  rules: string | null;
  /** JSON of `Keeps`. */
  keep: string | null;
  /** Of a thread: the channel it hangs in, and where. */
  parent: string | null;
  parentNo: number | null;
  parentSeq: number | null;
  /** Member ids joined by a space. */
  people: string | null;
}
export interface MyChannelView extends ChannelView {
  /** Member id of the one whose view this is. */
  viewer: string;
  lastSeq: number;
  lastAt: number;
  readSeq: number;
  /** Places joined by a space. */
  uncounted: string | null;
  mentions: number;
  muted: number;
  muteEndsAt: number | null;
  starred: number;
  folder: string | null;
  notify: MyChannel["notify"];
}

function toChannel(view: ChannelView): Channel {
  const { id, workspace, kind, name, topic, posting, createdBy, createdAt, archivedAt, people } = view;
  const channel: Channel = {
    id,
    workspace,
    kind,
    name,
    topic,
    posting,
    isDefault: view.isDefault === 1,
    createdBy,
    createdAt,
    archivedAt,
  };
  if (view.rules !== null) channel.rules = JSON.parse(view.rules) as ChannelRules;
  if (view.web !== null) channel.web = toOnWeb(JSON.parse(view.web) as OnWeb);
  if (view.keep !== null) channel.keeps = JSON.parse(view.keep) as Keeps;
  // A place for notes to oneself names its one member twice in the key.
  if (view.parent !== null && view.parentSeq !== null) channel.parent = { channel: view.parent, seq: view.parentSeq };
  if (people !== null) channel.members = [...new Set(people.split(" "))];
  return channel;
}

/** Who decided it is told to nobody. */
const toOnWeb = ({ names, from, at }: OnWeb): OnWeb => ({ names, from, at });

export function toMyChannel(view: MyChannelView): MyChannel {
  const { lastSeq, lastAt, readSeq, mentions, notify } = view;
  const skipped = view.uncounted === null ? {} : { uncounted: view.uncounted.split(" ").map(Number) };
  const mine = { ...toChannel(view), lastSeq, lastAt, readSeq, ...skipped, mentions, notify, ...forMyself(view) };
  return view.parent === null ? mine : { ...mine, following: true };
}

/** A mute that has come to its end is none. */
function forMyself({ muted, muteEndsAt, starred, folder }: MyChannelView) {
  const isMuted = muted === 1 && (muteEndsAt === null || muteEndsAt > Date.now());
  return {
    muted: isMuted,
    ...(isMuted && muteEndsAt !== null && { mutedUntil: muteEndsAt }),
    ...(starred === 1 && { starred: true }),
    ...(folder !== null && { folder }),
  };
}

/** Memberships without those of followed threads. */
export const inChannels = sql`memberships mine indexed by memberships_in_channels`;

/**
 * Views of the memberships `mine` that the condition names. A query to run alone or in a batch.
 * @param among what `mine` is: all memberships, or a part of them that is found by itself
 */
export function myChannelViews(db: Db, where: SQL, among = sql`memberships mine`) {
  return raw<MyChannelView>(
    db,
    sql`select viewer.id as viewer, ${channelColumns},
    coalesce(last.key - c.no * ${KEYS}, 0) as lastSeq, coalesce(last.at, 0) as lastAt,
    mine.read_seq as readSeq, ${uncounted} as uncounted, mine.muted, mine.mute_ends_at as muteEndsAt, mine.notify, mine.starred, mine.folder,
    (select count(*) from (select 1 from mentions named
      where named.member_no = mine.member_no and named.channel_no = mine.channel_no and named.seq > mine.read_seq
      limit ${MENTIONS_COUNTED})) as mentions
    from ${among}
    join channels c on c.no = mine.channel_no
    join members viewer on viewer.no = mine.member_no
    ${channelJoins}
    left join messages last on last.key = ${newestKey}
    where ${where}`,
  );
}

/** What each of these members sees of one channel; those who are not in it are left out. */
export async function viewsOfChannel(
  db: Db,
  channelNo: number,
  memberNos: number[],
): Promise<{ member: string; channel: MyChannel }[]> {
  if (memberNos.length === 0) return [];
  const views = await myChannelViews(
    db,
    sql`mine.channel_no = ${channelNo} and mine.member_no in (select value from json_each(${JSON.stringify(memberNos)}))`,
  );
  return views.map((view) => ({ member: view.viewer, channel: toMyChannel(view) }));
}

export async function viewOfChannel(db: Db, channelNo: number, memberNo: number): Promise<MyChannel | undefined> {
  return (await viewsOfChannel(db, channelNo, [memberNo]))[0]?.channel;
}

/** The channel as everybody in it sees it. */
export async function channelByNo(db: Db, channelNo: number): Promise<Channel | undefined> {
  const view = (
    await raw<ChannelView>(db, sql`select ${channelColumns} from channels c ${channelJoins} where c.no = ${channelNo}`)
  )[0];
  // Whoever mends what they know by this hears that it is closed, too.
  return view && { web: null, rules: null, keeps: null, ...toChannel(view) };
}

/** Public channels and those of this member, by name; direct messages have no name and are not among them. */
export async function listedChannels(
  db: Db,
  workspaceNo: number,
  memberNo: number,
  name?: string,
): Promise<ListedChannel[]> {
  const views = await raw<ChannelView & { memberCount: number; joined: number }>(
    db,
    sql`select ${channelColumns},
    (select count(*) from memberships inside where inside.channel_no = c.no
      and inside.member_no not in (select no from members where workspace_no = ${workspaceNo} and bot is not null)) as memberCount,
    mine.member_no is not null as joined
    from channels c ${channelJoins}
    left join memberships mine on mine.channel_no = c.no and mine.member_no = ${memberNo}
    where c.workspace_no = ${workspaceNo} and ${name === undefined ? sql`c.name is not null` : sql`c.name = ${name}`}
      and (c.kind = 'public' or mine.member_no is not null)
    order by c.name`,
  );
  return views.map((view) => ({ ...toChannel(view), memberCount: view.memberCount, joined: view.joined === 1 }));
}
