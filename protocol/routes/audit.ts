/** What was done in a class by those who may do more than others. */
import { AuditFormatParam, AuditPageSchema, AuditQuery } from "../audit.ts";
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
  file: {
    method: "GET",
    path: "/workspaces/:workspace/audit/:format",
    needs: { workspace: "readAudit" },
    params: { format: AuditFormatParam },
    query: AuditQuery,
    answer: "document",
    since: "0.4",
    says: "all of them, or those that a filter leaves, as one file to save, `csv` or `json`, with what people and channels are called now; that it was saved is one of them",
  },
} as const satisfies Record<string, Row>;
