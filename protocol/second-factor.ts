/** The second factor: what is told of it, and what is asked for. */
import * as v from "valibot";
import { ProofBody } from "./proof.ts";

const Code = v.pipe(v.string("invalid"), v.maxLength(100, "invalid"));

export const SecondFactorSchema = v.object({
  /** Null: there is none. */
  since: v.nullable(v.number()),
  /** Recovery codes that are left: each stands in for a code of the app, too. */
  codesLeft: v.number(),
});
export const BeginSecondFactorBody = ProofBody;
export const SecondFactorBegunSchema = v.object({
  /** Base32, for who types it. */
  secret: v.string(),
  /** `otpauth://…`, for the QR code. */
  address: v.string(),
});
export const ConfirmSecondFactorBody = v.object({ secondCode: Code });
export const EndSecondFactorBody = v.object({ ...ProofBody.entries, secondCode: Code });
