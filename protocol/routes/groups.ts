/** Group messages: making one, and its name. Adding and leaving are as for every channel. */
import * as v from "valibot";
import { ChannelSchema, CreateGroupBody, GroupNameBody, MyChannelSchema } from "../channels.ts";
import type { Row } from "./route.ts";

export const groups = {
  create: {
    method: "POST",
    path: "/workspaces/:workspace/groups",
    needs: { workspace: "startGroup" },
    body: CreateGroupBody,
    order: ["body", "permit"],
    answer: () => v.object({ channel: MyChannelSchema }),
    status: 201,
    rate: { account: "channel" },
    since: "0.1",
    says: "a new group of me and these, each time; who is added later reads all of it",
  },
  rename: {
    method: "PUT",
    path: "/channels/:channel/name",
    needs: { channel: "renameGroup" },
    body: GroupNameBody,
    order: ["body", "rate", "permit"],
    answer: () => v.object({ channel: ChannelSchema }),
    rate: { account: "channel" },
    since: "0.1",
    says: "of a group; empty: named by its members",
  },
} as const satisfies Record<string, Row>;
