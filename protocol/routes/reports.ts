/** Telling the teaching team of somebody else's words, and what becomes of it. */
import * as v from "valibot";
import { DecideReportBody, MyReportSchema, ReportBody, ReportSchema, ReportsQuery } from "../reports.ts";
import type { Row } from "./route.ts";

const DECIDE = { workspace: "decideReports" } as const;

export const reports = {
  make: {
    method: "POST",
    path: "/workspaces/:workspace/reports",
    needs: { workspace: "report" },
    body: ReportBody,
    order: ["permit", "body", "rate"],
    answer: () => v.object({ report: MyReportSchema }),
    status: 201,
    rate: { account: "report" },
    since: "0.4",
    says: "of a message that I can read, as it is now, or of a person; nobody but the teaching team hears of it. The same message twice is one report while the first is open",
  },
  mine: {
    method: "GET",
    path: "/workspaces/:workspace/reports/mine",
    needs: { workspace: "report" },
    answer: () => v.object({ reports: v.array(MyReportSchema) }),
    since: "0.4",
    says: "what I told, and what became of it, the newest first",
  },
  list: {
    method: "GET",
    path: "/workspaces/:workspace/reports",
    needs: DECIDE,
    query: ReportsQuery,
    answer: () => v.object({ reports: v.array(ReportSchema), open: v.number() }),
    since: "0.4",
    says: "those that are open, the oldest first, or (`decided=yes`) those that were decided lately. Of oneself nobody sees any. `open`: how many wait",
  },
  decide: {
    method: "POST",
    path: "/workspaces/:workspace/reports/:report/decision",
    needs: DECIDE,
    body: DecideReportBody,
    answer: () => v.object({ report: ReportSchema }),
    rate: { account: "people" },
    since: "0.4",
    says: "what became of it, and what the one who told it is answered; decided once",
  },
} as const satisfies Record<string, Row>;
