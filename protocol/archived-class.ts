/** What the end of a class leaves of what may be done there. */
import type { Action, Actor } from "./permission-terms.ts";
import type { RefusalCode } from "./refusals.ts";

/** What goes on where the class is over: reading, one's own settings, the way out, and what is done about people. */
const AFTER_THE_END: ReadonlySet<Action> = new Set<Action>([
  "readWorkspace",
  "editOwnProfile",
  "editOwnSettings",
  "leaveWorkspace",
  "readAudit",
  "changeRole",
  "removeMember",
  "banMember",
  "liftBan",
  "makeSignInLink",
  "archiveWorkspace",
  "deleteWorkspace",
  "report",
  "decideReports",
  "decideClaims",
  "muteMember",
  "readInsights",
  "readStatus",
  "handleProblems",
  "readChannel",
  "openThread",
  "readVersions",
  "editOwnMembership",
  "followThread",
  "joinChannel",
  "leaveChannel",
  // Of the teaching team, as in a channel that is archived.
  "deleteMessage",
]);

/** Who may not do it anyway is told that; for everybody else it is over. */
export const unlessOver = (action: Action, { classArchived }: Actor, code: RefusalCode | null): RefusalCode | null =>
  classArchived !== true || AFTER_THE_END.has(action) || code === "not_found" || code === "forbidden"
    ? code
    : "class_archived";
