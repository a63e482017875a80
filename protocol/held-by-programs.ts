/** What programs may do at most: read beside the table of permissions by whoever meets programs, which the page's first load does not. */
import type { Action, ScopeRule, Target } from "./permission-terms.ts";
import { SCOPES, type Scope } from "./scopes.ts";

/** What programs do: each scope has this beside what those before it have. What stands nowhere here is for people. */
const OF_PROGRAMS: Record<Scope, ReadonlySet<Action>> = {
  read: new Set(["readWorkspace", "readChannel", "openThread", "readVersions"]),
  write: new Set(["post", "editMessage", "deleteMessage", "react", "vote", "addPollOption", "startThread"]),
  manage: new Set([
    "pin",
    "setCheckpoint",
    "managePoll",
    "reachMany",
    "createPublicChannel",
    "createAnnouncementChannel",
    "editChannel",
    "editChannelRules",
    "archiveChannel",
    "addToChannel",
    "removeFromChannel",
  ]),
};

/** Whether a program of this scope may do that at all; then its role decides. */
function isInScope(action: Action, scope: Scope, target: Target): boolean {
  // Of others, messages are taken out by who manages.
  const needed = action === "deleteMessage" && target.isAuthor !== true ? "manage" : "read";
  const held = SCOPES.slice(0, SCOPES.indexOf(scope) + 1);
  return held.includes(needed) && held.some((each) => OF_PROGRAMS[each].has(action));
}

/** For an actor: what a program of this scope may do at most. Null: a person, whose role alone decides. */
export const heldBy = (scope: Scope | null | undefined): ScopeRule | null =>
  scope ? { allows: (action, target) => isInScope(action, scope, target) } : null;
