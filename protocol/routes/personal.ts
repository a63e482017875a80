/** What is mine alone: drafts, saved messages, the inbox of mentions, and how far I have read. */
import * as v from "valibot";
import { MissedQuery, MissedSchema } from "../missed.ts";
import {
  CheckpointSchema,
  DraftBody,
  DraftSchema,
  DropDraftQuery,
  MentionSchema,
  MentionsQuery,
  SaveBody,
  SavedMarkSchema,
  SavedMessageSchema,
} from "../personal.ts";
import { SeqParam, type Row } from "./route.ts";

/** What the server has now, and when it was typed, ms. `body`: where that is something else than was sent. */
const StoredDraft = () => v.object({ at: v.number(), body: v.optional(v.string()) });

export const personal = {
  drafts: {
    method: "GET",
    path: "/workspaces/:workspace/drafts",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ drafts: v.array(DraftSchema) }),
    since: "0.1",
    says: "newest first",
  },
  keepDraft: {
    method: "PUT",
    path: "/channels/:channel/draft",
    needs: { channel: "readChannel" },
    body: DraftBody,
    answer: StoredDraft,
    rate: { account: "draft" },
    since: "0.1",
    says: "with `body` where something else was typed later, which stands",
  },
  dropDraft: {
    method: "DELETE",
    path: "/channels/:channel/draft",
    needs: { channel: "readChannel" },
    query: DropDraftQuery,
    answer: StoredDraft,
    rate: { account: "draft" },
    since: "0.1",
    says: "with `body` where something was typed later, which stands",
  },
  saved: {
    method: "GET",
    path: "/workspaces/:workspace/saved",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ saved: v.array(SavedMessageSchema) }),
    since: "0.1",
    says: "with their messages, newest first; those that I may no longer read are left out",
  },
  save: {
    method: "PUT",
    path: "/channels/:channel/messages/:seq/saved",
    needs: { channel: "readChannel" },
    params: { seq: SeqParam },
    body: SaveBody,
    answer: () => v.object({ saved: SavedMarkSchema }),
    rate: { account: "saved" },
    since: "0.1",
    says: "for me alone; again, to change the note",
  },
  unsave: {
    method: "DELETE",
    path: "/channels/:channel/messages/:seq/saved",
    needs: { channel: "readChannel" },
    params: { seq: SeqParam },
    answer: "nothing",
    rate: { account: "saved" },
    since: "0.1",
    says: "saved no more",
  },
  mentions: {
    method: "GET",
    path: "/workspaces/:workspace/mentions",
    needs: { workspace: "readWorkspace" },
    query: MentionsQuery,
    answer: () => v.object({ mentions: v.array(MentionSchema), reachedEnd: v.boolean() }),
    since: "0.1",
    says: "messages that name me, newest first, 50 at once; `before`: the `at` of the last one",
  },
  checkpoints: {
    method: "GET",
    path: "/workspaces/:workspace/checkpoints",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ checkpoints: v.array(CheckpointSchema) }),
    since: "0.2",
    says: "checkpoints in all channels that I am in, newest first, at most 500",
  },
  missed: {
    method: "GET",
    path: "/workspaces/:workspace/missed",
    needs: { workspace: "readWorkspace" },
    query: MissedQuery,
    answer: () => MissedSchema,
    rate: { account: "search" },
    since: "0.2",
    says: "what there was since `since`, ms since 1970, in channels that I am in: threads that I follow, messages that name me, those with at least three reactions, pins and checkpoints",
  },
  readAll: {
    method: "POST",
    path: "/workspaces/:workspace/read-all",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ reads: v.record(v.string(), v.number()) }),
    rate: { account: "membership" },
    since: "0.1",
    says: "channel to how far I have read now, of those that had something new",
  },
} as const satisfies Record<string, Row>;
