/**
 * What people may do: the only place that decides. `decide` is the table, pure, and tested cell by cell. `enterWorkspace`,
 * `approachChannel` and `permitIn…` turn a caller into a proof; store functions that write take a proof and nothing else, so a
 * forgotten check does not compile. What one may not see is "not found", on every path.
 */
import type { RefusalCode, Role, Settings } from "../protocol/index.ts";
import { signedIn, type Caller } from "./identity/caller.ts";
import { Refused } from "./refused.ts";
import type { Db } from "./store/db.ts";
import { standingInChannel, standingInWorkspace, type ChannelStanding, type Standing } from "./store/standing.ts";

export type WorkspaceAction =
  | "readWorkspace"
  | "editWorkspace"
  | "invite"
  | "importHistory"
  | "changeRole"
  | "removeMember"
  | "editOwnProfile"
  | "leaveWorkspace"
  | "createPublicChannel"
  | "createPrivateChannel"
  | "createDefaultChannel"
  | "createAnnouncementChannel"
  | "startDirect"
  | "startGroup"
  | "editOwnSettings"
  | "addEmoji"
  | "removeEmoji";
export type ChannelAction =
  | "readChannel"
  | "post"
  | "editMessage"
  | "deleteMessage"
  | "react"
  | "vote"
  | "pin"
  | "setCheckpoint"
  | "managePoll"
  | "readVersions"
  | "joinChannel"
  | "leaveChannel"
  | "startThread"
  | "followThread"
  | "editChannel"
  | "editChannelRules"
  | "archiveChannel"
  | "addToChannel"
  | "removeFromChannel"
  | "renameGroup"
  | "reachMany"
  | "editOwnMembership";
export type Action = WorkspaceAction | ChannelAction;

/** The person, as far as decisions go. */
export interface Actor {
  role: Role;
  mutedUntil: number | null;
}
/** The channel, as far as decisions go. */
export interface Place {
  kind: "public" | "private" | "dm" | "group" | "thread";
  /** Of a thread: what its parent is. A thread is as open, as archived and as muted as its parent; everybody in it may write. */
  parentKind?: Place["kind"];
  posting: "all" | "staff";
  isDefault: boolean;
  archived: boolean;
  /** Is the actor a member of it? */
  inside: boolean;
  /** Did the actor make it? */
  creator: boolean;
  /** More people than REACH_FREELY_MAX in a public channel. */
  isLarge?: boolean;
  /** Of a direct message: why the other one is not written to. */
  closed?: Closed | null;
}
/** One sentence for who left, who takes none, and who blocked me: a block is not told. */
export type Closed = "no_direct" | "blocking";
/** Whom or what the action is done to. */
export interface Target {
  isAuthor?: boolean;
  role?: Role;
  newRole?: Role;
  /** Has the workspace an owner beside the actor? */
  otherOwner?: boolean;
  /** Why they are not written to. */
  closed?: Closed | null;
}

const RANK: Record<Role, number> = { guest: 0, student: 1, ta: 2, teacher: 3, owner: 4 };
const isStaff = (role: Role) => RANK[role] >= RANK.ta;
const isLead = (role: Role) => RANK[role] >= RANK.teacher;
/** A name, a topic and an invitation are words too: who may not write may not write those. */
const isMuted = (actor: Actor, now: number) => actor.mutedUntil !== null && actor.mutedUntil > now;
const when = (allowed: boolean, otherwise: RefusalCode = "forbidden"): RefusalCode | null =>
  allowed ? null : otherwise;

/** A thread has no members, name or rules of its own, and no threads. */
const OF_CHANNELS_ONLY = new Set<ChannelAction>([
  "joinChannel",
  "leaveChannel",
  "startThread",
  "renameGroup",
  "editChannel",
  "editChannelRules",
  "archiveChannel",
  "addToChannel",
  "removeFromChannel",
]);

/** Null: allowed. Otherwise the code to refuse with. `now` in milliseconds. */
export function decideInWorkspace(
  action: WorkspaceAction,
  actor: Actor,
  target: Target = {},
  now = Date.now(),
): RefusalCode | null {
  const { role } = actor;
  switch (action) {
    case "readWorkspace":
    case "editOwnProfile":
    case "editOwnSettings":
      return null;
    case "leaveWorkspace":
      return when(role !== "owner" || target.otherOwner === true, "last_owner");
    case "editWorkspace":
    case "invite":
    case "importHistory":
      return when(isLead(role));
    case "changeRole": {
      // Nobody hands out, or takes away, more than they hold; guests stay guests.
      const held = target.role ?? "student";
      const wanted = target.newRole ?? "student";
      if (held === "guest" || wanted === "guest") return "forbidden";
      return when(role === "owner" || (role === "teacher" && RANK[held] < RANK.teacher && RANK[wanted] < RANK.teacher));
    }
    case "removeMember":
      return when(isLead(role) && RANK[target.role ?? "student"] < RANK[role]);
    case "createDefaultChannel":
      return when(isLead(role)) ?? when(!isMuted(actor, now), "muted");
    case "createPublicChannel":
    case "createAnnouncementChannel":
      return when(isStaff(role)) ?? when(!isMuted(actor, now), "muted");
    case "createPrivateChannel":
      return when(role !== "guest") ?? when(!isMuted(actor, now), "muted");
    case "addEmoji":
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

export function decideInChannel(
  action: ChannelAction,
  actor: Actor,
  place: Place,
  target: Target = {},
  now = Date.now(),
): RefusalCode | null {
  const { role } = actor;
  const home = place.parentKind ?? place.kind;
  const isDirect = home === "dm" || home === "group";
  const isThread = place.kind === "thread";
  if (!place.inside && (action !== "joinChannel" || place.kind !== "public")) {
    // A public channel shows its name to the workspace, so an outsider is told to join; every other one is not there.
    return place.kind === "public" && action !== "readChannel" ? "forbidden" : "not_found";
  }
  if (isThread && OF_CHANNELS_ONLY.has(action)) return "forbidden";
  // An open channel is the class's: who made it as one of the teaching team runs it for as long as they are.
  const runs = !isDirect && (isStaff(role) || (place.creator && place.kind === "private")) && role !== "guest";
  switch (action) {
    case "readChannel":
    case "editOwnMembership":
      return null;
    case "joinChannel":
      return when(!place.archived, "archived");
    case "followThread":
      return when(isThread);
    case "startThread":
      if (place.archived) return "archived";
      return when(!isMuted(actor, now), "muted") ?? place.closed ?? null;
    case "post":
    case "editMessage":
      if (action === "editMessage" && !target.isAuthor) return "forbidden";
      if (place.archived) return "archived";
      if (isMuted(actor, now)) return "muted";
      return place.closed ?? when(place.posting === "all" || isStaff(role), "read_only");
    case "deleteMessage":
      // Somebody muted may still take back their own words.
      if (place.archived && !isStaff(role)) return "archived";
      return when(target.isAuthor === true || (isStaff(role) && !isDirect));
    case "react":
    case "vote":
      // Where only the teaching team writes, everybody may still answer with a hand.
      if (place.archived) return "archived";
      return when(!isMuted(actor, now), "muted") ?? place.closed ?? null;
    case "reachMany":
      return when(home !== "public" || isStaff(role) || place.isLarge !== true);
    case "pin":
      return place.archived ? "archived" : (place.closed ?? when(isDirect || runs));
    case "readVersions":
      return when(target.isAuthor === true || (isStaff(role) && !isDirect));
    case "setCheckpoint":
      return place.archived ? "archived" : when(!isDirect && isStaff(role));
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
    case "editChannelRules":
      return when(!isDirect && isStaff(role));
    case "addToChannel":
      if (place.kind === "group") return when(!isMuted(actor, now), "muted") ?? target.closed ?? null;
      if (isDirect || role === "guest") return "forbidden";
      if (place.kind !== "public" && !runs) return "forbidden";
      return when(!place.archived, "archived") ?? when(!isMuted(actor, now), "muted");
    case "removeFromChannel":
      // Nobody puts out somebody who holds more.
      if (!runs || RANK[target.role ?? "student"] > RANK[role]) return "forbidden";
      return when(!place.isDefault, "default_channel");
  }
}

/** How somebody stands to the one whom they would write to. */
export interface Toward {
  /** I blocked them. */
  blocks: boolean;
  /** They blocked me. */
  blocked: boolean;
  /** They left, or never had an account here. */
  gone: boolean;
  directFrom: Settings["directFrom"];
}
/** Null: they can be written to, or there is nobody else in it. */
export function closedBy(toward: Toward | null, role: Role): Closed | null {
  if (toward === null) return null;
  if (toward.blocks) return "blocking";
  const takesNone = toward.gone || toward.blocked || (toward.directFrom === "staff" && !isStaff(role));
  return takesNone ? "no_direct" : null;
}

declare const granted: unique symbol;
/** Proof that the action was decided and allowed. Only this file makes one. */
export type Permit<A extends Action> = (A extends ChannelAction ? ChannelStanding : Standing) & {
  readonly [granted]: A;
};

/** The caller's place in a workspace, or "not found". */
export async function enterWorkspace(db: Db, caller: Caller | null, workspaceId: string): Promise<Standing> {
  const standing = await standingInWorkspace(db, signedIn(caller).user.no, workspaceId);
  if (!standing) throw new Refused("not_found");
  return standing;
}

/** The caller's place before a channel, or "not found" where they may not know that it exists. */
export async function approachChannel(db: Db, caller: Caller | null, channelId: string): Promise<ChannelStanding> {
  return approached(await standingInChannel(db, signedIn(caller).user.no, channelId));
}

/** The same for a place that was looked up together with the caller. */
export function approached(standing: ChannelStanding | undefined): ChannelStanding {
  if (!standing || (!standing.membership && standing.channel.kind !== "public")) throw new Refused("not_found");
  return standing;
}

/** @throws Refused when the table says no. */
export function permitInWorkspace<A extends WorkspaceAction>(
  action: A,
  standing: Standing,
  target?: Target,
): Permit<A> {
  const code = decideInWorkspace(action, standing.member, target);
  if (code) throw new Refused(code);
  return standing as Permit<A>;
}

/** @throws Refused when the table says no. */
export function permitInChannel<A extends ChannelAction>(
  action: A,
  standing: ChannelStanding,
  target?: Target,
): Permit<A> {
  const code = decideInChannel(action, standing.member, placeOf(standing), target);
  if (code) throw new Refused(code);
  return standing as Permit<A>;
}

export function placeOf(standing: ChannelStanding): Place {
  const { channel, member, membership, parent, toward, isLarge } = standing;
  return {
    kind: channel.kind,
    ...(parent && { parentKind: parent.kind }),
    posting: channel.posting,
    isDefault: channel.isDefault,
    archived: channel.archivedAt !== null,
    inside: membership !== null,
    creator: channel.createdBy === member.no,
    isLarge,
    closed: closedBy(toward, member.role),
  };
}
