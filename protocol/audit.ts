/** What was done in a class: the acts that are written down, and a page of them. */
import * as v from "valibot";
import { PublicIdSchema } from "./text.ts";

/** Never reused for another meaning: rows with them stay for as long as their class. */
export const AUDIT_ACTS = [
  "roleChanged",
  "memberRemoved",
  "memberBanned",
  "banLifted",
  "memberMuted",
  "reportDecided",
  "heldLetThrough",
  "heldTurnedDown",
  "heldWordsEdited",
  "threadLocked",
  "threadUnlocked",
  "signInLinkMade",
  "signInLinkUsed",
  "messageDeleted",
  "channelMade",
  "channelMemberRemoved",
  "heldLookedAt",
  "channelEdited",
  "channelArchived",
  "channelRestored",
  "channelOnWeb",
  "channelOffWeb",
  "classEdited",
  "joinCodeMade",
  "joiningStopped",
  "widgetEdited",
  "widgetRemoved",
  "widgetKeyMade",
  "widgetKeyRetired",
  "botMade",
  "botEdited",
  "botRemoved",
  "botTokenMade",
  "botTokenRemoved",
  "botCommandMade",
  "botCommandRemoved",
  "hookMade",
  "hookEdited",
  "hookRemoved",
  "archiveAsked",
  "archiveMade",
  "archiveFetched",
  "courseFileMade",
  "backupAsked",
  "archiveRemoved",
  "auditExported",
  "emojiRemoved",
  "problemDecided",
  "synonymsEdited",
  "historyImported",
  "keepingChanged",
  "classDeletionAsked",
  "classDeletionTakenBack",
  "joinRulesSet",
  "joinLetIn",
  "joinTurnedDown",
  "classArchived",
  "classReopened",
  "rosterAdded",
  "rosterRemoved",
  "invitationsMade",
  "invitationsTakenBack",
  "invitationUsed",
  "messagesMoved",
  "messagesMovedBack",
  "rosterMatched",
  "claimAsked",
  "claimConfirmed",
  "claimRefused",
  "claimUndone",
  "factorDemanded",
  "factorLeft",
] as const;
const AuditActSchema = v.picklist(AUDIT_ACTS);
export type AuditAct = v.InferOutput<typeof AuditActSchema>;

/** What else is known of an act, by name: a role before and after, a place in a channel, a name of something. */
const DetailsSchema = v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()]));

const AuditEntrySchema = v.object({
  /** Grows with every entry of PLACE: where a page goes on. */
  no: v.number(),
  at: v.number(),
  act: AuditActSchema,
  /** Member ids: who did it, and to whom. */
  actor: PublicIdSchema,
  subject: v.optional(PublicIdSchema),
  /** The channel, with what it is called now; of a thread, what the channel is called that it hangs in. Of a private one that the reader is not in, there is no name. */
  channel: v.optional(v.object({ id: PublicIdSchema, name: v.optional(v.string()) })),
  details: v.optional(DetailsSchema),
});
export type AuditEntry = v.InferOutput<typeof AuditEntrySchema>;

export const AUDIT_PAGE = 50;
const Whole = v.pipe(v.string("invalid"), v.transform(Number), v.integer("invalid"), v.minValue(0, "invalid"));
export const AuditQuery = v.object({
  /** Entries older than this `no`. */
  before: v.optional(Whole),
  act: v.optional(AuditActSchema),
  /** Member ids. */
  actor: v.optional(PublicIdSchema),
  subject: v.optional(PublicIdSchema),
});
/** As what it is saved. */
export const AuditFormatParam = v.picklist(["csv", "json"]);
export type AuditFormat = v.InferOutput<typeof AuditFormatParam>;
export const AuditPageSchema = v.object({
  entries: v.array(AuditEntrySchema),
  /** `before` of the next page; null: these were the oldest. */
  next: v.nullable(v.number()),
});
