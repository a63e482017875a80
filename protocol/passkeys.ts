/** Bodies of the passkey routes. What a browser's authenticator says is checked by the server's WebAuthn library. */
import * as v from "valibot";
import { JoinCodeSchema } from "./people.ts";
import { DisplayNameSchema, HandleSchema, WorkspaceNameSchema } from "./text.ts";

/** Empty: one more passkey for my account. Otherwise for an account to come, which joins by `code` or makes a class. */
export const PasskeyForBody = v.object({
  handle: v.optional(HandleSchema),
  name: v.optional(DisplayNameSchema),
  code: v.optional(JoinCodeSchema),
  workspaceName: v.optional(WorkspaceNameSchema),
});
export type PasskeyFor = v.InferOutput<typeof PasskeyForBody>;

const ChallengeTokenSchema = v.pipe(v.string("invalid"), v.maxLength(4000, "invalid"));
const Base64UrlSchema = v.pipe(v.string("invalid"), v.regex(/^[A-Za-z0-9_-]+=*$/u, "invalid"));
const credential = <const E extends v.ObjectEntries>(response: E) =>
  v.looseObject({
    id: Base64UrlSchema,
    rawId: Base64UrlSchema,
    type: v.literal("public-key", "invalid"),
    clientExtensionResults: v.optional(v.looseObject({}), {}),
    response: v.looseObject({ clientDataJSON: Base64UrlSchema, ...response }),
  });

export const PasskeyRegisterBody = v.object({
  challengeToken: ChallengeTokenSchema,
  response: credential({
    attestationObject: Base64UrlSchema,
    transports: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(20))), v.maxLength(10))),
  }),
  /** What the person calls it; otherwise the device's name. */
  name: v.optional(DisplayNameSchema),
});
const assertion = {
  challengeToken: ChallengeTokenSchema,
  response: credential({
    authenticatorData: Base64UrlSchema,
    signature: Base64UrlSchema,
    userHandle: v.optional(v.string()),
  }),
};
/** What an authenticator answered, and to which challenge. */
export const PasskeyAssertionSchema = v.object(assertion);
export const PasskeySignInBody = v.object({
  /** Of an account that was closed: open it again. */
  reopen: v.optional(v.boolean()),
  ...assertion,
});
