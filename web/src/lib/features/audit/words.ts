/** An act in words. Names stand apart from the sentence by marks, so that no letter of one turns it around. */
import { t } from "#texts/audit";
import { t as keeping } from "#texts/erasing";
import { t as person } from "#texts/person";
import type { AuditAct, AuditEntry } from "../../../../../protocol/audit.ts";
import { isolated } from "../../base/texts/beside.ts";
import { exactly } from "../../base/dates.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { ROLE_NAMES } from "../../class/people/roles.ts";
import { ROLES, type Role } from "../../../../../protocol/people.ts";

/** What an act is called in the filter. */
export const ACT_NAMES: Record<AuditAct, string> = {
  roleChanged: t.actRole,
  memberRemoved: t.actRemoved,
  memberBanned: t.actBanned,
  banLifted: t.actLifted,
  memberMuted: t.actMuted,
  reportDecided: t.actReport,
  heldLetThrough: t.actHeldThrough,
  heldTurnedDown: t.actHeldDown,
  heldWordsEdited: t.actWords,
  threadLocked: t.actLocked,
  threadUnlocked: t.actUnlocked,
  signInLinkMade: t.actLink,
  signInLinkUsed: t.actLinkUsed,
  messageDeleted: t.actDeleted,
  channelMade: t.actChannelMade,
  channelMemberRemoved: t.actChannelMemberRemoved,
  heldLookedAt: t.actHeldLookedAt,
  channelEdited: t.actChannel,
  channelArchived: t.actArchived,
  channelRestored: t.actRestored,
  channelOnWeb: t.actOnWeb,
  channelOffWeb: t.actOffWeb,
  classEdited: t.actClass,
  factorDemanded: t.actFactorDemanded,
  factorLeft: t.actFactorLeft,
  joinCodeMade: t.actCode,
  joiningStopped: t.actStopped,
  widgetEdited: t.actWidget,
  widgetRemoved: t.actWidgetRemoved,
  widgetKeyMade: t.actWidgetKey,
  widgetKeyRetired: t.actWidgetKeyRetired,
  botMade: t.actBot,
  botEdited: t.actBotEdited,
  botRemoved: t.actBotRemoved,
  botTokenMade: t.actToken,
  botTokenRemoved: t.actTokenRemoved,
  botCommandMade: t.actCommand,
  botCommandRemoved: t.actCommandRemoved,
  hookMade: t.actHook,
  hookEdited: t.actHookEdited,
  hookRemoved: t.actHookRemoved,
  archiveAsked: t.actArchiveAsked,
  archiveMade: t.actArchiveMade,
  archiveFetched: t.actArchiveFetched,
  courseFileMade: t.actCourseFile,
  backupAsked: t.actBackupAsked,
  archiveRemoved: t.actArchiveRemoved,
  auditExported: t.actExported,
  emojiRemoved: t.actEmojiRemoved,
  problemDecided: t.actProblem,
  synonymsEdited: t.actSynonyms,
  historyImported: t.actImported,
  keepingChanged: t.actKeeping,
  classDeletionAsked: t.actDeletion,
  classDeletionTakenBack: t.actKept,
  joinRulesSet: t.actJoinRules,
  joinLetIn: t.actLetIn,
  joinTurnedDown: t.actTurnedDown,
  classArchived: t.actClassArchived,
  classReopened: t.actClassReopened,
  rosterAdded: t.actRosterAdded,
  rosterRemoved: t.actRosterRemoved,
  invitationsMade: t.actInvitations,
  invitationsTakenBack: t.actInvitationsBack,
  invitationUsed: t.actInvitationUsed,
  messagesMoved: t.actMoved,
  messagesMovedBack: t.actMovedBack,
  rosterMatched: t.actMatched,
  claimAsked: t.actClaimAsked,
  claimConfirmed: t.actClaimed,
  claimRefused: t.actClaimRefused,
  claimUndone: t.actClaimUndone,
};

const isRole = (value: unknown): value is Role => (ROLES as readonly unknown[]).includes(value);
const roleOf = (value: unknown): string => (isRole(value) ? ROLE_NAMES[value] : "");

export const nameOf = (workspace: WorkspaceState, id: string): string =>
  isolated(workspace.member(id)?.name ?? person.somebody);

/** Whom or what it was done to, and what more there is to say. Empty: the act says it all. */
export function aboutOf(workspace: WorkspaceState, { subject, channel, details = {} }: AuditEntry): string {
  const { from, to, reason, until, name, scope, count, url, days, format, messages, answers } = details;
  const more = [
    subject !== undefined && nameOf(workspace, subject),
    channel && (channel.name === undefined ? t.aPrivateChannel : isolated(`#${channel.name}`)),
    isRole(to) && t.fromTo({ from: roleOf(from), to: roleOf(to) }),
    typeof to === "string" && !isRole(to) && t.fromTo({ from: isolated(String(from ?? "")), to: isolated(to) }),
    typeof reason === "string" && reason !== "" && isolated(reason),
    typeof until === "number" && exactly(until),
    typeof name === "string" && isolated(name),
    typeof scope === "string" && scope,
    typeof format === "string" && isolated(format.toUpperCase()),
    typeof count === "number" && t.people({ count }),
    typeof messages === "number" && t.messages({ count: messages }),
    typeof answers === "number" && t.replies({ count: answers }),
    typeof url === "string" && isolated(url),
    typeof days === "number" && keeping.days({ count: days }),
    days === null && keeping.forEver,
  ];
  return more.filter((part) => typeof part === "string" && part !== "").join(" · ");
}

/** The address of the message that it was done to, or of what stands in its place; undefined where there is none, or it is in a channel that is not told. */
export function placeOf({ channel, details }: AuditEntry): string | undefined {
  const seq = details?.["seq"];
  return channel?.name !== undefined && typeof seq === "number" ? `/c/${channel.id}#${seq}` : undefined;
}
