/** Problems that people tell of. */
import * as v from "valibot";
import { EditProblemBody, ProblemSchema, TellProblemBody } from "../problems.ts";
import type { Row } from "./route.ts";

const Problems = () => v.object({ problems: v.array(ProblemSchema) });

export const problems = {
  tell: {
    method: "POST",
    path: "/workspaces/:workspace/problems",
    needs: { workspace: "readWorkspace" },
    body: TellProblemBody,
    answer: () => v.object({ problem: ProblemSchema }),
    status: 201,
    rate: { account: "problem" },
    since: "0.3",
    says: "tells the teaching team of a problem, in a private channel of theirs, with what the screen was; at most 20 in a day",
  },
  mine: {
    method: "GET",
    path: "/workspaces/:workspace/problems/mine",
    needs: { workspace: "readWorkspace" },
    answer: Problems,
    rate: { account: "search" },
    since: "0.3",
    says: "problems that I told of, newest first, and what became of them",
  },
  list: {
    method: "GET",
    path: "/workspaces/:workspace/problems",
    needs: { workspace: "handleProblems" },
    answer: Problems,
    rate: { account: "search" },
    since: "0.3",
    says: "problems that were told of in the class, at most the newest 200, those that are not solved first; for its teaching team",
  },
  edit: {
    method: "PATCH",
    path: "/workspaces/:workspace/problems/:problem",
    needs: { workspace: "handleProblems" },
    body: EditProblemBody,
    answer: () => v.object({ problem: ProblemSchema }),
    rate: { account: "class" },
    since: "0.3",
    says: "what became of it, with an answer; its reporter is told",
  },
} as const satisfies Record<string, Row>;
