/**
 * What a message is posted with. Everything between the field and the room passes it on unread: the outbox and its store, the frame,
 * the body over HTTP, the request to the room, the message that shows while it is on its way. A field more is a line here; what comes of
 * it stands in the message's `meta` (message-meta.ts), where the room puts it (worker/room/commit/rules.ts).
 */
import * as v from "valibot";
import { PostFilesSchema, type MessageFile } from "./files.ts";
import { FILES_PER_MESSAGE } from "./limits.ts";
import { SeqSchema } from "./messages.ts";
import { PollDraft } from "./polls.ts";
import { BodySchema, MessageIdSchema, PublicIdSchema } from "./text.ts";

export const PostContent = v.object({
  body: BodySchema,
  /** `seq` of the message in the same channel that this one answers. */
  replyTo: v.optional(SeqSchema),
  poll: v.optional(PollDraft),
  /** Uploaded before, for this very message. Of files alone, the words are their names (files.ts). */
  files: v.optional(PostFilesSchema),
  /** In a thread: say it in the channel as well. */
  alsoToChannel: v.optional(v.boolean()),
});
export type PostContent = v.InferOutput<typeof PostContent>;

/** The same while it waits for the teaching team: its files were looked at when it was written. */
export type HeldContent = Omit<PostContent, "files"> & { files?: MessageFile[] };

/** What was posted, without its files and without what whoever hands it on has put beside it. */
export function contentOf(post: PostContent): Omit<PostContent, "files"> {
  const { files: _, ...fields } = PostContent.entries;
  return Object.fromEntries(
    Object.keys(fields).flatMap((field) => {
      const value = post[field as keyof typeof fields];
      return value === undefined ? [] : [[field, value]];
    }),
  ) as Omit<PostContent, "files">;
}

/** On the channel's socket. Answered by `stored` or `refused`. */
export const PostFrame = v.object({
  type: v.literal("post"),
  id: MessageIdSchema,
  ...PostContent.entries,
  /** Set from the second attempt on: it may be stored already. */
  retry: v.optional(v.boolean()),
});

/** Over HTTP. `id` may be left out by a caller who will not retry. */
export const PostBody = v.object({ id: v.optional(MessageIdSchema), ...PostContent.entries });

export const EditContent = v.object({
  body: BodySchema,
  /** The message's `rev` that the editor saw; another one in the room is refused as `stale`. */
  rev: v.optional(v.number()),
  /** Ids of the files that stay; left out, all do. */
  files: v.optional(v.pipe(v.array(PublicIdSchema), v.maxLength(FILES_PER_MESSAGE, "invalid"))),
});
export type EditContent = v.InferOutput<typeof EditContent>;

/** Over HTTP. */
export const EditBody = v.object(EditContent.entries);
