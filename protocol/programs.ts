/** Programs in a class: bots with their tokens and commands, addresses that post into a channel, and addresses that are told of one. */
import * as v from "valibot";
import {
  BOT_TOKEN_DAYS_MAX,
  CHANNELS_MAX,
  COMMAND_NAME_MAX_CHARS,
  COMMAND_TEXT_MAX_CHARS,
  HOOK_PREFIX_MAX_CHARS,
  HOOK_URL_MAX_CHARS,
} from "./limits.ts";
import { MessageSchema } from "./messages.ts";
import { EditProfileBody } from "./people.ts";
import { BodySchema, DisplayNameSchema, HandleSchema, line, MessageIdSchema, PublicIdSchema } from "./text.ts";
import { SCOPES, type Scope } from "./scopes.ts";

export { SCOPES, type Scope };
const ScopeSchema = v.picklist(SCOPES, "invalid");

/** Does `held` include `needed`? */
export const reaches = (held: Scope, needed: Scope) => SCOPES.indexOf(held) >= SCOPES.indexOf(needed);

const ChannelIds = v.pipe(v.array(PublicIdSchema, "invalid"), v.maxLength(CHANNELS_MAX, "too_large"));
const Url = v.pipe(
  v.string("invalid"),
  v.trim(),
  v.maxLength(HOOK_URL_MAX_CHARS, "too_long"),
  v.check((text) => URL.canParse(text), "hook_no_address"),
);

// ── bots ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A token of a bot as the teaching team sees it: all but the token. */
export const BotTokenSchema = v.object({
  id: PublicIdSchema,
  name: v.string(),
  createdAt: v.number(),
  /** To the day. */
  lastUsedAt: v.number(),
  /** `null`: it has no end. */
  expiresAt: v.nullable(v.number()),
});
export type BotToken = v.InferOutput<typeof BotTokenSchema>;

export const CommandSchema = v.object({
  id: PublicIdSchema,
  /** Without the slash. */
  name: v.string(),
  /** What comes behind it. */
  takes: v.string(),
  says: v.string(),
  /** `null`: the bot hears of it on its socket of the class. */
  url: v.nullable(v.string()),
});
export type BotCommand = v.InferOutput<typeof CommandSchema>;

export const BotSchema = v.object({
  /** Its member id. */
  member: PublicIdSchema,
  handle: v.string(),
  name: v.string(),
  picture: v.optional(v.string()),
  scope: ScopeSchema,
  /** Channels that it is in; of private ones those alone that the asker is in too. */
  channels: v.array(PublicIdSchema),
  tokens: v.array(BotTokenSchema),
  commands: v.array(CommandSchema),
});
export type Bot = v.InferOutput<typeof BotSchema>;

export const CreateBotBody = v.object({
  name: DisplayNameSchema,
  /** By which it is mentioned; made of the name where it is left out. */
  handle: v.optional(HandleSchema),
  scope: ScopeSchema,
  channels: v.optional(ChannelIds, []),
  picture: EditProfileBody.entries.picture,
});
export const EditBotBody = v.object({
  name: v.optional(DisplayNameSchema),
  scope: v.optional(ScopeSchema),
  /** All channels that it is to be in, of those that the asker is in. */
  channels: v.optional(ChannelIds),
  picture: EditProfileBody.entries.picture,
});
export const CreateBotTokenBody = v.object({
  name: DisplayNameSchema,
  /** After so many days it ends; left out: it has no end. */
  days: v.optional(
    v.pipe(
      v.number("invalid"),
      v.integer("invalid"),
      v.minValue(1, "invalid"),
      v.maxValue(BOT_TOKEN_DAYS_MAX, "invalid"),
    ),
  ),
});

// ── addresses that post into a channel ──────────────────────────────────────────────────────────────────────────────

export const IncomingHookSchema = v.object({
  id: PublicIdSchema,
  channel: PublicIdSchema,
  /** In whose name it posts. */
  member: PublicIdSchema,
  name: v.string(),
  /** Address of the picture that its messages come with. */
  picture: v.optional(v.string()),
  createdAt: v.number(),
  /** To the hour; `null`: never. */
  usedAt: v.nullable(v.number()),
});
export type IncomingHook = v.InferOutput<typeof IncomingHookSchema>;
export const CreateIncomingHookBody = v.object({ name: DisplayNameSchema, picture: EditProfileBody.entries.picture });
export const EditIncomingHookBody = v.object({
  name: v.optional(DisplayNameSchema),
  picture: EditProfileBody.entries.picture,
});

// ── addresses that are told of a channel ────────────────────────────────────────────────────────────────────────────

export const HOOK_EVENTS = ["message.posted", "message.edited", "message.deleted", "message.reacted"] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Which of a channel's events are told. */
export const OutgoingRulesSchema = v.object({
  events: v.pipe(
    v.array(v.picklist(HOOK_EVENTS, "invalid")),
    v.minLength(1, "invalid"),
    v.maxLength(HOOK_EVENTS.length, "invalid"),
  ),
  /** Messages alone that name this handle. */
  mention: v.optional(HandleSchema),
  /** Messages alone that begin with this. */
  prefix: v.optional(v.pipe(line(HOOK_PREFIX_MAX_CHARS), v.minLength(1, "empty"))),
});
export type OutgoingRules = v.InferOutput<typeof OutgoingRulesSchema>;

export const OutgoingHookSchema = v.object({
  id: PublicIdSchema,
  channel: PublicIdSchema,
  name: v.string(),
  url: v.string(),
  rules: OutgoingRulesSchema,
  createdAt: v.number(),
});
export type OutgoingHook = v.InferOutput<typeof OutgoingHookSchema>;
export const CreateOutgoingHookBody = v.object({ name: DisplayNameSchema, url: Url, rules: OutgoingRulesSchema });
export const EditOutgoingHookBody = v.object({
  name: v.optional(DisplayNameSchema),
  url: v.optional(Url),
  rules: v.optional(OutgoingRulesSchema),
  /** Another channel of the class: what waits of this one is told no more. */
  channel: v.optional(PublicIdSchema),
  /** The one of before signs nothing any more. Left out: it stays, also at another address. */
  secret: v.optional(v.literal("new")),
});

/**
 * Why a delivery did not arrive. Beside those of a request: `status`, an answer that is not 2xx; `gone`, it answered 410 and is told nothing
 * more.
 */
export const DELIVERY_FAILURES = [
  "no_address",
  "private_address",
  "redirected",
  "timed_out",
  /** What signs it was kept by another PLACE: the address has to be given anew. */
  "secret_lost",
  "unreachable",
  "status",
  "gone",
] as const;
export const DeliverySchema = v.object({
  /** `webhook-id`: the same at every try. */
  id: v.string(),
  event: v.picklist(HOOK_EVENTS),
  /** Of the message. */
  seq: v.number(),
  at: v.number(),
  /** `waiting`: it is tried again. `undeliverable`: not any more, but for who asks for it. */
  state: v.picklist(["waiting", "delivered", "undeliverable"]),
  tries: v.number(),
  /** Of the last try: why it did not arrive, and what was answered. */
  failure: v.optional(v.picklist(DELIVERY_FAILURES)),
  status: v.optional(v.number()),
  /** Of one that waits: when it is tried next, ms. */
  nextAt: v.optional(v.number()),
});
export type Delivery = v.InferOutput<typeof DeliverySchema>;

// ── commands ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** As it is written behind the slash. */
export const CommandNameSchema = v.pipe(
  v.string("invalid"),
  v.trim(),
  v.toLowerCase(),
  v.regex(/^\/?[\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}_-]*$/u, "command_name"),
  v.transform((name) => name.replace(/^\//u, "")),
  v.maxLength(COMMAND_NAME_MAX_CHARS, "too_long"),
);
export const CreateCommandBody = v.object({
  name: CommandNameSchema,
  takes: v.optional(line(80), ""),
  says: line(120),
  url: v.optional(Url),
});
/** A command that is offered in a channel. */
export const OfferedCommandSchema = v.object({
  id: PublicIdSchema,
  name: v.string(),
  takes: v.string(),
  says: v.string(),
  /** Member id of the bot that answers. */
  bot: PublicIdSchema,
});
export type OfferedCommand = v.InferOutput<typeof OfferedCommandSchema>;

/** `id`: of the message that may come of it, so that a command that is given twice is answered once. */
export const InvokeCommandBody = v.object({
  id: MessageIdSchema,
  words: v.optional(v.pipe(v.string("not_text"), v.maxLength(COMMAND_TEXT_MAX_CHARS, "too_long")), ""),
});
/** What a bot answers: to who asked alone, or to the channel. */
export const CommandAnswerBody = v.object({
  to: v.optional(v.picklist(["asker", "channel"], "invalid"), "asker"),
  body: BodySchema,
});
export type CommandAnswer = v.InferOutput<typeof CommandAnswerBody>;
/** `answer`: for me alone. `message`: it stands in the channel. Neither: it comes later. */
export const InvokedSchema = v.object({
  answer: v.optional(v.string()),
  message: v.optional(MessageSchema),
});
