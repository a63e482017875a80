/** Messages that the teaching team moves to another channel or a thread, and takes back. */
import * as v from "valibot";
import { MoveBody, MoveSchema } from "../moves.ts";
import type { Row } from "./route.ts";

export const moves = {
  move: {
    method: "POST",
    path: "/channels/:channel/moves",
    needs: { channel: "moveMessages" },
    body: MoveBody,
    answer: () => v.object({ move: MoveSchema }),
    status: 201,
    rate: { account: "people" },
    since: "0.5",
    says: "a message or a stretch goes to another channel or a thread of the class, with author, reactions, files, poll, task and thread; a stone stays that says where. Never where more people read it, or where somebody who wrote in it, or below it, does not. What has a thread does not go into a thread",
  },
  undo: {
    method: "POST",
    path: "/channels/:channel/moves/:move/undo",
    needs: { channel: "moveMessages" },
    answer: () => v.object({ move: MoveSchema }),
    rate: { account: "people" },
    since: "0.5",
    says: "they stand where they stood, as they are now; for a week, threads included: not where answers were written there since, for fewer people than read here. What somebody moved on from there does not come: the answer says which, and where they are (`stayed`). `channel`: where they were moved from",
  },
} as const satisfies Record<string, Row>;
