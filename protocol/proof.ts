/** What shows that whoever asks is still the person who signed in: one of these. */
import * as v from "valibot";
import { RecoveryCodeSchema } from "./back-in.ts";
import { PasskeyAssertionSchema } from "./passkeys.ts";
import { PasswordSchema } from "./text.ts";

const GivenPassword = v.optional(v.pipe(v.string("invalid"), v.maxLength(1000)));
const others = {
  /** What the authenticator answered to `passkeys.signInOptions`. */
  passkey: v.optional(PasskeyAssertionSchema),
  /** It is used up by that. */
  recoveryCode: v.optional(RecoveryCodeSchema),
};
/** `password`: of an account that has one. */
export const ProofBody = v.object({ password: GivenPassword, ...others });
export type Proof = v.InferOutput<typeof ProofBody>;

export const ChangePasswordBody = v.object({ current: GivenPassword, ...others, next: PasswordSchema });
