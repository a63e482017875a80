/** Messages, pages of them, and the bodies that write them. */
import * as v from "valibot";
import {
  CHECKPOINT_MAX_CHARS,
  FILE_ALT_MAX_CHARS,
  FILE_BLUR_MAX_CHARS,
  IMPORT_BATCH_MAX,
  IMPORT_CHANNEL_PEOPLE_MAX,
  IMPORT_FILES_MAX,
  IMPORT_PLACES_MAX,
  IMPORT_REACTIONS_MAX,
  NAME_MAX_CHARS,
  PAGE_DEFAULT,
  PAGE_MAX,
  POLL_OPTION_MAX_CHARS,
  POLL_OPTIONS_MAX,
  POLL_QUESTION_MAX_CHARS,
  SEQ_MAX,
} from "./limits.ts";
import { MessageMetaSchema, SAME_IN_ARCHIVE } from "./message-meta.ts";
import { RoleSchema } from "./people.ts";
import { PollSchema } from "./polls.ts";
import {
  ChannelNameSchema,
  DisplayNameSchema,
  filledLine,
  isBlank,
  isText,
  line,
  MessageIdSchema,
  PublicIdSchema,
  TopicSchema,
} from "./text.ts";
import { TimeSchema } from "./time.ts";

export const SeqSchema = v.pipe(
  v.number("invalid"),
  v.integer("invalid"),
  v.minValue(1, "invalid"),
  v.maxValue(SEQ_MAX, "invalid"),
);

/** How far something was read or heard: a `seq` or a `rev`, 0 before the first. */
export const MarkSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

export const MessageSchema = v.object({
  id: MessageIdSchema,
  /** Place in the channel: 1, 2, 3 … without a hole. */
  seq: SeqSchema,
  /** The channel's `rev` at this message's last change. */
  rev: v.number(),
  /** Member id of the author. */
  author: PublicIdSchema,
  /** Milliseconds since 1970, by the server's clock. */
  at: v.number(),
  /** Markdown; empty in a tombstone. */
  body: v.string(),
  editedAt: v.optional(v.number()),
  /** A tombstone: the place is kept, the words are gone. */
  deletedAt: v.optional(v.number()),
  /** `seq` of the message in the same channel that this one answers. */
  replyTo: v.optional(v.number()),
  meta: v.optional(MessageMetaSchema),
});
export type Message = v.InferOutput<typeof MessageSchema>;

/**
 * A step on a message's way through its room, and when it was done, ms. Told in the order in which they were done: the platform's
 * clock stands still within a turn, so that the times of two steps may be equal.
 */
export const TraceStepSchema = v.object({
  /** Came in; was written for good; went to every open screen; stands in the history. */
  step: v.picklist(["received", "committed", "told", "kept"]),
  at: v.number(),
});
export type TraceStep = v.InferOutput<typeof TraceStepSchema>;

/** `messages` ascend by `seq` without a hole. An empty page of an empty channel reached both ends. */
export const PageSchema = v.object({
  messages: v.array(MessageSchema),
  reachedStart: v.boolean(),
  reachedEnd: v.boolean(),
  /** Every change up to this `rev` is in the page. */
  rev: v.number(),
});
export type Page = v.InferOutput<typeof PageSchema>;

const fromQuery = (max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,10}$/u, "invalid"),
    v.transform(Number),
    v.minValue(1, "invalid"),
    v.maxValue(max, "invalid"),
  );
/** Query of a history page. At most one of `before`, `after`, `around`; none asks for the newest page. */
export const PageQuery = v.pipe(
  v.object({
    before: v.optional(fromQuery(SEQ_MAX)),
    after: v.optional(
      v.pipe(v.string(), v.regex(/^\d{1,10}$/u, "invalid"), v.transform(Number), v.maxValue(SEQ_MAX, "invalid")),
    ),
    around: v.optional(fromQuery(SEQ_MAX)),
    limit: v.optional(
      v.pipe(
        fromQuery(1_000_000),
        v.transform((n) => Math.min(n, PAGE_MAX)),
      ),
      String(PAGE_DEFAULT),
    ),
    /** The highest `rev` the reader knows: the page will not be older than it. */
    rev: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/u, "invalid"), v.transform(Number))),
  }),
  v.check((q) => [q.before, q.after, q.around].filter((n) => n !== undefined).length <= 1, "invalid"),
);
export type PageQueryOutput = v.InferOutput<typeof PageQuery>;

/** What an import may bring beside the words: nothing that people decide here. */
const ImportMetaSchema = v.object({
  source: v.optional(line(40)),
  reactions: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.object({
            /** An emoji, or the `:name:` that it had in the source. */
            emoji: v.pipe(
              v.string("invalid"),
              v.maxLength(64, "invalid"),
              v.check((text) => isText(text) && !isBlank(text), "invalid"),
            ),
            members: v.pipe(v.array(PublicIdSchema), v.maxLength(IMPORT_CHANNEL_PEOPLE_MAX, "invalid")),
            count: v.pipe(v.number("invalid"), v.safeInteger("invalid")),
          }),
          v.check(({ members, count }) => count >= members.length, "invalid"),
        ),
      ),
      v.maxLength(IMPORT_REACTIONS_MAX, "invalid"),
    ),
  ),
  /** `by`: who pinned it, of the people whom an import brought; left out where the source does not say. */
  pinned: v.optional(v.object({ by: v.optional(PublicIdSchema), at: TimeSchema })),
  files: v.optional(
    v.pipe(
      v.array(
        v.object({
          name: filledLine(255),
          url: v.optional(
            v.pipe(v.string(), v.maxLength(2_000, "invalid"), v.regex(/^https?:\/\/[^\s\0]+$/iu, "invalid")),
          ),
          size: v.optional(v.pipe(v.number(), v.safeInteger("invalid"), v.minValue(0, "invalid"))),
          /** Its bytes were brought for this message (`import.file`): under which id. What it is, they say themselves. */
          id: v.optional(PublicIdSchema),
          preview: v.optional(v.object({ id: PublicIdSchema, size: v.number(), type: v.string() })),
          alt: v.optional(line(FILE_ALT_MAX_CHARS)),
          blur: v.optional(v.pipe(v.string(), v.maxLength(FILE_BLUR_MAX_CHARS, "invalid"))),
          /** Of a video, whose own header is not read. */
          width: v.optional(v.number()),
          height: v.optional(v.number()),
        }),
      ),
      v.maxLength(IMPORT_FILES_MAX, "invalid"),
    ),
  ),
  // What PLACE's own archive has. Everybody who is named is of the people whom an import brought.
  checkpoint: v.optional(v.object({ name: filledLine(CHECKPOINT_MAX_CHARS), by: PublicIdSchema, at: TimeSchema })),
  /** As its readers saw it. Votes of which nobody sees whose they are can't be changed any more. */
  poll: v.optional(
    v.pipe(
      PollSchema,
      v.check(
        ({ question, options, voted }) =>
          question.length <= POLL_QUESTION_MAX_CHARS &&
          options.length <= POLL_OPTIONS_MAX &&
          options.every(({ text }) => text.length <= POLL_OPTION_MAX_CHARS) &&
          voted.length <= IMPORT_CHANNEL_PEOPLE_MAX,
        "invalid",
      ),
    ),
  ),
  hook: v.optional(v.literal(true)),
  as: v.optional(line(NAME_MAX_CHARS)),
  ...v.pick(MessageMetaSchema, SAME_IN_ARCHIVE).entries,
  /** `channel`: the thread's id here. */
  fromThread: v.optional(v.object({ channel: PublicIdSchema, seq: SeqSchema, root: SeqSchema })),
});

// Import: three bodies, each safe to send twice. Ids and keys are made by the importer from the source's own.
const SourceKey = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
export const ImportPeopleBody = v.object({
  people: v.pipe(
    v.array(
      v.object({
        key: SourceKey,
        handle: v.pipe(v.string(), v.maxLength(200)),
        name: DisplayNameSchema,
        /** What they were where they come from: told in archives, and allows nothing here. */
        there: v.optional(v.object({ role: RoleSchema, program: v.optional(v.literal(true)) })),
      }),
    ),
    v.maxLength(IMPORT_BATCH_MAX),
  ),
});
export const ImportChannelBody = v.object({
  key: SourceKey,
  kind: v.picklist(["public", "private", "dm", "group", "thread"]),
  name: v.optional(ChannelNameSchema),
  topic: v.optional(TopicSchema, ""),
  posting: v.optional(v.picklist(["all", "staff"]), "all"),
  /** Of a thread, which has no members of its own: the message of an imported channel that it hangs on, and who wrote that. */
  on: v.optional(v.object({ channel: PublicIdSchema, seq: SeqSchema, author: v.optional(PublicIdSchema) })),
  createdAt: v.optional(TimeSchema),
  archived: v.optional(v.boolean(), false),
  /** Member ids of those who may read it; for a public channel, those who are in it. */
  members: v.pipe(v.array(PublicIdSchema), v.maxLength(IMPORT_CHANNEL_PEOPLE_MAX, "too_large")),
});
export const ImportMessageSchema = v.object({
  id: MessageIdSchema,
  /** Of this message, as of its reactions: people whom an import brought. Who has an account speaks for themselves. */
  author: PublicIdSchema,
  at: TimeSchema,
  /** Not kept where `deletedAt` says that it was taken back. */
  body: v.pipe(v.string(), v.maxLength(40_000)),
  editedAt: v.optional(TimeSchema),
  deletedAt: v.optional(TimeSchema),
  /** Place of the message it answers, as told for an earlier batch… */
  replyTo: v.optional(SeqSchema),
  /** … or its id, when it stands before this one in the same batch. */
  replyToId: v.optional(MessageIdSchema),
  meta: v.optional(ImportMetaSchema),
});
export type ImportMessage = v.InferOutput<typeof ImportMessageSchema>;
export const ImportMessagesBody = v.object({
  messages: v.pipe(v.array(ImportMessageSchema), v.minLength(1), v.maxLength(IMPORT_BATCH_MAX)),
});
/** Query of the places that an imported channel has taken: those after `after`, at most `limit`. */
export const ImportPlacesQuery = v.object({
  after: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,10}$/u, "invalid"), v.transform(Number), v.maxValue(SEQ_MAX, "invalid")),
    "0",
  ),
  limit: v.optional(
    v.pipe(
      fromQuery(1_000_000),
      v.transform((n) => Math.min(n, IMPORT_PLACES_MAX)),
    ),
    String(IMPORT_PLACES_MAX),
  ),
});
