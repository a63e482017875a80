/** A member is joined with the person of an import: asked by the member, confirmed by the teaching team, undone within a week. */
import * as v from "valibot";
import {
  ClaimBody,
  DecideClaimBody,
  ImportedPersonSchema,
  ImportedQuery,
  MyClaimSchema,
  TeamClaimSchema,
} from "../claims.ts";
import type { Row } from "./route.ts";

export const claims = {
  ask: {
    method: "POST",
    path: "/workspaces/:workspace/claims",
    needs: { workspace: "claimPerson" },
    body: ClaimBody,
    answer: () => v.object({ claim: MyClaimSchema }),
    status: 201,
    rate: { account: "report" },
    since: "0.5",
    says: "“that was me”, of somebody whom an import brought; nothing opens before the teaching team confirms it. Asked twice it is one",
  },
  mine: {
    method: "GET",
    path: "/workspaces/:workspace/claims/mine",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ claims: v.array(MyClaimSchema) }),
    since: "0.5",
    says: "whom I said I was, and what became of it, the newest first",
  },
  list: {
    method: "GET",
    path: "/workspaces/:workspace/claims",
    needs: { workspace: "decideClaims" },
    answer: () => v.object({ claims: v.array(TeamClaimSchema) }),
    since: "0.5",
    says: "those that wait, the oldest first, then those that can still be undone",
  },
  people: {
    method: "GET",
    path: "/workspaces/:workspace/claims/people",
    needs: { workspace: "decideClaims" },
    query: ImportedQuery,
    answer: () => v.object({ people: v.array(ImportedPersonSchema) }),
    since: "0.5",
    says: "people whom imports brought and whom nobody was found to be, by a part of their name or handle",
  },
  decide: {
    method: "POST",
    path: "/workspaces/:workspace/claims/:claim/decision",
    needs: { workspace: "decideClaims" },
    body: DecideClaimBody,
    answer: () => v.object({ claim: TeamClaimSchema }),
    rate: { account: "people" },
    since: "0.5",
    says: "old messages and mentions are the member's from now on, and closed conversations open to them; decided once, and by nobody of themselves",
  },
  undo: {
    method: "POST",
    path: "/workspaces/:workspace/claims/:claim/undo",
    needs: { workspace: "readWorkspace" },
    answer: "nothing",
    rate: { account: "people" },
    since: "0.5",
    says: "by the one who asked, or by the teaching team, for a week: what opened closes again. One that waits is taken back by whoever asked",
  },
} as const satisfies Record<string, Row>;
