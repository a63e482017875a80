/** Commands of bots, and what was asked of them and may still be answered. */
import { and, asc, eq, sql } from "drizzle-orm";
import {
  BOT_COMMANDS_MAX,
  COMMAND_ANSWER_MS,
  COMMAND_ANSWERS_MAX,
  type BotCommand,
  type OfferedCommand,
} from "../../protocol/index.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import type { MemberView } from "./members.ts";
import { contextInChannel, type ChannelContext } from "./membership-context.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { botCommands, commandCalls, members, memberships } from "./schema.ts";

type NewCommand = Omit<BotCommand, "id"> & { secret: string };

/** Null where the bot has as many as it can have. @throws an error that `isConflict` knows where the class has one of this name */
export async function insertCommand(
  db: Db,
  permit: Permit<"manageBots">,
  bot: MemberView,
  { name, takes, says, url, secret }: NewCommand,
  now: number,
): Promise<BotCommand | null> {
  const { workspace } = permit;
  const id = publicId();
  const [made] = await db.batch([
    raw(
      db,
      sql`insert into bot_commands (id, workspace_no, member_no, name, takes, says, url, secret, created_at)
        select ${id}, ${workspace.no}, ${bot.no}, ${name}, ${takes}, ${says}, ${url}, ${secret}, ${now}
        where (select count(*) from bot_commands mine where mine.member_no = ${bot.no}) < ${BOT_COMMANDS_MAX} returning id`,
    ),
    auditStatement(db, permit, { act: "botCommandMade", subject: bot.no, details: { name } }, now, somethingChanged),
  ]);
  return made.length === 0 ? null : { id, name, takes, says, url };
}

/** False where there was none. */
export async function deleteCommand(
  db: Db,
  permit: Permit<"manageBots">,
  bot: MemberView,
  id: string,
): Promise<boolean> {
  const [gone] = await db.batch([
    db
      .delete(botCommands)
      .where(and(eq(botCommands.memberNo, bot.no), eq(botCommands.id, id)))
      .returning({ no: botCommands.no }),
    auditStatement(db, permit, { act: "botCommandRemoved", subject: bot.no }, Date.now(), somethingChanged),
  ]);
  return gone.length > 0;
}

/** By the number of the bot's member. */
export async function commandsOf(db: Db, workspaceNo: number): Promise<Map<number, BotCommand[]>> {
  const { id, name, takes, says, url, memberNo } = botCommands;
  const rows = await db
    .select({ id, name, takes, says, url, memberNo })
    .from(botCommands)
    .where(eq(botCommands.workspaceNo, workspaceNo))
    .orderBy(asc(name));
  const byMember = new Map<number, BotCommand[]>();
  for (const { memberNo: of, ...command } of rows) byMember.set(of, [...(byMember.get(of) ?? []), command]);
  return byMember;
}

/** The commands of bots that are in this channel, by name. */
export function offeredCommands(db: Db, { channel }: ChannelContext): Promise<OfferedCommand[]> {
  const { id, name, takes, says } = botCommands;
  return db
    .select({ id, name, takes, says, bot: members.id })
    .from(botCommands)
    .innerJoin(members, eq(members.no, botCommands.memberNo))
    .innerJoin(
      memberships,
      and(eq(memberships.channelNo, channel.parentNo ?? channel.no), eq(memberships.memberNo, botCommands.memberNo)),
    )
    .where(eq(botCommands.workspaceNo, channel.workspaceNo))
    .orderBy(asc(name));
}

export interface CommandToAsk extends OfferedCommand {
  botNo: number;
  botName: string;
  url: string | null;
  secret: string;
}

/** One that is offered in this channel, with what it takes to ask its bot. */
export function findCommand(
  db: Db,
  { channel }: ChannelContext | Permit<"post">,
  commandId: string,
): Promise<CommandToAsk | undefined> {
  const { id, name, takes, says, url, secret } = botCommands;
  return db
    .select({ id, name, takes, says, url, secret, bot: members.id, botNo: members.no, botName: members.name })
    .from(botCommands)
    .innerJoin(members, eq(members.no, botCommands.memberNo))
    .innerJoin(
      memberships,
      and(eq(memberships.channelNo, channel.parentNo ?? channel.no), eq(memberships.memberNo, botCommands.memberNo)),
    )
    .where(and(eq(botCommands.workspaceNo, channel.workspaceNo), eq(id, commandId)))
    .get();
}

export type CommandCall = typeof commandCalls.$inferSelect;

/** The bot may answer, by a token of this hash. Those whose time is over go. */
export async function openCall(
  db: Db,
  call: Omit<CommandCall, "answersLeft" | "expiresAt">,
  now: number,
): Promise<void> {
  await db.batch([
    db.insert(commandCalls).values({ ...call, answersLeft: COMMAND_ANSWERS_MAX, expiresAt: now + COMMAND_ANSWER_MS }),
    raw(
      db,
      sql`delete from command_calls where token_hash in (select token_hash from command_calls where expires_at < ${now} limit 20) returning token_hash`,
    ),
  ]);
}

/** What may be answered once more, which this counts; undefined where it may not. */
export async function takeAnswer(db: Db, tokenHash: string, now: number): Promise<CommandCall | undefined> {
  const [call] = await db
    .update(commandCalls)
    .set({ answersLeft: sql`${commandCalls.answersLeft} - 1` })
    .where(
      and(
        eq(commandCalls.tokenHash, tokenHash),
        sql`${commandCalls.answersLeft} > 0`,
        sql`${commandCalls.expiresAt} > ${now}`,
      ),
    )
    .returning();
  return call;
}

/** The bot where it was asked, and who asked; undefined where the bot is out of the channel by now. */
export async function botInCall(
  db: Db,
  { botNo, memberNo, channelNo }: CommandCall,
): Promise<{ context: ChannelContext; asker: string } | undefined> {
  const [row] = await raw<{ userNo: number | null; channel: string; asker: string }>(
    db,
    sql`select bot.user_no as userNo, c.id as channel, asker.id as asker from members bot, channels c, members asker
      where bot.no = ${botNo} and c.no = ${channelNo} and asker.no = ${memberNo} and asker.left_at is null`,
  );
  if (!row || row.userNo === null) return undefined;
  const context = await contextInChannel(db, row.userNo, row.channel);
  return context?.membership ? { context, asker: row.asker } : undefined;
}
