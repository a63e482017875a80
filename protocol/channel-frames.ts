/** Everything that travels on the socket of a channel: what is said there, page by page and as it comes. Requests are imperative, events are past tense. */
import * as v from "valibot";
import { ActSchema } from "./acts.ts";
import { ShownChannelSchema } from "./channels.ts";
import { MarkSchema, MessageSchema, PageSchema, SeqSchema } from "./messages.ts";
import { EditContent, PostFrame } from "./posts.ts";
import { RefusalSchema } from "./refusal-schema.ts";
import { MessageIdSchema, PublicIdSchema } from "./text.ts";

const RefSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(40));

/** On either socket, in both directions: sent back as it came, it shows that everything before it was read. */
export const EchoFrame = v.object({
  type: v.literal("echo"),
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
});

// ── requests ────────────────────────────────────────────────────────────────────────────────────────────────────────
export const EditFrame = v.object({ type: v.literal("edit"), ref: RefSchema, seq: SeqSchema, ...EditContent.entries });
export const DeleteFrame = v.object({ type: v.literal("delete"), ref: RefSchema, seq: SeqSchema });
/** `quiet`: the person's other devices need not hear of it from here; they were told on the workspace socket, or there are none. */
export const MarkReadFrame = v.object({ type: v.literal("markRead"), seq: MarkSchema, quiet: v.optional(v.boolean()) });
/** Asks for everything that changed after `rev`; used when a hole was noticed on an open socket. */
export const ResumeFrame = v.object({ type: v.literal("resume"), rev: MarkSchema });
/**
 * Asks for a page of history on an open socket, whose session and membership are confirmed already: as the query of
 * `GET /api/channels/:id/messages`, at most one of `before`, `after`, `around`. Answered by `page` or `refused`.
 */
export const PageFrame = v.object({
  type: v.literal("page"),
  ref: RefSchema,
  before: v.optional(SeqSchema),
  after: v.optional(MarkSchema),
  around: v.optional(SeqSchema),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});
/** An act on a message: see acts.ts. Answered by `done` or `refused`. */
export const ActFrame = v.object({ type: v.literal("act"), ref: RefSchema, seq: SeqSchema, act: ActSchema });
/** The person is writing. Not answered, never stored. */
export const TypingFrame = v.object({ type: v.literal("typing") });
export const ChannelRequest = v.variant("type", [
  PostFrame,
  EditFrame,
  DeleteFrame,
  ActFrame,
  MarkReadFrame,
  ResumeFrame,
  PageFrame,
  TypingFrame,
  EchoFrame,
]);
export type ChannelRequest = v.InferOutput<typeof ChannelRequest>;

// ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────────
const Head = v.object({ seq: v.number(), rev: v.number() });
/** How far somebody has read, and when they came there, ms; without `at` where only how far is known. */
const SeenMark = v.object({ seq: v.number(), at: v.optional(v.number()) });
export type SeenMark = v.InferOutput<typeof SeenMark>;
/** By member id. Only in direct and group messages, of and to those who have that switched on. */
const Seen = v.record(PublicIdSchema, SeenMark);
/** First frame of a socket that named no `rev`, or one that reaches back too far: the newest page. */
export const WelcomeFrame = v.object({
  type: v.literal("welcome"),
  now: v.number(),
  head: Head,
  page: PageSchema,
  readSeq: v.number(),
  seen: v.optional(Seen),
  /** True when the client named a `rev` that could not be resumed from: what it holds must be fetched anew. */
  reset: v.optional(v.boolean()),
  /** The room answers `page`. */
  pages: v.optional(v.boolean()),
});
/** First frame of a socket that named a `rev` within reach: what changed since, as it now is, ascending by `rev`. */
export const ResumedFrame = v.object({
  type: v.literal("resumed"),
  now: v.number(),
  head: Head,
  changes: v.array(MessageSchema),
  readSeq: v.number(),
  seen: v.optional(Seen),
  /** The room answers `page`. */
  pages: v.optional(v.boolean()),
});
/** Messages that were posted, edited or deleted, as they now are, ascending by `rev`. */
export const ChangedFrame = v.object({ type: v.literal("changed"), changes: v.array(MessageSchema) });
/** Answers `post`s: these are durable. One frame for all of one sender's messages of a commit. */
export const StoredFrame = v.object({
  type: v.literal("stored"),
  messages: v.array(v.object({ id: MessageIdSchema, seq: v.number(), rev: v.number(), at: v.number() })),
});
/** Answers `edit` and `delete`. */
export const DoneFrame = v.object({ type: v.literal("done"), ref: RefSchema, seq: v.number(), rev: v.number() });
/** Answers `page`: as new as the room. */
export const PageAnswerFrame = v.object({ type: v.literal("page"), ref: RefSchema, page: PageSchema });
/** Answers any request that was not carried out. `ref` is the request's `ref` or the message's id, where it had one. */
export const RefusedFrame = v.object({
  type: v.literal("refused"),
  ref: v.optional(v.string()),
  refusal: RefusalSchema,
});
/** Somebody else is writing: a member id. */
export const TypedFrame = v.object({ type: v.literal("typed"), member: PublicIdSchema });
/** Somebody else has read up to there. Only in direct and group messages; see `Settings.readReceipts`. */
export const SeenFrame = v.object({ type: v.literal("seen"), member: PublicIdSchema, ...SeenMark.entries });
/** What I wrote in a widget and waited for the teaching team (`refused` with the code `held`) was posted, or was not. `message`: its id. */
export const DecidedFrame = v.object({ type: v.literal("decided"), message: MessageIdSchema, posted: v.boolean() });
/** To visitors: what the channel of their widget is called, and whether anyone on the web can read it, from now on. */
export const ChannelShownFrame = v.object({ type: v.literal("channelShown"), channel: ShownChannelSchema });
/** On either socket: the last frame before a final close (4400 to 4499): browsers tell of a close only seconds later. */
export const EndedFrame = v.object({ type: v.literal("ended"), code: v.number() });
export const ChannelEvent = v.variant("type", [
  EndedFrame,
  WelcomeFrame,
  ResumedFrame,
  ChangedFrame,
  StoredFrame,
  DoneFrame,
  PageAnswerFrame,
  RefusedFrame,
  TypedFrame,
  SeenFrame,
  DecidedFrame,
  ChannelShownFrame,
  EchoFrame,
]);
export type ChannelEvent = v.InferOutput<typeof ChannelEvent>;
