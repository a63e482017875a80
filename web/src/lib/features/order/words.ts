/** What reasons and outcomes of reports are called. */
import { t } from "#texts/order";
import type { ReportOutcome, ReportReason } from "../../../../../protocol/reports.ts";

export const REASON_NAMES: Record<ReportReason, string> = {
  insult: t.insult,
  harassment: t.harassment,
  spam: t.spam,
  cheating: t.cheating,
  private: t.private,
  danger: t.danger,
  other: t.other,
};
export const OUTCOME_NAMES: Record<ReportOutcome, string> = {
  removed: t.removed,
  muted: t.muted,
  putOut: t.putOut,
  talked: t.talked,
  nothing: t.nothing,
};
