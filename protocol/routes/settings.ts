/** What a member sets for themselves: settings, and whom they blocked. */
import * as v from "valibot";
import { EditSettingsBody, SettingsSchema } from "../settings.ts";
import { PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

const Blocks = () => v.object({ blocks: v.array(PublicIdSchema) });

export const settings = {
  edit: {
    method: "PATCH",
    path: "/workspaces/:workspace/me/settings",
    needs: { workspace: "editOwnSettings" },
    body: EditSettingsBody,
    answer: () => v.object({ settings: SettingsSchema }),
    rate: { account: "profile" },
    since: "0.1",
    says: "what is left out stays as it is",
  },
  block: {
    method: "PUT",
    path: "/workspaces/:workspace/blocks/:member",
    needs: { workspace: "editOwnSettings" },
    answer: Blocks,
    rate: { account: "block" },
    since: "0.1",
    says: "all whom I block; they cannot write to me in direct messages, and do not learn of it",
  },
  unblock: {
    method: "DELETE",
    path: "/workspaces/:workspace/blocks/:member",
    needs: { workspace: "editOwnSettings" },
    answer: Blocks,
    rate: { account: "block" },
    since: "0.1",
    says: "all whom I still block",
  },
} as const satisfies Record<string, Row>;
