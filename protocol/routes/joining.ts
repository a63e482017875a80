/** How one joins by the code, and who waits before the door. */
import * as v from "valibot";
import { DecideJoinBody, JoinRequestSchema, JoinRulesBody, JoinRulesShown, MyJoinRequestSchema } from "../joining.ts";
import type { Row } from "./route.ts";

export const joining = {
  rules: {
    method: "GET",
    path: "/workspaces/:workspace/join-rules",
    needs: { workspace: "invite" },
    answer: () => JoinRulesShown,
    since: "0.4",
    says: "until when the join code lets in, how many, and whether who comes waits; and how many came by it",
  },
  setRules: {
    method: "PUT",
    path: "/workspaces/:workspace/join-rules",
    needs: { workspace: "invite" },
    body: JoinRulesBody,
    answer: () => JoinRulesShown,
    rate: { account: "class" },
    since: "0.4",
    says: "an end, a limit and approval for the join code; `null` is none. Who came by this code stays counted, and a new code begins at none",
  },
  requests: {
    method: "GET",
    path: "/workspaces/:workspace/join-requests",
    needs: { workspace: "letIn" },
    answer: () => v.object({ requests: v.array(JoinRequestSchema) }),
    since: "0.4",
    says: "who waits to be let in, the first first, then who was turned down",
  },
  decide: {
    method: "POST",
    path: "/workspaces/:workspace/join-requests/:request",
    needs: { workspace: "letIn" },
    body: DecideJoinBody,
    answer: "nothing",
    rate: { account: "people" },
    since: "0.4",
    says: "lets somebody in as a student, or turns them down, which can be taken back; their page hears of it",
  },
  mine: {
    method: "GET",
    path: "/account/join-requests",
    needs: "person",
    answer: () => v.object({ requests: v.array(MyJoinRequestSchema) }),
    since: "0.4",
    says: "where I asked to be let in lately, and what became of it",
  },
} as const satisfies Record<string, Row>;
