/** Searching over HTTP: what is asked, and what is found. */
import * as v from "valibot";
import { ThreadParentSchema } from "../channels.ts";
import { MessageSchema } from "../messages.ts";
import { SEARCH_SAVED_MAX_CHARS, SYNONYM_MAX_CHARS, SYNONYMS_GROUP_MAX, SYNONYMS_MAX } from "../limits.ts";
import { ZoneSchema } from "../settings.ts";
import { filledLine, isText, PublicIdSchema } from "../text.ts";

/** Of what is typed: an error text goes in whole, a novel does not. */
const SEARCH_MAX_CHARS = 2_000;
export const SEARCH_PAGE = 20;

const SearchText = v.pipe(
  v.string("invalid"),
  v.maxLength(SEARCH_MAX_CHARS, "too_long"),
  v.check((text) => isText(text), "not_text"),
);
/** Where the next page begins, as a page said it: `<order>.<minute>.<channel>.<seq>.<skipped>`. */
const CursorSchema = v.pipe(
  v.string("invalid"),
  v.regex(/^[nb][ewpi][2-4]?\.\d{1,8}\.[0-9A-Za-z_-]{6,40}\.\d{1,10}\.\d{1,4}$/u, "invalid"),
);

/** Query of a search: `GET /workspaces/:workspace/search`. */
export const SearchQuery = v.object({
  /** Words, "phrases" and filters (protocol/search/query.ts). */
  q: SearchText,
  /** `newest` first, or the `best` of the newest few hundred first. */
  order: v.optional(v.picklist(["newest", "best"], "invalid"), "newest"),
  /** `next` of the page before. */
  before: v.optional(CursorSchema),
  /** In this channel or thread alone. */
  channel: v.optional(PublicIdSchema),
  /** The time zone in which days begin; that of my settings unless said. */
  zone: v.optional(ZoneSchema),
});
export type SearchQueryOutput = v.InferOutput<typeof SearchQuery>;

/** The message before or after a hit, as far as one line shows it. Null where there is none, or it was deleted. */
const NeighbourSchema = v.nullable(
  v.object({ seq: v.number(), author: PublicIdSchema, at: v.number(), /** Markdown, cut. */ body: v.string() }),
);

const SearchHitSchema = v.object({
  /** The channel or thread that it stands in. */
  channel: PublicIdSchema,
  /** Of a thread: the message that it hangs on. */
  parent: v.optional(ThreadParentSchema),
  /** Of a thread: the message that it hangs on, as far as one line shows it. */
  root: v.optional(NeighbourSchema),
  message: MessageSchema,
  /** What to mark in `message.body`: UTF-16 units, from the first number up to, not including, the second; ascending. */
  marks: v.array(v.tuple([v.number(), v.number()])),
  previous: NeighbourSchema,
  next: NeighbourSchema,
});
export type SearchHit = v.InferOutput<typeof SearchHitSchema>;

export const SearchPageSchema = v.object({
  hits: v.array(SearchHitSchema),
  /** `before` of the next page; null at the end. */
  next: v.nullable(v.string()),
  /** Nothing has all the words: these have the longest of them. */
  relaxed: v.boolean(),
  /** The query with its misspelt words put right, where nothing was found; null where nothing better is known. */
  didYouMean: v.nullable(v.string()),
});
export type SearchPage = v.InferOutput<typeof SearchPageSchema>;

/** Query of suggestions: `GET /workspaces/:workspace/search/suggestions`. */
export const SuggestQuery = v.object({
  /** What is typed so far; suggestions are for its last word. */
  q: SearchText,
});

export const SuggestionsSchema = v.object({
  /** Words that occur where I may read, the most frequent first: each would stand for the last word of `q`. */
  words: v.array(v.string()),
  /** People whose handle begins so; behind `from:`, `mentions:` or `@` also those whose name does. */
  people: v.array(v.object({ id: PublicIdSchema, handle: v.string(), name: v.string() })),
  /** Behind `in:` or `#`: ids of my channels whose name begins so. */
  channels: v.array(PublicIdSchema),
});
export type Suggestions = v.InferOutput<typeof SuggestionsSchema>;

/** Query of similar questions: the question as it is written so far. */
export const SimilarQuery = v.object({ q: SearchText });
export const SimilarSchema = v.object({ questions: v.array(SearchHitSchema) });

/** How far the history of a class was brought into the index. */
export const ReindexingSchema = v.object({
  /** Messages that were brought, of those that there were when it began. */
  done: v.number(),
  total: v.number(),
  isDone: v.boolean(),
  /** Messages that this step brought. Of a step alone. */
  brought: v.optional(v.number()),
  /** Changes that rooms have and the index does not yet: 0 in a quiet class. */
  behind: v.number(),
  /** For how long the index has lacked the oldest of them, ms; 0 where it lacks none. */
  behindMs: v.number(),
});
export type Reindexing = v.InferOutput<typeof ReindexingSchema>;

/** `restart`: from the beginning, though it came to its end. */
export const ReindexBody = v.object({ restart: v.optional(v.boolean("invalid"), false) });

/** My searches: mine alone, on all my devices. The newest first. */
export const SearchesSchema = v.object({
  recent: v.array(v.object({ q: v.string(), at: v.number() })),
  saved: v.array(v.object({ q: v.string(), at: v.number() })),
});
export type Searches = v.InferOutput<typeof SearchesSchema>;

const KeptText = filledLine(SEARCH_SAVED_MAX_CHARS);
/** `saved`: it is kept until it is taken out; else it is one of the last SEARCHES_RECENT. */
export const KeepSearchBody = v.object({ q: KeptText, saved: v.optional(v.boolean("invalid"), false) });
/** Without `q`: all recent ones, and none that was saved. */
export const ForgetSearchQuery = v.object({ q: v.optional(KeptText) });

/** Words that mean the same: who looks for one of a group finds the others. */
export const SynonymsSchema = v.object({
  groups: v.array(v.array(v.string())),
  /** Of these groups, for who edits them: it grows with each change; 0 where there never was one. */
  version: v.number(),
});
export type Synonyms = v.InferOutput<typeof SynonymsSchema>;
const GroupSchema = v.pipe(
  v.array(filledLine(SYNONYM_MAX_CHARS)),
  v.minLength(2, "invalid"),
  v.maxLength(SYNONYMS_GROUP_MAX, "too_many"),
);
export const EditSynonymsBody = v.object({
  groups: v.pipe(v.array(GroupSchema), v.maxLength(SYNONYMS_MAX, "too_many")),
  /** The `version` that was edited: refused as `stale` where it is another by now. Left out: whatever stands there is replaced. */
  version: v.optional(v.pipe(v.number("invalid"), v.integer("invalid"), v.minValue(0, "invalid"))),
});
