/** What is stored about somebody, and what they wrote, for themselves. */
import { and, eq, sql } from "drizzle-orm";
import type { MyWords, StoredAboutMe } from "../../protocol/mine.ts";
import type { Db } from "./db.ts";
import { placesOfAccount } from "./erasing-steps.ts";
import { readStored } from "./messages.ts";
import type { StoredMessage } from "./message-row.ts";
import { raw } from "./raw.ts";
import { rowsAboutUser } from "./rows-of.ts";
import { shownName } from "./shown-name.ts";
import { channels, members, memberships, workspaces } from "./schema.ts";
import { walkWordsOf, type Found, type Walk } from "./words-of.ts";

const AT_ONCE = 100;
const BEGINS = "0.0.1";

/** One step of the walk through all classes. @param after where the step before ended */
export async function myWords(d1: D1Database, db: Db, userNo: number, after = BEGINS): Promise<MyWords> {
  const [memberNo = 0, channelNo = 0, seq = 1] = after.split(".").map(Number);
  const [place] = await placesOfAccount(db, userNo, memberNo);
  if (!place) return { place: null, me: null, messages: [], reactions: [], next: null };
  const from: Walk = place.memberNo === memberNo ? { channelNo, seq } : { channelNo: 0, seq: 1 };
  const { memberId, workspaceNo } = place;
  const { found, next } = await walkWordsOf(d1, db, workspaceNo, memberId, "touched", from, AT_ONCE);
  const further = next ? `${place.memberNo}.${next.channelNo}.${next.seq}` : `${place.memberNo + 1}.0.1`;
  if (!found) return { place: null, me: memberId, messages: [], reactions: [], next: further };
  const where = await placeOf(db, userNo, found);
  const own = found.messages.filter(({ author, deletedAt }) => author === memberId && deletedAt === undefined);
  const answered = where.channel.isReadable
    ? await answeredBy(d1, db, found.channel.no, own)
    : new Map<number, never>();
  return {
    ...{ place: where, me: memberId, next: further },
    messages: own.map(({ sealed: _sealed, ...message }) => {
      const answers = message.replyTo === undefined ? undefined : answered.get(message.replyTo);
      return { message, ...(answers && { answers }) };
    }),
    reactions: found.messages.flatMap(({ seq: at, author, meta }) => {
      const emoji = (meta?.reactions ?? []).filter((one) => one.members.includes(memberId)).map((one) => one.emoji);
      return author === memberId || emoji.length === 0 ? [] : [{ seq: at, emoji }];
    }),
  };
}

async function placeOf(db: Db, userNo: number, { channel, parent }: Found): Promise<NonNullable<MyWords["place"]>> {
  const home = parent ?? channel;
  const row = await db
    .select({ id: workspaces.id, name: workspaces.name, isReadable: sql<number>`${memberships.memberNo} is not null` })
    .from(workspaces)
    .leftJoin(
      members,
      and(eq(members.workspaceNo, workspaces.no), eq(members.userNo, userNo), sql`${members.leftAt} is null`),
    )
    .leftJoin(memberships, and(eq(memberships.channelNo, home.no), eq(memberships.memberNo, members.no)))
    .where(eq(workspaces.no, channel.workspaceNo))
    .get();
  const isReadable = row?.isReadable === 1;
  const name = isReadable || home.kind === "public" ? (home.name ?? "") : "";
  return {
    class: { id: row?.id ?? "", name: row?.name ?? "" },
    channel: { id: channel.id, kind: channel.kind, name, isReadable },
  };
}

const EXCERPT = 300;
async function answeredBy(d1: D1Database, db: Db, channelNo: number, own: readonly StoredMessage[]) {
  const seqs = [...new Set(own.flatMap(({ replyTo }) => replyTo ?? []))];
  if (seqs.length === 0) return new Map<number, never>();
  const stored = (await readStored(d1, channelNo, seqs)).filter(({ deletedAt }) => deletedAt === undefined);
  const ids = JSON.stringify(stored.map(({ author }) => author));
  const people = await raw<{ id: string; name: string }>(
    db,
    sql`select members.id, ${sql.raw(shownName("members"))} as name from members where id in (select value from json_each(${ids})) and coalesce(json_extract(meta, '$.former'), 0) = 0`,
  );
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return new Map(
    stored.map(({ seq, author, body }) => [seq, { author: names.get(author) ?? "", body: body.slice(0, EXCERPT) }]),
  );
}

/** Ids of channels in place of their numbers where a person reads it; hashes and secrets are left out. */
export async function storedAbout(db: Db, userNo: number): Promise<StoredAboutMe> {
  const tables = await rowsAboutUser(db, userNo);
  const classes = await raw<Record<string, unknown>>(
    db,
    sql`select w.no, w.id, w.name from workspaces w where w.no in (select workspace_no from members where user_no = ${userNo})`,
  );
  const named = await raw<Record<string, unknown>>(
    db,
    sql`select c.no, c.id, c.kind, c.name from ${channels} c where c.no in (select s.channel_no from memberships s
      join members m on m.no = s.member_no where m.user_no = ${userNo} and m.left_at is null)`,
  );
  return { tables: { ...tables, workspaces: classes, channels: named } };
}
