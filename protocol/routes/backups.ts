/** The backups of a class, for its owners to see; who runs PLACE brings one back (docs/backups.md). */
import { BackupsSchema } from "../backups.ts";
import type { Row } from "./route.ts";

const OWNER = { workspace: "exportClass" } as const;

export const backups = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/backups",
    needs: OWNER,
    answer: () => BackupsSchema,
    since: "0.3",
    says: "the backups that are kept, the newest first, and the one that is being made",
  },
  make: {
    method: "POST",
    path: "/workspaces/:workspace/backups",
    needs: OWNER,
    answer: () => BackupsSchema,
    rate: { account: "class" },
    since: "0.3",
    says: "begins one now; one that is being made goes on",
  },
} as const satisfies Record<string, Row>;
