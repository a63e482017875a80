/** Bots of a class: making them, what they may, their tokens and their commands. */
import * as v from "valibot";
import {
  BotSchema,
  BotTokenSchema,
  CommandSchema,
  CreateBotBody,
  CreateBotTokenBody,
  CreateCommandBody,
  EditBotBody,
} from "../programs.ts";
import type { Row } from "./route.ts";

const MANAGED = { workspace: "manageBots" } as const;
const One = () => v.object({ bot: BotSchema });

export const bots = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/bots",
    needs: MANAGED,
    answer: () => v.object({ bots: v.array(BotSchema) }),
    since: "0.2",
    says: "all bots, with their tokens (never the token itself) and commands",
  },
  create: {
    method: "POST",
    path: "/workspaces/:workspace/bots",
    needs: MANAGED,
    body: CreateBotBody,
    answer: One,
    status: 201,
    rate: { account: "class" },
    since: "0.2",
    says: "a new bot in these channels, of those that I am in",
  },
  edit: {
    method: "PATCH",
    path: "/workspaces/:workspace/bots/:bot",
    needs: MANAGED,
    body: EditBotBody,
    answer: One,
    rate: { account: "class" },
    since: "0.2",
    says: "another name, picture or scope, or other channels; its open sockets know at once",
  },
  remove: {
    method: "DELETE",
    path: "/workspaces/:workspace/bots/:bot",
    needs: MANAGED,
    answer: "nothing",
    rate: { account: "class" },
    since: "0.2",
    says: "out of the class, with its tokens and commands; what it said stays",
  },
  createToken: {
    method: "POST",
    path: "/workspaces/:workspace/bots/:bot/tokens",
    needs: MANAGED,
    body: CreateBotTokenBody,
    answer: () => v.object({ token: v.string(), of: BotTokenSchema }),
    status: 201,
    rate: { account: "token" },
    since: "0.2",
    says: "a token, told once: `place_bot_`, 32 letters and digits, and a checksum of six",
  },
  revokeToken: {
    method: "DELETE",
    path: "/workspaces/:workspace/bots/:bot/tokens/:token",
    needs: MANAGED,
    answer: "nothing",
    rate: { account: "token" },
    since: "0.2",
    says: "taken back, by its id: what is open with it closes",
  },
  createCommand: {
    method: "POST",
    path: "/workspaces/:workspace/bots/:bot/commands",
    needs: MANAGED,
    body: CreateCommandBody,
    answer: () => v.object({ command: CommandSchema, secret: v.string() }),
    status: 201,
    rate: { account: "class" },
    since: "0.2",
    says: "a word behind a slash that the bot answers, and the secret that requests are signed with, told once",
  },
  removeCommand: {
    method: "DELETE",
    path: "/workspaces/:workspace/bots/:bot/commands/:command",
    needs: MANAGED,
    answer: "nothing",
    rate: { account: "class" },
    since: "0.2",
    says: "the word is free again",
  },
} as const satisfies Record<string, Row>;
