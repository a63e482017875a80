/**
 * The tables of D1, the system of record. Small integers (`no`) join rows and never leave the database; what people and
 * addresses see is `id`, random. No cascades: D1 empties children silently when a table is rebuilt.
 *
 * `sessions`, `memberships`, `mentions`, `blocks`, `drafts`, `saved`, `emoji`, `known_devices`, `guest_counts`, `searches`, `recovery_codes`, `join_requests`, `kept_answers` and `provider_links` are WITHOUT ROWID in the migration (drizzle cannot say so): one row written each.
 */
export * from "./tables/accounts.ts";
export * from "./tables/workspaces.ts";
export * from "./tables/channels.ts";
export * from "./tables/messages.ts";
export * from "./tables/personal.ts";
export * from "./tables/widgets.ts";
export * from "./tables/programs.ts";
export * from "./tables/push.ts";
export * from "./tables/ways-in.ts";
export * from "./tables/coming-in.ts";
export * from "./tables/audit.ts";
export * from "./tables/problems.ts";
export * from "./tables/erasures.ts";
export * from "./tables/reports.ts";
export * from "./tables/kept-answers.ts";
