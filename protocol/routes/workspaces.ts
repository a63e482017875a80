/** A class: making one, seeing it, its name, its join code, leaving it. */
import * as v from "valibot";
import { BootstrapSchema } from "../channels.ts";
import { OpeningQuery, OpeningSchema } from "../opening.ts";
import {
  AccountSchema,
  CreateWorkspaceBody,
  EditWorkspaceBody,
  RecoveryCodesTold,
  WorkspaceSchema,
} from "../people.ts";
import { InsightsSchema } from "../insights.ts";
import type { Row } from "./route.ts";

export const workspaces = {
  create: {
    method: "POST",
    path: "/workspaces",
    needs: "anyone",
    body: CreateWorkspaceBody,
    answer: () => v.object({ workspace: WorkspaceSchema, account: AccountSchema, recoveryCodes: RecoveryCodesTold }),
    status: 201,
    rate: { address: "create" },
    since: "0.1",
    says: "a new class that I own, with a new account or with mine",
  },
  bootstrap: {
    method: "GET",
    path: "/workspaces/:workspace/bootstrap",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    enters: "itself",
    answer: () => BootstrapSchema,
    since: "0.1",
    says: "the one data request of a first paint: who I am here, my channels, the people",
  },
  opening: {
    method: "GET",
    path: "/opening",
    needs: "anyone",
    query: OpeningQuery,
    answer: () => OpeningSchema,
    since: "0.2",
    says: "all that a first look shows in one answer: my account, a class of mine, the newest page of a channel in it",
  },
  edit: {
    method: "PATCH",
    path: "/workspaces/:workspace",
    needs: { workspace: "editWorkspace" },
    body: EditWorkspaceBody,
    order: ["body", "permit", "rate"],
    answer: () => v.object({ workspace: WorkspaceSchema }),
    rate: { account: "class" },
    since: "0.1",
    says: "the class under another name, with or without cards of the pages that its messages link to, or with another icon: a data URL as of a person's picture, for which there has to be R2",
  },
  icon: {
    method: "GET",
    path: "/workspaces/:workspace/icon/:version",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    answer: "picture",
    since: "0.3",
    says: "the class's picture, for who is in it; the same for ever",
  },
  insights: {
    method: "GET",
    path: "/workspaces/:workspace/insights",
    needs: { workspace: "readInsights" },
    answer: () => v.object({ insights: v.nullable(InsightsSchema) }),
    rate: { account: "class" },
    since: "0.3",
    says: "how the last 28 days went, counted over the channels that I am in, for the teaching team: messages by the hour, channels, people, questions without an answer; null where the class's owner switched it off",
  },
  newJoinCode: {
    method: "POST",
    path: "/workspaces/:workspace/join-code",
    needs: { workspace: "invite" },
    order: ["rate", "permit"],
    answer: () => v.object({ joinCode: v.string() }),
    rate: { account: "class" },
    since: "0.1",
    says: "a new join code; the old one stops",
  },
  stopJoining: {
    method: "DELETE",
    path: "/workspaces/:workspace/join-code",
    needs: { workspace: "invite" },
    order: ["rate", "permit"],
    answer: "nothing",
    rate: { account: "class" },
    since: "0.1",
    says: "nobody joins for now",
  },
  leave: {
    method: "POST",
    path: "/workspaces/:workspace/leave",
    needs: { workspace: "leaveWorkspace" },
    // Whether there is another owner is looked up by the handler.
    order: ["rate"],
    answer: "nothing",
    rate: { account: "class" },
    since: "0.1",
    says: "out of the class, not its last owner",
  },
} as const satisfies Record<string, Row>;
