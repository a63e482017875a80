/** Ways back in for who has an account: a link by the teaching team, a recovery code, the code on the screen of a device that is in. */
import * as v from "valibot";
import { AccountSchema } from "./people.ts";
import { secondCode } from "./providers.ts";
import { PublicIdSchema } from "./text.ts";

/** A sign-in link works for a day … */
export const SIGN_IN_LINK_MS = 24 * 60 * 60_000;
/** … and whoever came by it, or by a recovery code, sets a new password for so long without the one that was forgotten. */
export const RESET_MS = 30 * 60_000;
export const RECOVERY_CODES = 8;
/** A code on the screen, until the phone is in. */
export const PHONE_CODE_MS = 3 * 60_000;

const Secret = v.pipe(v.string("invalid"), v.regex(/^[A-Za-z0-9_-]{43}$/u, "link_over"));

export const SignInLinkSchema = v.object({
  /** Stands behind `#` in the link (`/back-in#…`), so that no server and no scanner of mail is told it. It is told once. */
  token: v.string(),
  expiresAt: v.number(),
});
export const LinkBody = v.object({ token: Secret });
/** Whom a link is for, and from where: what is shown before it is used. */
export const LinkLookSchema = v.object({
  account: PublicIdSchema,
  name: v.string(),
  handle: v.string(),
  workspace: v.string(),
  madeBy: v.string(),
  expiresAt: v.number(),
});
/** `insteadOf`: the account that is signed in on this browser, by who was told that it will be signed out. */
const InsteadOf = v.optional(PublicIdSchema);
export const UseLinkBody = v.object({ token: Secret, insteadOf: InsteadOf, ...secondCode });
export const BackInSchema = v.object({ account: AccountSchema, workspace: v.optional(PublicIdSchema) });

/** However somebody writes it down: case, spaces and dashes do not matter. */
export const RecoveryCodeSchema = v.pipe(
  v.string("invalid"),
  v.maxLength(100, "wrong_code"),
  v.transform((text) => text.toLowerCase().replace(/[^0-9a-z]+/gu, "")),
);
export const RecoverBody = v.object({
  handle: v.pipe(v.string("invalid"), v.maxLength(200)),
  code: RecoveryCodeSchema,
  insteadOf: InsteadOf,
  ...secondCode,
});
export const RecoveredSchema = v.object({
  account: AccountSchema,
  /** Codes that are left. */
  left: v.number(),
});
export const RecoveryStateSchema = v.object({
  left: v.number(),
  /** ms; null: there were never any. */
  madeAt: v.nullable(v.number()),
});
export const NewCodesSchema = v.object({ codes: v.array(v.string()) });

export const PhoneOfferSchema = v.object({
  id: PublicIdSchema,
  /** Stands behind `#` in the address that the code is of (`/phone#…`). */
  token: v.string(),
  expiresAt: v.number(),
});
export const PhoneStateSchema = v.object({
  /** `asked`: a phone read the code, and waits for a yes here. */
  state: v.picklist(["waiting", "asked", "confirmed", "in", "over"]),
  /** What the phone calls itself, and the number that it shows. */
  device: v.optional(v.string()),
  number: v.optional(v.number()),
});
/** The number that the phone shows: a yes to another one is none. */
export const ConfirmPhoneBody = v.object({ number: v.pipe(v.number("invalid"), v.integer("invalid")) });
export const PhoneAskedSchema = v.object({
  /** By which this phone alone comes in. */
  secret: v.string(),
  number: v.number(),
  name: v.string(),
  handle: v.string(),
  account: PublicIdSchema,
  expiresAt: v.number(),
});
export const EnterByPhoneBody = v.object({ secret: Secret, insteadOf: InsteadOf });
/** Null: nobody has said yes yet. */
export const PhoneInSchema = v.object({ account: v.nullable(AccountSchema) });
