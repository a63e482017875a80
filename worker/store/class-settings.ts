/** What a class is set to, beside what has columns of its own: kept in its row's `meta`. */
import type { WorkspaceRow } from "./db.ts";

type Meta = WorkspaceRow["meta"];

/** Whether links get cards of the pages behind them: where nothing is said, they do. */
export const showsLinkCards = (meta: Meta): boolean => meta?.["linkCards"] !== false;
/** Whether students may make tasks of messages: where nothing is said, the teaching team alone does. */
export const hasStudentTasks = (meta: Meta): boolean => meta?.["studentTasks"] === true;
/** Whether the teaching team sees how the class goes: where nothing is said, it does. */
export const hasInsights = (meta: Meta): boolean => meta?.["insights"] !== false;
/** Whether its teaching team needs a second factor: where nothing is said, it does not. */
export const asksForFactor = (meta: Meta): boolean => meta?.["secondFactor"] === true;

/** When the class was brought back from a backup the last time, ms since 1970: `restore` writes it (tools/place/backup/read.ts). */
export function restoredAtOf(meta: Meta): number | undefined {
  const at = meta?.["restoredAt"];
  return typeof at === "number" ? at : undefined;
}

export const settingsOf = (meta: Meta) => ({
  linkCards: showsLinkCards(meta),
  studentTasks: hasStudentTasks(meta),
  insights: hasInsights(meta),
  secondFactor: asksForFactor(meta),
});
