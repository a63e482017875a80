/** Who is expected in a class: a row for each, with a link of their own that lets them in once, as who they are. */
import * as v from "valibot";
import { LinkBody } from "./back-in.ts";
import { RoleSchema } from "./people.ts";
import { REFUSAL_CODES } from "./refusals.ts";
import { DisplayNameSchema, HandleSchema, line, PasswordSchema, PublicIdSchema } from "./text.ts";

/** So many rows are looked at, or added, at once; and so many are expected in a class at most. */
export const ROSTER_ROWS_MAX = 500;
export const ROSTER_MAX = 5_000;
/** Printed before the term begins, and given out in its first weeks. */
export const INVITATION_MS = 60 * 24 * 60 * 60_000;
const EMAIL_MAX_CHARS = 254;
const CELL_MAX_CHARS = 500;

export const RosterEmailSchema = v.pipe(
  line(EMAIL_MAX_CHARS),
  v.regex(/^(?:[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+)?$/u, "roster_email"),
);
/** As a list has it: anything may stand in a cell, and what is wrong with it is told line by line. */
const CellSchema = v.pipe(v.string("invalid"), v.maxLength(CELL_MAX_CHARS, "too_long"));
const RosterLineSchema = v.object({
  name: CellSchema,
  handle: CellSchema,
  /** `student`, `ta`, `teacher` or `owner`; empty: a student. */
  role: v.optional(CellSchema, ""),
  email: v.optional(CellSchema, ""),
});
export type RosterLine = v.InferOutput<typeof RosterLineSchema>;
export const RosterBody = v.object({
  rows: v.pipe(
    v.array(RosterLineSchema, "invalid"),
    v.minLength(1, "invalid"),
    v.maxLength(ROSTER_ROWS_MAX, "too_many"),
  ),
});

const ROSTER_FIELDS = ["name", "handle", "role", "email"] as const;
/** What would be made of a line; or what is wrong with it. */
export const RosterLookSchema = v.object({
  rows: v.array(
    v.object({
      name: v.string(),
      handle: v.string(),
      role: v.nullable(RoleSchema),
      email: v.string(),
      fault: v.optional(
        v.object({
          field: v.picklist(ROSTER_FIELDS),
          /** As a refusal has them. */
          code: v.picklist(REFUSAL_CODES),
          sentence: v.string(),
          reason: v.optional(v.string()),
          values: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
          /** Would be taken. */
          suggestion: v.optional(v.string()),
        }),
      ),
    }),
  ),
});
export type RosterLook = v.InferOutput<typeof RosterLookSchema>;

export const InvitationSchema = v.object({
  id: PublicIdSchema,
  name: v.string(),
  handle: v.string(),
  role: RoleSchema,
  email: v.optional(v.string()),
  madeAt: v.number(),
  expiresAt: v.number(),
  /** `open`: the link works. `late`: its time is over. `closed`: it was taken back. `came`: they are in. */
  state: v.picklist(["open", "late", "closed", "came"]),
  /** Who came by it, and when. */
  member: v.optional(PublicIdSchema),
  cameAt: v.optional(v.number()),
  /** Whoever an import brought, and who this is: a member id. */
  imported: v.optional(PublicIdSchema),
});
export type Invitation = v.InferOutput<typeof InvitationSchema>;
/** `token` stands behind `#` in the link (`/invitation#…`), and is told once. */
export const InvitationLinkSchema = v.object({ id: PublicIdSchema, token: v.string(), expiresAt: v.number() });
export type InvitationLink = v.InferOutput<typeof InvitationLinkSchema>;
export const RosterAddedSchema = v.object({
  invitations: v.array(InvitationSchema),
  links: v.array(InvitationLinkSchema),
});
export const MatchBody = v.object({ person: v.nullable(PublicIdSchema) });
export const InvitationsBody = v.object({
  invitations: v.pipe(
    v.array(PublicIdSchema, "invalid"),
    v.minLength(1, "invalid"),
    v.maxLength(ROSTER_ROWS_MAX, "too_many"),
  ),
});

/** What is shown before anything is used up. */
export const InvitationLookSchema = v.object({
  name: v.string(),
  handle: v.string(),
  role: RoleSchema,
  workspace: PublicIdSchema,
  className: v.string(),
  expiresAt: v.number(),
});
/** Who is new gives a password, and another handle where theirs was taken meanwhile; who has an account names it. */
export const UseInvitationBody = v.object({
  ...LinkBody.entries,
  account: v.optional(v.object({ password: PasswordSchema, handle: v.optional(HandleSchema) })),
  /** My account, which is signed in here: join with it. */
  as: v.optional(PublicIdSchema),
  /** The account that is signed in here and is somebody else's: sign it out. */
  insteadOf: v.optional(PublicIdSchema),
});

export const RosterNameSchema = DisplayNameSchema;
export const RosterHandleSchema = HandleSchema;
