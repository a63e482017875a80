/** "That was me": a member is joined with the person of an import, by the word of the teaching team. */
import * as v from "valibot";
import { PublicIdSchema } from "./text.ts";

/** So many of one member wait, or stand, at once. */
export const CLAIMS_WAITING_MAX = 3;
export const CLAIMS_STANDING_MAX = 10;
/** A claim that was confirmed can be undone for so long. */
export const CLAIM_UNDONE_WITHIN_MS = 7 * 24 * 60 * 60_000;
/** So many are listed, and so many imported people are found at once. */
export const CLAIMS_LISTED = 200;
export const IMPORTED_FOUND = 20;

export const ClaimBody = v.object({ person: PublicIdSchema });
export const DecideClaimBody = v.object({ confirm: v.boolean("invalid") });

const ClaimSchema = v.object({
  id: PublicIdSchema,
  at: v.number(),
  /** Member id of whoever an import brought. */
  person: PublicIdSchema,
  /** As they were called there; `member(person)` is who they were found to be. */
  personName: v.string(),
  personHandle: v.string(),
  state: v.picklist(["asked", "confirmed", "refused", "undone"]),
  decidedAt: v.optional(v.number()),
  /** Of one that stands: until when it can be undone, ms. */
  undoUntil: v.optional(v.number()),
});
/** As the one who asks sees it: who decided is not said. */
export const MyClaimSchema = ClaimSchema;
export type MyClaim = v.InferOutput<typeof MyClaimSchema>;
/** As the teaching team sees it. */
export const TeamClaimSchema = v.object({
  ...ClaimSchema.entries,
  /** Member ids. */
  by: PublicIdSchema,
  decidedBy: v.optional(PublicIdSchema),
  /** Closed conversations that open to them by it, or did: private channels, direct messages and groups. Their words are told to nobody here. */
  opens: v.number(),
});
export type TeamClaim = v.InferOutput<typeof TeamClaimSchema>;

export const ImportedQuery = v.object({
  q: v.optional(v.pipe(v.string("invalid"), v.trim(), v.maxLength(80, "too_long")), ""),
});
/** Somebody whom an import brought, and whom nobody was found to be. */
export const ImportedPersonSchema = v.object({ id: PublicIdSchema, name: v.string(), handle: v.string() });
export type ImportedPerson = v.InferOutput<typeof ImportedPersonSchema>;
