/**
 * Who may do what: the one table of PLACE, pure functions over (actor, place, target). The worker enforces it (worker/access.ts, and
 * the rooms), the page offers by it (client/permissions.ts), so that nobody is offered what is refused, or refused what is offered.
 */
import { whatIsLeft } from "./left-to-do.ts";
import { isLead, isStaff, RANK } from "./ranks.ts";
export { closedBy, type DirectRelation } from "./closed-by.ts";
export { isStaff } from "./ranks.ts";
import type { Message } from "./messages.ts";
import type { RefusalCode } from "./refusals.ts";
import {
  MESSAGE_ACTIONS,
  type Action,
  type Actor,
  type ChannelAction,
  type Place,
  type Target,
  type Visit,
  type WorkspaceAction,
} from "./permission-terms.ts";
export * from "./permission-terms.ts";

/** A name, a topic and an invitation are words too: who may not write may not write those. */
const isMuted = (actor: Actor, now: number) => actor.mutedUntil !== null && actor.mutedUntil > now;
const when = (allowed: boolean, otherwise: RefusalCode = "forbidden"): RefusalCode | null =>
  allowed ? null : otherwise;

/** A thread has no members, name or rules of its own, and no threads. */
const OF_CHANNELS_ONLY = new Set<ChannelAction>([
  "joinChannel",
  "leaveChannel",
  "startThread",
  "openThread",
  "renameGroup",
  "editChannel",
  "editChannelRules",
  "archiveChannel",
  "addToChannel",
  "removeFromChannel",
  "manageWidget",
  "manageHooks",
  "showOnWeb",
  "setKeeping",
]);

/** Null: allowed. Otherwise the code to refuse with. `now` in milliseconds. */
export function decideInWorkspace(
  action: WorkspaceAction,
  actor: Actor,
  target: Target = {},
  now = Date.now(),
): RefusalCode | null {
  return whatIsLeft(action, actor, (as) => decideAsMember(action, as, target, now));
}

function decideAsMember(action: WorkspaceAction, actor: Actor, target: Target, now: number): RefusalCode | null {
  const { role, scope } = actor;
  if (scope?.allows(action, target) === false) return "forbidden";
  switch (action) {
    case "readWorkspace":
    case "editOwnProfile":
    case "editOwnSettings":
      return null;
    case "leaveWorkspace":
      return when(role !== "owner" || target.otherOwner === true, "last_owner");
    case "editWorkspace":
    case "readAudit":
    case "invite":
    case "importHistory":
    // What strangers read is decided by who answers for the class.
    case "manageWidgets":
    case "editHeldWords":
      return when(isLead(role));
    case "exportClass":
      return when(role === "owner");
    case "moderateVisitors":
      // Of whom it is asked: of guests alone.
      return when(isStaff(role) && (target.role ?? "guest") === "guest");
    case "changeRole": {
      // Nobody hands out, or takes away, more than they hold; guests stay guests.
      const held = target.role ?? "student";
      const wanted = target.newRole ?? "student";
      if (held === "guest" || wanted === "guest") return "forbidden";
      if (target.isSelf && role === "owner" && wanted !== "owner" && !target.otherOwner) return "last_owner";
      return when(role === "owner" || (role === "teacher" && RANK[held] < RANK.teacher && RANK[wanted] < RANK.teacher));
    }
    case "removeMember":
    case "banMember":
      return when(isLead(role) && RANK[target.role ?? "student"] < RANK[role]);
    case "makeSignInLink":
      // It opens the whole account: nobody makes one for who holds as much, but owners for owners. A guest's account ends with the week.
      return when(
        isStaff(role) &&
          target.isSelf !== true &&
          target.role !== "guest" &&
          RANK[target.role ?? "student"] < RANK[role] + Number(role === "owner"),
      );
    case "muteMember":
      return when(isStaff(role) && target.isSelf !== true && RANK[target.role ?? "student"] < RANK[role]);
    case "report":
      // Who was muted may still ask for help.
      return when(target.isSelf !== true);
    case "switchInsights":
    case "demandSecondFactor":
      return when(role === "owner");
    case "readInsights":
    case "readStatus":
    case "handleProblems":
    case "liftBan":
    case "letIn":
    case "decideClaims":
    case "manageBots":
    case "decideReports":
      return when(isStaff(role));
    case "deleteWorkspace":
    case "archiveWorkspace":
      return when(role === "owner");
    case "createDefaultChannel":
      return when(isLead(role)) ?? when(!isMuted(actor, now), "muted");
    case "createPublicChannel":
    case "createAnnouncementChannel":
    // Words of the class that everybody's searches go by.
    case "editSynonyms":
      return when(isStaff(role)) ?? when(!isMuted(actor, now), "muted");
    case "createPrivateChannel":
    case "addEmoji":
    case "claimPerson":
      return when(role !== "guest") ?? when(!isMuted(actor, now), "muted");
    case "removeEmoji":
      // Who was muted since may still take back their own.
      return when(isStaff(role) || (target.isAuthor === true && role !== "guest"));
    case "startDirect":
      return target.closed ?? null;
    case "startGroup":
      return when(!isMuted(actor, now), "muted") ?? target.closed ?? null;
  }
}

/** A tombstone takes none of it. */
const ON_MESSAGES: ReadonlySet<ChannelAction> = new Set(MESSAGE_ACTIONS);

/** Null: allowed. Otherwise the code to refuse with. `now` in milliseconds. */
export function decideInChannel(
  action: ChannelAction,
  actor: Actor,
  place: Place,
  target: Target = {},
  now = Date.now(),
): RefusalCode | null {
  return whatIsLeft(action, actor, (as) => decideBefore(action, as, place, target, now));
}

function decideBefore(
  action: ChannelAction,
  actor: Actor,
  place: Place,
  target: Target,
  now: number,
): RefusalCode | null {
  if (!place.inside && (action !== "joinChannel" || place.kind !== "public")) {
    // A public channel shows its name to the workspace, so an outsider is told to join; every other one is not there.
    return place.kind === "public" && action !== "readChannel" ? "forbidden" : "not_found";
  }
  if (place.kind === "thread" && OF_CHANNELS_ONLY.has(action)) return "forbidden";
  const kept = actor.visit ? decideForVisitor(action, actor.visit, target) : null;
  if (kept) return kept;
  if (actor.scope?.allows(action, target) === false) return "forbidden";
  // A thread that is there is read like its channel, whatever became of the message.
  if (action === "openThread")
    return target.hasThread ? null : decideInChannel("startThread", actor, place, target, now);
  const code = decideInside(action, actor, place, target, now);
  return code ?? (target.isDeleted && ON_MESSAGES.has(action) ? "deleted" : null);
}

/** What visitors of a widget do at most: read, and where it is open to them write, of their own. */
const READ_BY_VISITORS = new Set<ChannelAction>(["readChannel", "openThread"]);
const WRITTEN_BY_VISITORS = new Set<ChannelAction>(["post", "react", "vote", "addPollOption", "startThread"]);
const OWN_OF_VISITORS = new Set<ChannelAction>(["editMessage", "deleteMessage"]);

/** Words that would be seen at once. */
const UNHELD = new Set<ChannelAction>(["editMessage", "addPollOption"]);

function decideForVisitor(action: ChannelAction, { writes, holds }: Visit, target: Target): RefusalCode | null {
  if (READ_BY_VISITORS.has(action)) return null;
  if (holds && UNHELD.has(action)) return "forbidden";
  const isTheirs = WRITTEN_BY_VISITORS.has(action) || (OWN_OF_VISITORS.has(action) && target.isAuthor === true);
  return isTheirs ? when(writes, "read_only_here") : "forbidden";
}

function decideInside(
  action: Exclude<ChannelAction, "openThread">,
  actor: Actor,
  place: Place,
  target: Target,
  now: number,
): RefusalCode | null {
  const { role } = actor;
  const home = place.parentKind ?? place.kind;
  const isDirect = home === "dm" || home === "group";
  // An open channel is the class's: who made it as one of the teaching team runs it for as long as they are.
  const runs = !isDirect && (isStaff(role) || (place.creator && place.kind === "private")) && role !== "guest";
  switch (action) {
    case "readChannel":
    case "editOwnMembership":
      return null;
    case "joinChannel":
      return when(!place.archived, "archived");
    case "followThread":
      return when(place.kind === "thread");
    case "startThread":
      if (place.archived) return "archived";
      return when(!isMuted(actor, now), "muted") ?? place.closed ?? null;
    case "post":
    case "editMessage":
      if (action === "editMessage" && (!target.isAuthor || target.isPoll || target.isCopy)) return "forbidden";
      if (place.archived) return "archived";
      if (isMuted(actor, now)) return "muted";
      if (place.locked && !isStaff(role)) return "locked";
      if (action === "editMessage" && place.holds && !isStaff(role)) return "forbidden";
      return place.closed ?? when(place.posting === "all" || isStaff(role), "read_only");
    case "deleteMessage":
      // Somebody muted may still take back their own words.
      if (actor.classArchived === true && !isStaff(role)) return "class_archived";
      if (place.archived && !isStaff(role)) return "archived";
      return when(target.isAuthor === true || (isStaff(role) && !isDirect));
    case "react":
    case "vote":
    case "addPollOption":
      // Where only the teaching team writes, everybody may still answer with a hand.
      if (place.archived) return "archived";
      if (isMuted(actor, now)) return "muted";
      if (action !== "addPollOption") return place.closed ?? null;
      // An option is words of its writer's.
      return (
        place.closed ??
        when(target.isAuthor === true || target.isOpenPoll === true) ??
        (isStaff(role) ? null : place.locked ? "locked" : when(!place.holds))
      );
    case "reachMany":
      return when(home !== "public" || isStaff(role) || place.isLarge !== true);
    case "pin":
      return place.archived ? "archived" : (place.closed ?? when(isDirect || runs));
    case "readVersions":
      return when(target.isAuthor === true || (isStaff(role) && !isDirect));
    case "lockThread":
      return place.archived ? "archived" : when(place.kind === "thread" && !isDirect && isStaff(role));
    case "setCheckpoint":
    case "moveMessages":
      return place.archived ? "archived" : when(!isDirect && isStaff(role));
    case "makeTask":
    case "finishTask":
      // What is a matter of two people is no task of the class.
      if (isDirect) return "forbidden";
      if (place.archived) return "archived";
      if (isMuted(actor, now)) return "muted";
      return when(
        isStaff(role) ||
          (role !== "guest" && (target.task === "made" || target.task === (action === "makeTask" ? "free" : "given"))),
      );
    case "managePoll":
      return when(target.isAuthor === true || (isStaff(role) && !isDirect));
    case "leaveChannel":
      return place.kind === "dm" ? "forbidden" : when(!place.isDefault, "default_channel");
    case "renameGroup":
      return when(place.kind === "group") ?? when(!isMuted(actor, now), "muted");
    case "editChannel":
      return when(runs) ?? when(!isMuted(actor, now), "muted");
    case "archiveChannel":
      return when(runs);
    case "manageWidget":
      return when(!isDirect && isLead(role));
    case "showOnWeb":
      // What people wrote for each other is never opened to everybody.
      return when(place.kind === "public" && isLead(role));
    case "setKeeping":
      // It takes out what everybody wrote. What is said in direct messages is between those who said it.
      return when(!isDirect && role === "owner");
    case "editChannelRules":
    case "manageHooks":
      return when(!isDirect && isStaff(role));
    case "addToChannel":
      if (place.kind === "group") return when(!isMuted(actor, now), "muted") ?? target.closed ?? null;
      if (isDirect || role === "guest") return "forbidden";
      if (place.kind !== "public" && !runs) return "forbidden";
      // Everybody is in it already.
      if (place.isDefault) return "default_channel";
      return when(!place.archived, "archived") ?? when(!isMuted(actor, now), "muted");
    case "removeFromChannel":
      // Nobody puts out somebody who holds more.
      if (!runs || RANK[target.role ?? "student"] > RANK[role]) return "forbidden";
      return when(!place.isDefault, "default_channel");
  }
}

/** What the table asks of a message. @param me public member id of the actor */
export function targetOf(
  { author, deletedAt, meta }: Pick<Message, "author" | "deletedAt" | "meta">,
  me: string,
): Target {
  return {
    isAuthor: author === me,
    isDeleted: deletedAt !== undefined,
    isPoll: meta?.poll !== undefined,
    isOpenPoll: meta?.poll?.open === true,
    isCopy: meta?.fromThread !== undefined,
    hasThread: meta?.thread !== undefined || meta?.fromThread !== undefined,
  };
}

/**
 * Null: allowed. Otherwise the code to refuse with. `place` null: the workspace itself, where an action of channels finds nothing: the
 * table of the workspace has no such row, which is known without a list of all actions in each page. `now` in milliseconds.
 */
export function decide(
  action: Action,
  actor: Actor,
  place: Place | null,
  target: Target = {},
  now = Date.now(),
): RefusalCode | null {
  if (place !== null) return decideInChannel(action as ChannelAction, actor, place, target, now);
  const code: RefusalCode | null | undefined = decideInWorkspace(action as WorkspaceAction, actor, target, now);
  return code === undefined ? "not_found" : code;
}
