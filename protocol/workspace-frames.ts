/** Everything that travels on the socket of a class: what happens elsewhere than in the channel that is open. Requests are imperative, events are past tense. */
import * as v from "valibot";
import { EchoFrame, EndedFrame } from "./channel-frames.ts";
import { ChannelSchema, MyChannelSchema, ThreadParentSchema } from "./channels.ts";
import { ClassEmojiSchema } from "./class-emoji.ts";
import { MarkSchema, SeqSchema } from "./messages.ts";
import { MemberSchema, WorkspaceSchema } from "./people.ts";
import { DraftSchema } from "./personal.ts";
import { ProblemSchema } from "./problems.ts";
import { ScheduledSchema } from "./scheduled.ts";
import { SettingsSchema } from "./settings.ts";
import { MEASURED_MAX, MEASURED_MAX_MS } from "./status.ts";
import { MessageIdSchema, PublicIdSchema } from "./text.ts";

// ── requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────
/** Whether the tab is in view, and whether nobody touched it for AWAY_AFTER_MS. A hidden tab's timers are slowed by browsers: its silence is judged more patiently. */
export const SetVisibleFrame = v.object({
  type: v.literal("setVisible"),
  visible: v.boolean(),
  idle: v.optional(v.boolean()),
});
/** How far I have read in a channel, for my other tabs and devices alone: what keeps it is `markRead` on the channel's socket. */
export const ShowReadFrame = v.object({ type: v.literal("showRead"), channel: PublicIdSchema, seq: MarkSchema });
/**
 * How long messages took, ms, now and then: `stored`, from my Enter to the answer; `seen`, from a message's time to my screen. Counted in sums
 * over the class (Status), and not as mine.
 */
const Times = v.pipe(
  v.array(
    v.pipe(v.number("invalid"), v.integer("invalid"), v.minValue(0, "invalid"), v.maxValue(MEASURED_MAX_MS, "invalid")),
  ),
  v.maxLength(MEASURED_MAX, "invalid"),
);
export const MeasuredFrame = v.object({ type: v.literal("measured"), stored: Times, seen: Times });
export const WorkspaceRequest = v.variant("type", [SetVisibleFrame, ShowReadFrame, MeasuredFrame, EchoFrame]);
export type WorkspaceRequest = v.InferOutput<typeof WorkspaceRequest>;

// ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────
export const HelloFrame = v.object({
  type: v.literal("hello"),
  now: v.number(),
  /** When something other than news was last told here, ms: a bootstrap from before that may lack it. */
  changedAt: v.number(),
  /** Ids of the members who have the workspace open. Those who hide it are in no list. */
  online: v.array(PublicIdSchema),
  /** Those of them who are away. */
  away: v.optional(v.array(PublicIdSchema)),
  /** Read marks of mine that are newer than what bootstrap may have told: channel id → seq. */
  reads: v.record(PublicIdSchema, v.number()),
});
/** Something new in a channel of mine. `mentions`: of the new ones, how many name me. `imported`: my mark stands behind all of it. */
export const NewsFrame = v.object({
  type: v.literal("news"),
  channel: PublicIdSchema,
  seq: v.number(),
  at: v.number(),
  mentions: v.optional(v.number()),
  /** Author of the newest message. */
  author: v.optional(PublicIdSchema),
  /** Those of the new messages that I wrote myself: they do not count as unread. */
  uncounted: v.optional(v.array(SeqSchema)),
  /** The channel is a thread that I follow, and hangs there. */
  parent: v.optional(ThreadParentSchema),
  imported: v.optional(v.literal(true)),
});
/** These messages are deleted: they do not count as unread. `mentions`: those of them that named me. */
export const DeletedFrame = v.object({
  type: v.literal("deleted"),
  channel: PublicIdSchema,
  seqs: v.array(SeqSchema),
  mentions: v.optional(v.array(SeqSchema)),
});
/**
 * These messages of a channel of mine, or of a thread in one, were edited or deleted, or became another task, and are of this `rev` now: for whoever shows them
 * elsewhere than in their channel.
 */
export const MessagesChangedFrame = v.object({
  type: v.literal("messagesChanged"),
  channel: PublicIdSchema,
  changes: v.array(v.object({ seq: SeqSchema, rev: v.number() })),
});
/** How many tabs and devices of mine have the workspace open, this one included. */
export const DevicesFrame = v.object({ type: v.literal("devices"), count: v.number() });
/** `back`: the mark went back to there; `mentions`: how many after it name me; `uncounted`: those after it that are not unread. */
export const ReadFrame = v.object({
  type: v.literal("read"),
  channel: PublicIdSchema,
  seq: v.number(),
  back: v.optional(v.boolean()),
  mentions: v.optional(v.number()),
  uncounted: v.optional(v.array(SeqSchema)),
});
export const PresenceFrame = v.object({
  type: v.literal("presence"),
  /** Here, and not away. */
  online: v.array(PublicIdSchema),
  /** Here, and away. */
  away: v.optional(v.array(PublicIdSchema)),
  offline: v.array(PublicIdSchema),
});
/** I am in this channel now: created, joined, added, or a first direct message. */
export const ChannelJoinedFrame = v.object({ type: v.literal("channelJoined"), channel: MyChannelSchema });
/** A channel of mine changed its name, topic, rules or state. */
export const ChannelChangedFrame = v.object({ type: v.literal("channelChanged"), channel: ChannelSchema });
export const ChannelLeftFrame = v.object({ type: v.literal("channelLeft"), channel: PublicIdSchema });
/** A person joined, left, or changed how they look or what they may. */
export const MemberChangedFrame = v.object({ type: v.literal("memberChanged"), member: MemberSchema });
/** My settings, my blocks, a draft of mine, a message I saved: changed on another tab or device. */
export const SettingsChangedFrame = v.object({ type: v.literal("settingsChanged"), settings: SettingsSchema });
export const BlocksChangedFrame = v.object({ type: v.literal("blocksChanged"), blocks: v.array(PublicIdSchema) });
export const DraftChangedFrame = v.object({
  type: v.literal("draftChanged"),
  ...DraftSchema.entries,
  /** `at` of the draft that its writer had seen, where they said so. */
  over: v.optional(v.number()),
});
/** These members take direct messages of mine from now on, or (`closed`) no more. Why, is not told. */
export const DirectChangedFrame = v.object({
  type: v.literal("directChanged"),
  members: v.array(PublicIdSchema),
  closed: v.boolean(),
});
/** I may read, and not write, until then, ms; null: I may write. */
export const MutedFrame = v.object({ type: v.literal("muted"), until: v.nullable(v.number()) });
/** Whether my account has a second factor, from now on. */
export const FactorChangedFrame = v.object({ type: v.literal("factorChanged"), on: v.boolean() });
/** `saved` null: not saved any more. */
export const SavedChangedFrame = v.object({
  type: v.literal("savedChanged"),
  channel: PublicIdSchema,
  seq: SeqSchema,
  saved: v.nullable(v.object({ note: v.string(), at: v.number() })),
});
export const WorkspaceChangedFrame = v.object({ type: v.literal("workspaceChanged"), workspace: WorkspaceSchema });
/** An emoji of the class's own was added, or removed: as it now is. */
export const EmojiChangedFrame = v.object({ type: v.literal("emojiChanged"), emoji: ClassEmojiSchema });
/** Something that I wrote to be posted later: as it now is, or null when it was posted or taken back. */
export const ScheduledChangedFrame = v.object({
  type: v.literal("scheduledChanged"),
  id: MessageIdSchema,
  scheduled: v.nullable(ScheduledSchema),
});
/** A problem that I told of, or that my teaching team hears of, is new or changed. */
export const ProblemChangedFrame = v.object({ type: v.literal("problemChanged"), problem: ProblemSchema });
/** For a bot: somebody gave a command of its. `answerAt`: where it answers (`commands.answer`). */
export const CommandGivenFrame = v.object({
  type: v.literal("commandGiven"),
  id: MessageIdSchema,
  workspace: PublicIdSchema,
  channel: PublicIdSchema,
  command: v.string(),
  words: v.string(),
  by: v.object({ id: PublicIdSchema, name: v.string(), handle: v.string() }),
  answerAt: v.string(),
});
/** A bot answered a command of mine, to me alone. Nothing keeps it. */
export const CommandAnsweredFrame = v.object({
  type: v.literal("commandAnswered"),
  channel: PublicIdSchema,
  command: v.string(),
  bot: PublicIdSchema,
  body: v.string(),
});
/** For the teaching team: reports that wait were made (`isNew`) or decided. */
export const ReportsChangedFrame = v.object({ type: v.literal("reportsChanged"), isNew: v.optional(v.boolean()) });
/** A report of mine was decided. */
export const ReportDecidedFrame = v.object({ type: v.literal("reportDecided"), id: PublicIdSchema });
/** What I wrote in that channel and waited for the teaching team was posted, or was not: who sends it again hears why. */
export const HeldDecidedFrame = v.object({
  type: v.literal("heldDecided"),
  channel: PublicIdSchema,
  message: MessageIdSchema,
  posted: v.boolean(),
});
/** Something about my account happened, or can: for each of my open devices, in every class. */
export const AccountNoticeFrame = v.object({
  type: v.literal("accountNotice"),
  what: v.picklist([
    "linkMade",
    "linkUsed",
    "codeUsed",
    "codesMade",
    "phoneIn",
    "providerLinked",
    "factorOn",
    "factorOff",
    "codesWrong",
    "newDevice",
  ]),
  /** Of whoever made the link; of a provider. */
  name: v.optional(v.string()),
  /** Where it was used. */
  device: v.optional(v.string()),
  /** Public id of the session that began there, to be ended by who does not know it. */
  session: v.optional(PublicIdSchema),
});
/** Somebody waits for the teaching team, which is told. */
export const PeopleNoticeFrame = v.object({
  type: v.literal("peopleNotice"),
  what: v.picklist(["joinAsked", "joinDecided", "came", "claimAsked", "claimDecided"]),
  /** Whom it is about. */
  name: v.optional(v.string()),
});
export const WorkspaceEvent = v.variant("type", [
  EndedFrame,
  HelloFrame,
  NewsFrame,
  DeletedFrame,
  MessagesChangedFrame,
  DevicesFrame,
  ReadFrame,
  PresenceFrame,
  ChannelJoinedFrame,
  ChannelChangedFrame,
  ChannelLeftFrame,
  MemberChangedFrame,
  WorkspaceChangedFrame,
  EmojiChangedFrame,
  ScheduledChangedFrame,
  SettingsChangedFrame,
  BlocksChangedFrame,
  DirectChangedFrame,
  MutedFrame,
  FactorChangedFrame,
  DraftChangedFrame,
  SavedChangedFrame,
  ProblemChangedFrame,
  CommandGivenFrame,
  CommandAnsweredFrame,
  AccountNoticeFrame,
  ReportsChangedFrame,
  ReportDecidedFrame,
  HeldDecidedFrame,
  PeopleNoticeFrame,
  EchoFrame,
]);
export type WorkspaceEvent = v.InferOutput<typeof WorkspaceEvent>;
