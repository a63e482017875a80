/** Channels and my place in them. */
import * as v from "valibot";
import { ChannelNameSchema, line, nameLine, PublicIdSchema, TopicSchema } from "./text.ts";
import { ClassEmojiSchema } from "./class-emoji.ts";
import { FOLDER_MAX_CHARS, GROUP_NAME_MAX_CHARS, GROUP_PEOPLE_MAX, SLOW_MAX_S } from "./limits.ts";
import { SavedMarkSchema } from "./personal.ts";
import { SettingsSchema } from "./settings.ts";
import { AccountSchema, MemberSchema, RoleSchema, WorkspaceSchema } from "./people.ts";
import { TimeSchema } from "./time.ts";
import { OnWebSchema } from "./web-pages.ts";

/** A `thread` hangs on a message of another channel; its members are that channel's. */
export const CHANNEL_KINDS = ["public", "private", "dm", "group", "thread"] as const;
export const POSTING = ["all", "staff"] as const;
export const NOTIFY_LEVELS = ["all", "mentions", "nothing"] as const;

/**
 * How people write in a channel, where that is not at once and all the time. The teaching team is held to none of it; threads are held to
 * what their channel says, but for `locked`, which is of a thread alone.
 */
export const ChannelRulesSchema = v.object({
  /** Seconds between two messages of one person. */
  slow: v.optional(v.number()),
  /** What is written waits until one of the teaching team lets it through. */
  holds: v.optional(v.boolean()),
  /** Only the teaching team writes in this thread. */
  locked: v.optional(v.boolean()),
});
export type ChannelRules = v.InferOutput<typeof ChannelRulesSchema>;

/** A place in another channel. */
export const ThreadParentSchema = v.object({ channel: PublicIdSchema, seq: v.number() });
export type ThreadParent = v.InferOutput<typeof ThreadParentSchema>;

/** Messages older than `days` are taken out, and files with them; since when that is so, ms. */
const KeepsSchema = v.object({ days: v.number(), since: v.number() });
export type Keeps = v.InferOutput<typeof KeepsSchema>;
export const KEEP_DAYS_MAX = 3_650;
/** Null: for as long as the class. */
export const KeepBody = v.object({
  days: v.nullable(
    v.pipe(v.number("invalid"), v.integer("invalid"), v.minValue(1, "invalid"), v.maxValue(KEEP_DAYS_MAX, "invalid")),
  ),
});

export const ChannelSchema = v.object({
  id: PublicIdSchema,
  workspace: PublicIdSchema,
  kind: v.picklist(CHANNEL_KINDS),
  /** Unique among the workspace's channels. Empty for a direct message, and for a group without a name: named by its members. */
  name: v.string(),
  topic: v.string(),
  /** Who writes at top level: everyone in it, or the teaching team only. */
  posting: v.picklist(POSTING),
  /** Everyone in the workspace is in it. */
  isDefault: v.boolean(),
  createdBy: v.nullable(PublicIdSchema),
  createdAt: v.number(),
  archivedAt: v.nullable(v.number()),
  /** Anyone on the web can read it. Absent or null: nobody but the class. */
  web: v.nullish(OnWebSchema),
  /** Absent or null: everybody writes at once. */
  rules: v.nullish(ChannelRulesSchema),
  /** For how long its messages are kept. Absent or null: for as long as the class. */
  keeps: v.nullish(KeepsSchema),
  /** Of a thread: the message it hangs on. */
  parent: v.optional(ThreadParentSchema),
  /** Members of a direct or group message; absent for channels. */
  members: v.optional(v.array(PublicIdSchema)),
});
export type Channel = v.InferOutput<typeof ChannelSchema>;

/** What visitors of a widget see of its channel, as far as it changes. */
export const ShownChannelSchema = v.pick(ChannelSchema, ["id", "name", "topic", "posting", "archivedAt", "web"]);
export type ShownChannel = v.InferOutput<typeof ShownChannelSchema>;

/** A channel that I am in, with what only I know about it. */
export const MyChannelSchema = v.object({
  ...ChannelSchema.entries,
  lastSeq: v.number(),
  /** Milliseconds; 0 while the channel is empty. Orders direct messages. */
  lastAt: v.number(),
  readSeq: v.number(),
  /**
   * Places after `readSeq` that are not unread: what I wrote myself, and what was deleted. Of the newest UNREAD_LOOKED_AT messages;
   * older ones count, whatever they are. Absent where there are none.
   */
  uncounted: v.optional(v.array(v.number())),
  mentions: v.number(),
  muted: v.boolean(),
  /** When `muted` ends by itself, ms; absent: it does not. */
  mutedUntil: v.optional(v.number()),
  notify: v.picklist(NOTIFY_LEVELS),
  starred: v.optional(v.boolean()),
  /** My own folder for it. */
  folder: v.optional(v.string()),
  /** Of a thread: whether I am told of what is new in it. Who does not follow has no read mark there. */
  following: v.optional(v.boolean()),
});
export type MyChannel = v.InferOutput<typeof MyChannelSchema>;

/** A row in the list of channels that can be joined. */
export const ListedChannelSchema = v.object({ ...ChannelSchema.entries, memberCount: v.number(), joined: v.boolean() });
export type ListedChannel = v.InferOutput<typeof ListedChannelSchema>;

export const CreateChannelBody = v.object({
  name: ChannelNameSchema,
  topic: v.optional(TopicSchema, ""),
  kind: v.optional(v.picklist(["public", "private"]), "public"),
  posting: v.optional(v.picklist(POSTING), "all"),
  isDefault: v.optional(v.boolean(), false),
});
export const EditChannelBody = v.object({
  name: v.optional(ChannelNameSchema),
  topic: v.optional(TopicSchema),
  posting: v.optional(v.picklist(POSTING)),
  isDefault: v.optional(v.boolean()),
  /** Seconds between two messages of one person; 0: none. */
  slow: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(SLOW_MAX_S))),
  holds: v.optional(v.boolean()),
});
export const LockThreadBody = v.object({ locked: v.boolean() });
export const AddMembersBody = v.object({ members: v.pipe(v.array(PublicIdSchema), v.minLength(1), v.maxLength(100)) });
export const DirectBody = v.object({ member: PublicIdSchema });
/** A group message: oneself and these. */
export const CreateGroupBody = v.object({
  members: v.pipe(
    v.array(PublicIdSchema, "invalid"),
    v.minLength(2, "group_small"),
    v.maxLength(GROUP_PEOPLE_MAX - 1, "group_full"),
  ),
  name: v.optional(nameLine(GROUP_NAME_MAX_CHARS), ""),
});
/** Empty: named by its members. */
export const GroupNameBody = v.object({ name: nameLine(GROUP_NAME_MAX_CHARS) });
export const EditMembershipBody = v.object({
  muted: v.optional(v.boolean()),
  /** With `muted: true`: when it ends, ms. `null`, or left out then: it does not end by itself. */
  mutedUntil: v.optional(v.nullable(TimeSchema)),
  starred: v.optional(v.boolean()),
  /** `null` or empty: in none. */
  folder: v.optional(v.nullable(line(FOLDER_MAX_CHARS))),
  notify: v.optional(v.picklist(NOTIFY_LEVELS)),
});

/** The one data request of a first paint: who I am here, my channels, and the people. */
export const BootstrapSchema = v.object({
  /** When it was read, ms, by the server's clock. */
  now: v.number(),
  account: AccountSchema,
  workspace: WorkspaceSchema,
  me: v.object({
    member: PublicIdSchema,
    role: RoleSchema,
    guest: v.boolean(),
    /** I may read, and not write, until then, ms. */
    mutedUntil: v.optional(v.number()),
    /** Told where it is true: my account has a second factor. */
    hasFactor: v.optional(v.boolean()),
  }),
  settings: SettingsSchema,
  /** Ids of the members whom I blocked. */
  blocks: v.array(PublicIdSchema),
  /** Ids of the members who take no direct messages of mine. Why, is not told. */
  noDirect: v.optional(v.array(PublicIdSchema)),
  /** Which messages I saved, newest first; the messages themselves are asked for. */
  saved: v.array(SavedMarkSchema),
  channels: v.array(MyChannelSchema),
  /** Threads that I follow and have not read to their end, the newest first, at most THREADS_TOLD. */
  threads: v.array(MyChannelSchema),
  /** At most 500; who is missing is fetched by id when first seen. */
  members: v.array(MemberSchema),
  /** The class's own emoji by name, removed ones that are still shown included. */
  emoji: v.array(ClassEmojiSchema),
  /** Whether this PLACE has where to keep files: without, nobody adds emoji. */
  keepsFiles: v.boolean(),
});
export type Bootstrap = v.InferOutput<typeof BootstrapSchema>;
