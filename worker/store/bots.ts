/** Bots: accounts that are no people, with what opens them. */
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import { BOT_TOKENS_MAX, BOTS_MAX, type BotToken, type Role, type Scope } from "../../protocol/index.ts";
import { handleKey, skeletonOf } from "../handles/handles.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import { memberColumns } from "./membership-context.ts";
import { takeOutStatements, type MemberView } from "./members.ts";
import { enter, takeOut } from "./memberships.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { botCommands, channels, members, memberships, sessions, users } from "./schema.ts";

/** A program neither says what it has read nor shows that it is there. */
const SETTINGS = JSON.stringify({ settings: { readReceipts: false, presence: false } });
/** By which the table of permissions decides, within the scope. */
export const PROGRAM_ROLE: Role = "ta";
/** `expires_at` of a token without an end: the last moment that a date can be. */
const NEVER = 8.64e15;

export interface NewProgram {
  /** Of the member that it becomes. */
  id: string;
  name: string;
  handle: string;
  scope: Scope;
  picture?: string | null | undefined;
}

/** Statement: a member of the class who is a program. `userId`: of the account that opens it; null where none does. */
export function insertProgram(
  db: Db,
  workspaceNo: number,
  userId: string | null,
  { id, name, handle, scope, picture = null }: NewProgram,
  now: number,
) {
  return raw<{ no: number }>(
    db,
    sql`insert into members (id, workspace_no, user_no, handle, handle_key, skeleton, name, role, picture, picture_at, joined_at, bot, meta)
      values (${id}, ${workspaceNo}, (select no from users where id = ${userId}), ${handle}, ${handleKey(handle)}, ${skeletonOf(handle)},
        ${name}, ${PROGRAM_ROLE}, ${picture}, ${picture === null ? null : now}, ${now}, ${scope}, ${SETTINGS})
      returning no`,
  );
}

/** Undefined where the class has as many as it can have. Its account has a handle that nobody sees. @param channelNos that it is in */
export async function insertBot(
  db: Db,
  permit: Permit<"manageBots">,
  bot: NewProgram,
  channelNos: number[],
  now: number,
): Promise<MemberView | undefined> {
  const { workspace } = permit;
  if ((await botCount(db, workspace.no)) >= BOTS_MAX) return undefined;
  const userId = publicId();
  const account = `bot-${userId.toLowerCase()}`;
  const subject = sql`(select no from members where id = ${bot.id})`;
  await db.batch([
    db.insert(users).values({
      ...{ id: userId, handle: account, handleKey: handleKey(account), skeleton: skeletonOf(account), createdAt: now },
    }),
    insertProgram(db, workspace.no, userId, bot, now),
    auditStatement(db, permit, { act: "botMade", subject, details: { scope: bot.scope } }, now),
    ...putIn(db, bot.id, channelNos, now),
  ]);
  return db.select(memberColumns).from(members).where(eq(members.id, bot.id)).get();
}

async function botCount(db: Db, workspaceNo: number): Promise<number> {
  return (await botsOf(db, workspaceNo)).length;
}

/** Programs with an account that are here. */
export function botsOf(db: Db, workspaceNo: number): Promise<MemberView[]> {
  return db
    .select(memberColumns)
    .from(members)
    .where(
      and(
        eq(members.workspaceNo, workspaceNo),
        sql`${members.bot} is not null`,
        sql`${members.userNo} is not null`,
        isNull(members.leftAt),
      ),
    )
    .orderBy(asc(members.no));
}

/** Of one bot, or of all of a class: by the number of its account. Those that are over are left out. */
export async function tokensOf(db: Db, workspaceNo: number, now: number): Promise<Map<number, BotToken[]>> {
  const rows = await db
    .select({
      userNo: sessions.userNo,
      id: sessions.id,
      name: sessions.name,
      createdAt: sessions.createdAt,
      lastUsedAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
    })
    .from(members)
    .innerJoin(sessions, eq(sessions.userNo, members.userNo))
    .where(and(eq(members.workspaceNo, workspaceNo), sql`${members.bot} is not null`, gt(sessions.expiresAt, now)))
    .orderBy(asc(sessions.createdAt));
  const byUser = new Map<number, BotToken[]>();
  for (const { userNo, expiresAt, ...token } of rows) {
    const of = byUser.get(userNo) ?? [];
    byUser.set(userNo, [...of, { ...token, expiresAt: expiresAt === NEVER ? null : expiresAt }]);
  }
  return byUser;
}

/** Null where the bot has as many as it can have. @param expiresAt ms since 1970 */
export async function insertBotToken(
  db: Db,
  permit: Permit<"manageBots">,
  { no, userNo, bot }: MemberView,
  token: { tokenHash: string; name: string; expiresAt: number | null },
  now: number,
): Promise<BotToken | null> {
  const id = publicId();
  const { tokenHash, name, expiresAt } = token;
  const [made] = await db.batch([
    raw(
      db,
      sql`insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at, scope)
        select ${tokenHash}, ${id}, ${userNo}, 'token', ${name}, ${now}, ${now}, ${expiresAt ?? NEVER}, ${bot}
        where (select count(*) from sessions s where s.user_no = ${userNo} and s.expires_at > ${now}) < ${BOT_TOKENS_MAX}
        returning id`,
    ),
    auditStatement(
      db,
      permit,
      { act: "botTokenMade", subject: no, details: { name, expiresAt } },
      now,
      somethingChanged,
    ),
  ]);
  return made.length === 0 ? null : { id, name, createdAt: now, lastUsedAt: now, expiresAt };
}

/** False where it has none of this id. */
export async function dropBotToken(
  db: Db,
  permit: Permit<"manageBots">,
  bot: MemberView,
  id: string,
): Promise<boolean> {
  const [gone] = await db.batch([
    db
      .delete(sessions)
      .where(and(eq(sessions.userNo, bot.userNo ?? 0), eq(sessions.id, id)))
      .returning({ id: sessions.id, name: sessions.name }),
    auditStatement(db, permit, { act: "botTokenRemoved", subject: bot.no }, Date.now(), somethingChanged),
  ]);
  return gone.length > 0;
}

export interface BotChange {
  name?: string | undefined;
  scope?: Scope | undefined;
  picture?: string | null | undefined;
  /** Numbers of channels. */
  putInto?: number[];
  takeOutOf?: number[];
}

export async function editBot(
  db: Db,
  permit: Permit<"manageBots">,
  bot: MemberView,
  { name, scope, picture, putInto = [], takeOutOf = [] }: BotChange,
  now: number,
): Promise<MemberView> {
  const set = {
    ...(name !== undefined && { name }),
    ...(scope !== undefined && { bot: scope }),
    ...(picture !== undefined && { pictureAt: picture === null ? null : now }),
  };
  const details = { scope: scope ?? bot.bot };
  await db.batch([
    auditStatement(db, permit, { act: "botEdited", subject: bot.no, details }, now),
    ...(Object.keys(set).length === 0
      ? []
      : [
          db
            .update(members)
            .set({ ...set, ...(picture !== undefined && { picture }) })
            .where(eq(members.no, bot.no)),
          // What its tokens may is found with them, so that nobody looks for the bot at each request.
          db
            .update(sessions)
            .set({ scope: scope ?? bot.bot })
            .where(eq(sessions.userNo, bot.userNo ?? 0)),
        ]),
    ...putIn(db, bot.id, putInto, now),
    ...takeOutOf.map((no) => takeOut(db, no, bot.no)),
  ]);
  return { ...bot, ...set };
}

/** Out of the class for good; what it said stays. */
export async function removeBot(db: Db, permit: Permit<"manageBots">, bot: MemberView, now: number): Promise<void> {
  await db.batch([
    ...takeOutStatements(db, bot.no, now, {}),
    db.delete(sessions).where(eq(sessions.userNo, bot.userNo ?? 0)),
    db.delete(botCommands).where(eq(botCommands.memberNo, bot.no)),
    // The handle is free again.
    raw(
      db,
      sql`update members set handle_key = handle_key || ' ' || id, skeleton = 'gone ' || id where no = ${bot.no}`,
    ),
    auditStatement(db, permit, { act: "botRemoved", subject: bot.no }, now),
  ]);
}

/** A channel of the class that a bot may be put into: whoever asks is in it, and it is no direct message or thread. */
export interface BotChannel {
  no: number;
  id: string;
}
export function channelsToGive(db: Db, { workspace, member }: Permit<"manageBots">): Promise<BotChannel[]> {
  return db
    .select({ no: channels.no, id: channels.id })
    .from(memberships)
    .innerJoin(channels, eq(channels.no, memberships.channelNo))
    .where(
      and(
        eq(memberships.memberNo, member.no),
        isNull(memberships.activeAt),
        eq(channels.workspaceNo, workspace.no),
        sql`${channels.kind} in ('public', 'private')`,
      ),
    );
}

/** Ids of the channels in which programs of a class are, by the number of their member. */
export async function channelsOfPrograms(db: Db, workspaceNo: number): Promise<Map<number, BotChannel[]>> {
  const rows = await db
    .select({ memberNo: members.no, no: channels.no, id: channels.id })
    .from(members)
    .innerJoin(memberships, and(eq(memberships.memberNo, members.no), isNull(memberships.activeAt)))
    .innerJoin(channels, and(eq(channels.no, memberships.channelNo), sql`${channels.kind} in ('public', 'private')`))
    .where(and(eq(members.workspaceNo, workspaceNo), sql`${members.bot} is not null`));
  const byMember = new Map<number, BotChannel[]>();
  for (const { memberNo, ...channel } of rows) byMember.set(memberNo, [...(byMember.get(memberNo) ?? []), channel]);
  return byMember;
}

/** For a batch, in which the bot may be made: a statement a channel, of which there are a handful. */
function putIn(db: Db, botId: string, channelNos: number[], now: number) {
  return channelNos.map((no) => enter(db, { channel: sql`c.no = ${no}`, people: sql`m.id = ${botId}`, at: now }));
}
