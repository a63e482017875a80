/** Threads: started on a message, followed, listed. Reading and writing in one is as in any channel. */
import * as v from "valibot";
import { MyChannelSchema } from "../channels.ts";
import { MyThreadSchema, OpenThreadSchema, ThreadsQuery } from "../threads.ts";
import { SeqParam, type Row } from "./route.ts";

const Mine = () => v.object({ channel: MyChannelSchema });

export const threads = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/threads",
    needs: { workspace: "readWorkspace" },
    query: ThreadsQuery,
    answer: () => v.object({ threads: v.array(MyThreadSchema), reachedEnd: v.boolean() }),
    since: "0.1",
    says: "those I follow, the newest message first; `before` is the last one's `lastAt`",
  },
  inChannel: {
    method: "GET",
    path: "/channels/:channel/threads",
    needs: { channel: "readChannel" },
    bots: "read",
    answer: () => v.object({ threads: v.array(OpenThreadSchema) }),
    etag: true,
    since: "0.5",
    says: "those of a channel that are neither locked nor hang on a deleted message, by the newest of these messages, at most 50",
  },
  start: {
    method: "POST",
    path: "/channels/:channel/messages/:seq/thread",
    needs: { channel: "readChannel" },
    visitors: true,
    bots: "read",
    params: { seq: SeqParam },
    // What there is costs nothing; a new one asks for `startThread`, and counts.
    order: ["permit"],
    answer: Mine,
    status: [201, 200],
    rate: { account: "thread" },
    since: "0.1",
    says: "the thread on this message; `200` where there was one",
  },
  follow: {
    method: "PUT",
    path: "/channels/:channel/follow",
    needs: { channel: "followThread" },
    order: ["rate", "permit"],
    answer: Mine,
    rate: { account: "membership" },
    since: "0.1",
    says: "`:channel` is a thread: I am told of what is new in it",
  },
  unfollow: {
    method: "DELETE",
    path: "/channels/:channel/follow",
    needs: { channel: "followThread" },
    order: ["rate", "permit"],
    answer: "nothing",
    rate: { account: "membership" },
    since: "0.1",
    says: "told of it no more",
  },
} as const satisfies Record<string, Row>;
