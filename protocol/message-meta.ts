/** What belongs to a message beside its words: each field, and what comes of it in an archive of the class. */
import * as v from "valibot";
import { MessageFileSchema } from "./files.ts";
import { LinkCardSchema } from "./link-cards.ts";
import { GROUP_MENTIONS } from "./mentions.ts";
import { PollSchema } from "./polls.ts";

/** Fields unknown to a reader are carried along untouched. */
export const MessageMetaSchema = v.looseObject({
  /** It came with an import, in the name of somebody who has no account here. Said by the room, and by nobody else. */
  imported: v.optional(v.boolean()),
  /** Where an import says that it came from: `slack` or `discord`. */
  source: v.optional(v.string()),
  /** In the order in which each was first given. `count` is more than `members` where an import knew only the number. */
  reactions: v.optional(v.array(v.object({ emoji: v.string(), members: v.array(v.string()), count: v.number() }))),
  /** `by` is empty where an import did not say who. */
  pinned: v.optional(v.object({ by: v.string(), at: v.number() })),
  /** A named place in the history, set by the teaching team. */
  checkpoint: v.optional(v.object({ name: v.string(), by: v.string(), at: v.number() })),
  /** The class has it as a task: who made it one and when, whose it is, and where it is done, by whom and when. */
  task: v.optional(
    v.object({
      by: v.string(),
      at: v.number(),
      to: v.optional(v.string()),
      done: v.optional(v.object({ by: v.string(), at: v.number() })),
    }),
  ),
  poll: v.optional(PollSchema),
  /** The crowds that it was allowed to reach: `@channel` in its words alone reaches nobody. */
  reach: v.optional(v.array(v.picklist(GROUP_MENTIONS))),
  /** The thread on this message, from its first reply on; a tombstone keeps it. `people`: who answered first, at most THREAD_FACES_MAX. */
  thread: v.optional(
    v.object({ channel: v.string(), count: v.number(), lastAt: v.number(), people: v.array(v.string()) }),
  ),
  /** In a thread: this was sent to the channel as well; false where the channel did not take it. */
  alsoToChannel: v.optional(v.boolean()),
  /** In a channel: this was said in a thread (`channel`, place `seq`) that hangs on the message at `root`. */
  fromThread: v.optional(v.object({ channel: v.string(), seq: v.number(), root: v.number() })),
  /** Of a tombstone: its channel keeps messages for a time, which was over. */
  expired: v.optional(v.boolean()),
  /** It stood elsewhere before, in the state `rev` of there, was written at `at`, and one of the teaching team moved it. */
  moved: v.optional(
    v.object({ channel: v.string(), seq: v.number(), rev: v.number(), by: v.string(), at: v.number() }),
  ),
  /** Of a tombstone: the message stands there now. */
  movedTo: v.optional(v.object({ channel: v.string(), seq: v.number() })),
  /** How many earlier wordings can be looked at. */
  versions: v.optional(v.number()),
  /** It came by an address that posts, in the name of a program. */
  hook: v.optional(v.boolean()),
  /** Under which name that program shows it. */
  as: v.optional(v.string()),
  files: v.optional(v.array(MessageFileSchema)),
  /** Of pages that it links to, in the order of its links. They come some time after the message. */
  cards: v.optional(v.array(LinkCardSchema)),
});

type Meta = v.InferOutput<typeof MessageMetaSchema>;
/** Names that the schema has; others are carried along by rooms of a later version, and are not known here. */
type Known = keyof { [K in keyof Meta as string extends K ? never : K]: true };

/**
 * Fields that an archive says as they are here, and that an import of one brings back as they are: their schema is what is let in. The
 * person or channel that a field names has another id there, so that it cannot be one of these.
 */
export const SAME_IN_ARCHIVE = ["alsoToChannel"] as const satisfies readonly Known[];

/** What becomes of each other field in an archive: it is written anew (archive/message-line.ts), or why it is left out. A new one does not compile before that is decided. */
export const REST_IN_ARCHIVE: Record<
  Exclude<Known, (typeof SAME_IN_ARCHIVE)[number]>,
  "rewritten" | { why: string }
> = {
  as: "rewritten",
  reactions: "rewritten",
  pinned: "rewritten",
  checkpoint: "rewritten",
  poll: "rewritten",
  files: "rewritten",
  hook: "rewritten",
  fromThread: "rewritten",
  source: "rewritten",
  moved: { why: "it is of the channel where it stands now" },
  movedTo: { why: "what was moved stands where it is now" },
  imported: { why: "every line that an import brings is marked anew, where it comes to" },
  thread: { why: "counted anew from the thread, which stands in the archive itself" },
  versions: { why: "earlier wordings are for their author and the teaching team" },
  reach: { why: "whom it notified then is nobody's business later" },
  cards: { why: "of pages elsewhere, not of the class" },
  expired: { why: "why a message is gone is of the channel that kept it for a time" },
  task: { why: "who was to do what is of the class in which it was to be done" },
};

/** Those fields of a message's meta, of a line of an archive or of an import that are the same in all three. */
export function sameInArchive<T extends { [K in (typeof SAME_IN_ARCHIVE)[number]]?: unknown }>(
  of: T,
): Partial<Pick<T, (typeof SAME_IN_ARCHIVE)[number]>> {
  const there = SAME_IN_ARCHIVE.filter((field) => of[field] !== undefined);
  return Object.fromEntries(there.map((field) => [field, of[field]])) as typeof of;
}
