/** What the end of a class, and a second factor that is missing, leave of what may be done there. */
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

/**
 * Who may not do it anyway is told that. For everybody else a class that is over is over; and one of the teaching team without the second factor
 * that their class asks for (docs/decisions/0024) has what a student may, and waits for what only their role opens.
 */
export function whatIsLeft(
  action: Action,
  actor: Actor,
  decide: (actor: Actor) => RefusalCode | null,
): RefusalCode | null {
  const code = decide(actor);
  if (code === "not_found" || code === "forbidden") return code;
  if (actor.classArchived && !AFTER_THE_END.has(action)) return "class_archived";
  return !code && actor.lacksFactor && decide({ ...actor, role: "student" }) ? "factor_needed" : code;
}
