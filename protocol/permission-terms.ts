/** What permissions are decided over: the actions there are, and what is known of the person, the place and what it is done to. */
import type { Role } from "./people.ts";

export const WORKSPACE_ACTIONS = [
  "readWorkspace",
  "editWorkspace",
  "invite",
  "importHistory",
  "exportClass",
  "changeRole",
  "removeMember",
  "banMember",
  "liftBan",
  "editOwnProfile",
  "leaveWorkspace",
  "createPublicChannel",
  "createPrivateChannel",
  "createDefaultChannel",
  "createAnnouncementChannel",
  "startDirect",
  "startGroup",
  "editOwnSettings",
  "addEmoji",
  "removeEmoji",
  "editSynonyms",
  "manageWidgets",
  "moderateVisitors",
  "manageBots",
  "makeSignInLink",
  "report",
  "decideReports",
  "editHeldWords",
  "muteMember",
  "readAudit",
  "readInsights",
  "readStatus",
  "switchInsights",
  "demandSecondFactor",
  "handleProblems",
  "deleteWorkspace",
  "letIn",
  "claimPerson",
  "decideClaims",
  "archiveWorkspace",
] as const;
export type WorkspaceAction = (typeof WORKSPACE_ACTIONS)[number];
/** What is done to one message. */
export const MESSAGE_ACTIONS = [
  "editMessage",
  "deleteMessage",
  "react",
  "vote",
  "addPollOption",
  "pin",
  "setCheckpoint",
  "managePoll",
  "makeTask",
  "finishTask",
  "readVersions",
  "startThread",
] as const;
export const CHANNEL_ACTIONS = [
  ...MESSAGE_ACTIONS,
  "readChannel",
  "post",
  "joinChannel",
  "leaveChannel",
  "openThread",
  "followThread",
  "editChannel",
  "editChannelRules",
  "archiveChannel",
  "addToChannel",
  "removeFromChannel",
  "renameGroup",
  "reachMany",
  "editOwnMembership",
  "manageWidget",
  "manageHooks",
  "showOnWeb",
  "lockThread",
  "setKeeping",
  "moveMessages",
] as const;
export type ChannelAction = (typeof CHANNEL_ACTIONS)[number];
export type Action = WorkspaceAction | ChannelAction;

/** The person, as far as decisions go. */
export interface Actor {
  role: Role;
  mutedUntil: number | null;
  /** They see the channel in a widget, which allows so much, whoever they are. */
  visit?: Visit | undefined;
  /** It is a program, which may do so much of what its role may (`heldBy` in held-by-programs.ts). */
  scope?: ScopeRule | null | undefined;
  /** Their class is over: everybody in it reads, and nobody writes. */
  classArchived?: boolean | undefined;
  /** Their class asks its teaching team for a second factor, and they have none: what is left to them is what a student may. */
  lacksFactor?: boolean | undefined;
}
export interface ScopeRule {
  allows: (action: Action, target: Target) => boolean;
}
/** What a widget allows somebody. */
export interface Visit {
  writes: boolean;
  /** What they write waits for the teaching team: so nothing of it changes afterwards. */
  holds?: boolean;
}
/** The channel, as far as decisions go. */
export interface Place {
  kind: "public" | "private" | "dm" | "group" | "thread";
  /** Of a thread: what its parent is. A thread is as open, as archived and as muted as its parent; everybody in it may write. */
  parentKind?: Place["kind"];
  posting: "all" | "staff";
  isDefault: boolean;
  archived: boolean;
  /** What is written there waits for the teaching team: so nothing of it changes afterwards. */
  holds?: boolean;
  /** Of a thread: only the teaching team writes in it. */
  locked?: boolean;
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
/** Whom or what the action is done to: a message, a person, an emoji. */
export interface Target {
  isAuthor?: boolean;
  /** Of a message: a tombstone. */
  isDeleted?: boolean;
  /** Of a task: I made it, or it is given to me. `free`: a message that is none, in a class where students make them. */
  task?: "free" | "made" | "given";
  /** Of a message: a poll. Its question stays what was voted on. */
  isPoll?: boolean;
  /** Of a poll: everybody may add an option. */
  isOpenPoll?: boolean;
  /** Of a message in a channel: it was said in a thread, and has its words from there. */
  isCopy?: boolean;
  /** Of a message: a thread hangs on it, or it was said in one. */
  hasThread?: boolean;
  role?: Role;
  newRole?: Role;
  /** The person is the actor. */
  isSelf?: boolean;
  /** Has the workspace an owner beside the actor? */
  otherOwner?: boolean;
  /** Why they are not written to. */
  closed?: Closed | null;
}
