/** Channels and my place in them. */
import * as v from "valibot";
import { ChannelNameSchema, PublicIdSchema, TopicSchema } from "./text.ts";
import { MemberSchema, RoleSchema, WorkspaceSchema } from "./people.ts";

/** `thread` is kept for channels whose parent is a message. */
export const CHANNEL_KINDS = ["public", "private", "dm", "group", "thread"] as const;
export const POSTING = ["all", "staff"] as const;
export const NOTIFY_LEVELS = ["all", "mentions", "nothing"] as const;

export const ChannelSchema = v.object({
  id: PublicIdSchema,
  workspace: PublicIdSchema,
  kind: v.picklist(CHANNEL_KINDS),
  /** Unique among the workspace's channels; empty for a direct message, which is named by its members. */
  name: v.string(),
  topic: v.string(),
  /** Who writes at top level: everyone in it, or the teaching team only. */
  posting: v.picklist(POSTING),
  /** Everyone in the workspace is in it. */
  isDefault: v.boolean(),
  createdBy: v.nullable(PublicIdSchema),
  createdAt: v.number(),
  archivedAt: v.nullable(v.number()),
  /** Members of a direct message; absent for channels. */
  members: v.optional(v.array(PublicIdSchema)),
});
export type Channel = v.InferOutput<typeof ChannelSchema>;

/** A channel that I am in, with what only I know about it. */
export const MyChannelSchema = v.object({
  ...ChannelSchema.entries,
  lastSeq: v.number(),
  /** Milliseconds; 0 while the channel is empty. Orders direct messages. */
  lastAt: v.number(),
  readSeq: v.number(),
  mentions: v.number(),
  muted: v.boolean(),
  notify: v.picklist(NOTIFY_LEVELS),
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
});
export const AddMembersBody = v.object({ members: v.pipe(v.array(PublicIdSchema), v.minLength(1), v.maxLength(100)) });
export const DirectBody = v.object({ member: PublicIdSchema });
export const EditMembershipBody = v.object({
  muted: v.optional(v.boolean()),
  notify: v.optional(v.picklist(NOTIFY_LEVELS)),
});

/** The one data request of a first paint: who I am here, my channels, and the people. */
export const BootstrapSchema = v.object({
  /** When it was read, ms, by the server's clock. */
  now: v.number(),
  workspace: WorkspaceSchema,
  me: v.object({ member: PublicIdSchema, role: RoleSchema, guest: v.boolean() }),
  channels: v.array(MyChannelSchema),
  /** At most 500; who is missing is fetched by id when first seen. */
  members: v.array(MemberSchema),
});
export type Bootstrap = v.InferOutput<typeof BootstrapSchema>;
