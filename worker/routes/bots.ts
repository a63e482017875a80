/** Bots of a class. */
import { because } from "../../protocol/reasons.ts";
import { BOT_COMMANDS_MAX, BOT_TOKENS_MAX, BOTS_MAX, type Bot, type Scope } from "../../protocol/index.ts";
import type { Permit } from "../access.ts";
import { dropPicture, keepFace } from "../files/profile-picture.ts";
import { randomMark, tidyHandle } from "../handles/handles.ts";
import type { HandlersOf } from "../http/handler.ts";
import { DAY_MS, makeBotToken } from "../identity/sessions.ts";
import * as live from "../notify.ts";
import { checkHookAddress, newSigningSecret, sealSigningSecret } from "../webhooks/signing.ts";
import { Refused } from "../refused.ts";
import {
  botsOf,
  channelsOfPrograms,
  channelsToGive,
  dropBotToken,
  editBot,
  insertBot,
  insertBotToken,
  removeBot,
  tokensOf,
  type BotChannel,
} from "../store/bots.ts";
import { commandsOf, deleteCommand, insertCommand } from "../store/commands.ts";
import { isConflict } from "../store/conflicts.ts";
import type { Db } from "../store/db.ts";
import { channelIdsOf, findMember, toMember, type MemberView } from "../store/members.ts";
import { publicId } from "../store/public-id.ts";
import { freeHandleInstead } from "../store/users.ts";

type Manages = Permit<"manageBots">;

export const bots: HandlersOf<"bots"> = {
  async list({ db, permit }) {
    return { bots: await viewsOf(db, permit, await botsOf(db, permit.workspace.no)) };
  },

  async create({ env, db, permit, body: { name, handle, scope, channels, picture } }) {
    const wanted = tidyHandle(handle ?? handleFrom(name));
    const instead = await freeHandleInstead(db, wanted, permit.workspace.no);
    if (instead !== null && handle !== undefined)
      throw new Refused("handle_taken", { suggestion: instead, field: "handle" });
    const now = Date.now();
    const id = publicId();
    const { putInto } = await channelsOf(db, permit, null, channels);
    const kept = await keepFace(env, { workspace: permit.workspace.id, of: id, version: now }, picture);
    const made = { id, name, handle: instead ?? wanted, scope, picture: kept };
    const bot = await insertBot(db, permit, made, putInto, now);
    if (!bot) throw new Refused("too_many", because("bots_full", { most: BOTS_MAX }));
    return { bot: await viewOf(db, permit, bot) };
  },

  async edit({ env, db, permit, params, body: { channels, picture, ...change } }) {
    const before = await botOf(db, permit, params.bot);
    const now = Date.now();
    const at = { workspace: permit.workspace.id, of: before.id };
    const { putInto = [], left = [] } = channels ? await channelsOf(db, permit, before, channels) : {};
    const kept = await keepFace(env, { ...at, version: now }, picture);
    const takeOutOf = left.map(({ no }) => no);
    const bot = await editBot(db, permit, before, { ...change, picture: kept, putInto, takeOutOf }, now);
    if (kept !== undefined) await dropPicture(env, { ...at, version: before.pictureAt });
    await Promise.all(left.map(({ id }) => live.channelLeft(env, permit.workspace.id, id, bot.id)));
    const channelIds = bot.bot === before.bot ? [] : await channelIdsOf(db, bot.no);
    await live.programChanged(env, permit.workspace.id, toMember(bot), { channelIds, scope: bot.bot as Scope });
    return { bot: await viewOf(db, permit, bot) };
  },

  async remove({ env, db, permit, params }) {
    const bot = await botOf(db, permit, params.bot);
    const channelIds = await channelIdsOf(db, bot.no);
    const now = Date.now();
    await removeBot(db, permit, bot, now);
    await live.memberGone(env, permit.workspace.id, toMember({ ...bot, leftAt: now }), channelIds);
  },

  async createToken({ db, permit, params, body: { name, days } }) {
    const bot = await botOf(db, permit, params.bot);
    const { token, tokenHash } = await makeBotToken();
    const now = Date.now();
    const expiresAt = days === undefined ? null : now + days * DAY_MS;
    const of = await insertBotToken(db, permit, bot, { tokenHash, name, expiresAt }, now);
    if (!of) throw new Refused("too_many", because("bot_tokens_full", { most: BOT_TOKENS_MAX }));
    return { token, of };
  },

  async revokeToken({ env, db, permit, params }) {
    const bot = await botOf(db, permit, params.bot);
    if (!(await dropBotToken(db, permit, bot, params.token))) throw new Refused("not_found");
    const channelIds = await channelIdsOf(db, bot.no);
    await live.sessionEnded(env, params.token, [{ workspaceId: permit.workspace.id, channelIds }]);
  },

  async createCommand({ env, db, permit, params, body: { url = null, ...said } }) {
    const bot = await botOf(db, permit, params.bot);
    if (url !== null) checkHookAddress(env, url);
    const secret = newSigningSecret();
    const sealed = await sealSigningSecret(env, secret, url);
    try {
      const command = await insertCommand(db, permit, bot, { ...said, url, secret: sealed }, Date.now());
      if (!command) throw new Refused("too_many", because("commands_full", { most: BOT_COMMANDS_MAX }));
      return { command, secret };
    } catch (error) {
      if (!isConflict(error, "bot_commands.workspace_no, bot_commands.name")) throw error;
      throw new Refused("too_many", { ...because("command_taken", { name: said.name }), field: "name" });
    }
  },

  async removeCommand({ db, permit, params }) {
    const bot = await botOf(db, permit, params.bot);
    if (!(await deleteCommand(db, permit, bot, params.command))) throw new Refused("not_found");
  },
};

/** @throws Refused `not_found`: people, and addresses that post, are none */
async function botOf(db: Db, { workspace }: Manages, memberId: string): Promise<MemberView> {
  const bot = await findMember(db, workspace.no, memberId);
  if (!bot || bot.bot === null || bot.userNo === null || bot.leftAt !== null) throw new Refused("not_found");
  return bot;
}

/** Letters and digits of the name; the rest of a handle where it has too few. */
function handleFrom(name: string): string {
  const words = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  const stem = [...words]
    .slice(0, 20)
    .join("")
    .replace(/[^\p{L}\p{M}\p{N}]+$/u, "");
  return stem.length >= 3 ? stem : `bot-${randomMark()}`;
}

/**
 * What it takes that it is in these channels and out of the others, of those that the asker is in: nobody leads a program where they
 * are not themselves. @param bot null: it is not there yet
 * @throws Refused `not_found`
 */
async function channelsOf(
  db: Db,
  permit: Manages,
  bot: MemberView | null,
  ids: string[],
): Promise<{ putInto: number[]; left: BotChannel[] }> {
  const given = await channelsToGive(db, permit);
  const byId = new Map(given.map(({ id, no }) => [id, no]));
  if (ids.some((id) => !byId.has(id))) throw new Refused("not_found", { field: "channels" });
  const inside = bot ? ((await channelsOfPrograms(db, permit.workspace.no)).get(bot.no) ?? []) : [];
  const isIn = new Set(inside.map(({ id }) => id));
  const left = inside.filter(({ id }) => byId.has(id) && !ids.includes(id));
  return { putInto: ids.filter((id) => !isIn.has(id)).flatMap((id) => byId.get(id) ?? []), left };
}

async function viewOf(db: Db, permit: Manages, bot: MemberView): Promise<Bot> {
  const [view] = await viewsOf(db, permit, [bot]);
  if (!view) throw new Refused("not_found");
  return view;
}

async function viewsOf(db: Db, permit: Manages, all: MemberView[]): Promise<Bot[]> {
  const { no } = permit.workspace;
  const [tokens, commands, inside, given] = await Promise.all([
    tokensOf(db, no, Date.now()),
    commandsOf(db, no),
    channelsOfPrograms(db, no),
    channelsToGive(db, permit),
  ]);
  const mine = new Set(given.map(({ id }) => id));
  return all.map((bot) => {
    const { id: member, handle, name, picture } = toMember(bot);
    return {
      ...{ member, handle, name, scope: bot.bot ?? "read" },
      ...(picture !== undefined && { picture }),
      channels: (inside.get(bot.no) ?? []).map(({ id }) => id).filter((id) => mine.has(id)),
      tokens: tokens.get(bot.userNo ?? 0) ?? [],
      commands: commands.get(bot.no) ?? [],
    };
  });
}
