/** What is mine over all classes: what I wrote, and what is stored about me. */
import * as v from "valibot";
import { CHANNEL_KINDS } from "./channels.ts";
import { MessageSchema } from "./messages.ts";
import { PublicIdSchema } from "./text.ts";

export const MyWordsQuery = v.object({
  /** `next` of the page before. */
  after: v.optional(v.pipe(v.string(), v.regex(/^\d{1,12}\.\d{1,12}\.\d{1,12}$/u, "invalid"))),
});

/** Where words of mine stand. Of a channel that I may not read any more its name is not told. */
const PlaceSchema = v.object({
  class: v.object({ id: PublicIdSchema, name: v.string() }),
  channel: v.object({ id: PublicIdSchema, kind: v.picklist(CHANNEL_KINDS), name: v.string(), isReadable: v.boolean() }),
});
const MineSchema = v.object({
  message: MessageSchema,
  /** What it answers, where I may read that. */
  answers: v.optional(v.object({ author: v.string(), body: v.string() })),
});

export const MyWordsSchema = v.object({
  /** Null: nothing of mine in this part of the history; `next` leads on. */
  place: v.nullable(PlaceSchema),
  /** As whom I wrote there: member id. */
  me: v.nullable(PublicIdSchema),
  messages: v.array(MineSchema),
  /** My reactions to messages of others there, which are told by their place alone. */
  reactions: v.array(v.object({ seq: v.number(), emoji: v.array(v.string()) })),
  next: v.nullable(v.string()),
});
export type MyWords = v.InferOutput<typeof MyWordsSchema>;

/** Table → rows, as they stand in the database, without hashes and secrets. */
export const StoredAboutMeSchema = v.object({
  tables: v.record(v.string(), v.array(v.record(v.string(), v.unknown()))),
});
export type StoredAboutMe = v.InferOutput<typeof StoredAboutMeSchema>;
