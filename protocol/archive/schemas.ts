/** What a line of each kind says, for who reads an archive. Who writes one needs the types alone. */
import * as v from "valibot";
import { EmojiNameSchema } from "../class-emoji.ts";
import { MessageFileSchema } from "../files.ts";
import { PollSchema } from "../polls.ts";
import { RoleSchema } from "../people.ts";
import { MessageMetaSchema, SAME_IN_ARCHIVE } from "../message-meta.ts";
import { SeqSchema } from "../messages.ts";
import { MessageIdSchema, PublicIdSchema } from "../text.ts";
import { ARCHIVE_FORMAT } from "./format.ts";

/** Whoever wrote, reacted, voted or pinned, or is in a private channel of it. */
export const PersonLineSchema = v.strictObject({
  key: PublicIdSchema,
  handle: v.string(),
  name: v.string(),
  role: RoleSchema,
  /** A bot, or an address that posts. */
  program: v.optional(v.literal(true)),
});
export type PersonLine = v.InferOutput<typeof PersonLineSchema>;

export const ChannelLineSchema = v.strictObject({
  key: PublicIdSchema,
  kind: v.picklist(["public", "private", "thread"]),
  name: v.optional(v.string()),
  topic: v.optional(v.string()),
  posting: v.picklist(["all", "staff"]),
  /** Everybody who joins the class is in it. */
  default: v.optional(v.literal(true)),
  archived: v.optional(v.literal(true)),
  createdAt: v.number(),
  /** Of a private channel: keys of those who may read it, sorted. A public one is the class's. */
  members: v.optional(v.array(PublicIdSchema)),
  /** Of a thread: the message that it hangs on, and the key of who wrote it. */
  on: v.optional(v.strictObject({ channel: PublicIdSchema, seq: SeqSchema, author: v.optional(PublicIdSchema) })),
});
export type ChannelLine = v.InferOutput<typeof ChannelLineSchema>;

export const EmojiLineSchema = v.strictObject({ name: EmojiNameSchema, type: v.string(), size: v.number() });
export type EmojiLine = v.InferOutput<typeof EmojiLineSchema>;

const Time = v.number();
/** A message as it is now. People are named by their keys. */
export const MessageLineSchema = v.strictObject({
  seq: SeqSchema,
  id: MessageIdSchema,
  author: PublicIdSchema,
  at: Time,
  body: v.string(),
  editedAt: v.optional(Time),
  deletedAt: v.optional(Time),
  replyTo: v.optional(SeqSchema),
  /** Where an import had it from, before PLACE: `slack`, `discord` or `elsewhere`. */
  source: v.optional(v.string()),
  reactions: v.optional(
    v.array(v.strictObject({ emoji: v.string(), members: v.array(PublicIdSchema), count: v.number() })),
  ),
  /** `by` is left out where an import did not say who. */
  pinned: v.optional(v.strictObject({ by: v.optional(PublicIdSchema), at: Time })),
  checkpoint: v.optional(v.strictObject({ name: v.string(), by: PublicIdSchema, at: Time })),
  poll: v.optional(PollSchema),
  files: v.optional(v.array(MessageFileSchema)),
  /** Of an address that posts: under which name. */
  hook: v.optional(v.literal(true)),
  as: v.optional(v.string()),
  /** In the channel, of a reply in a thread that was sent there as well: where it was said. */
  fromThread: v.optional(v.strictObject({ channel: PublicIdSchema, seq: SeqSchema, root: SeqSchema })),
  ...v.pick(MessageMetaSchema, SAME_IN_ARCHIVE).entries,
});
export type MessageLine = v.InferOutput<typeof MessageLineSchema>;

/** What is checked of a channel: how many messages it has, and the value at the end of its chain (docs/transcript-chain.md). */
export interface Head {
  channel: string;
  count: number;
  head: string;
}
/** Of roster, people, channels, emoji, pictures and files: SHA-256 of the entry. */
export interface EntryHash {
  entry: string;
  hash: string;
}

/** The first entry. Everything else of an archive is its body. */
export const ManifestSchema = v.object({
  format: v.literal(ARCHIVE_FORMAT),
  version: v.number(),
  class: v.object({ id: v.string(), name: v.string() }),
  /** Ms since 1970. */
  at: v.number(),
  by: v.object({ id: v.string(), name: v.string() }),
  counts: v.object({ people: v.number(), channels: v.number(), messages: v.number(), files: v.number() }),
  /** What an owner's archive never has, in words. */
  leftOut: v.array(v.string()),
  /** SHA-256 over all heads, in the order of `heads.jsonl`: what stands in the class's audit as well. */
  root: v.string(),
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;
