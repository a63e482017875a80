/** The list of my threads. */
import * as v from "valibot";
import { MyChannelSchema } from "./channels.ts";
import { MessageSchema } from "./messages.ts";
import { PublicIdSchema } from "./text.ts";

/** A thread that I follow, and the message it hangs on: its `meta.thread` has count, faces and last time. */
export const MyThreadSchema = v.object({ channel: MyChannelSchema, root: MessageSchema });
export type MyThread = v.InferOutput<typeof MyThreadSchema>;

/** Newest open threads of a channel that are listed at most. */
export const OPEN_THREADS_MAX = 50;
/** A thread of a channel that can be written in, and the message it hangs on. */
export const OpenThreadSchema = v.object({ channel: PublicIdSchema, root: MessageSchema });
export type OpenThread = v.InferOutput<typeof OpenThreadSchema>;

/** Query of my threads: those whose newest message is older than `before`, in ms since 1970; without it the newest. */
export const ThreadsQuery = v.object({
  before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/u, "invalid"), v.transform(Number))),
});
