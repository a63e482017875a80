/** What was done in a class by those who may do more than others. */
import { AuditPageSchema, AuditQuery } from "../audit.ts";
import type { Row } from "./route.ts";

export const audit = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/audit",
    needs: { workspace: "readAudit" },
    query: AuditQuery,
    answer: () => AuditPageSchema,
    since: "0.3",
    says: "acts of power in the class, the newest first, by what was done, by whom and to whom; for its teachers and owners",
  },
} as const satisfies Record<string, Row>;
