/** What the teaching team does so that a class can be talked in. */
import * as v from "valibot";
import { ChannelSchema, LockThreadBody } from "../channels.ts";
import { HeldWordsBody } from "../held-words.ts";
import { MutedSchema, MuteMemberBody, TurnDownBody } from "../order.ts";
import { TimeSchema } from "../time.ts";
import type { Row } from "./route.ts";

const Words = () => v.object({ words: v.array(v.string()) });

export const order = {
  words: {
    method: "GET",
    path: "/workspaces/:workspace/held-words",
    needs: { workspace: "decideReports" },
    answer: Words,
    since: "0.4",
    says: "a message of a student or guest with one of these waits for the teaching team",
  },
  setWords: {
    method: "PUT",
    path: "/workspaces/:workspace/held-words",
    needs: { workspace: "editHeldWords" },
    body: HeldWordsBody,
    order: ["permit", "body", "rate"],
    answer: Words,
    rate: { account: "class" },
    since: "0.4",
    says: "all of them, at most 200: found as whole words, in whatever case and with whatever accents",
  },
  turnDown: {
    method: "POST",
    path: "/workspaces/:workspace/held/:message/turn-down",
    needs: { workspace: "moderateVisitors" },
    body: TurnDownBody,
    order: ["permit", "body", "rate"],
    answer: "nothing",
    rate: { account: "people" },
    since: "0.4",
    says: "not posted, and its words are not kept; its author is told, and `answer` with it",
  },
  muted: {
    method: "GET",
    path: "/workspaces/:workspace/muted",
    needs: { workspace: "decideReports" },
    answer: () => v.object({ muted: v.array(MutedSchema) }),
    since: "0.4",
    says: "who may read and not write now, and until when",
  },
  mute: {
    method: "PUT",
    path: "/workspaces/:workspace/members/:member/mute",
    needs: { workspace: "muteMember" },
    body: MuteMemberBody,
    // Whom, the handler asks.
    order: ["body", "rate"],
    answer: () => v.object({ until: v.nullable(TimeSchema) }),
    rate: { account: "people" },
    since: "0.4",
    says: "may read, and not write, until then; of who holds as much as oneself, nobody is muted",
  },
  lock: {
    method: "PUT",
    path: "/channels/:channel/lock",
    needs: { channel: "lockThread" },
    body: LockThreadBody,
    order: ["permit", "body", "rate"],
    answer: () => v.object({ channel: ChannelSchema }),
    rate: { account: "channel" },
    since: "0.4",
    says: "`:channel` is a thread: only the teaching team writes in it, or everybody again",
  },
} as const satisfies Record<string, Row>;
