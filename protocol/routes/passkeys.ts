/** Passkeys: making one, for my account or for an account to come, and signing in with one. */
import * as v from "valibot";
import { PasskeyForBody, PasskeyRegisterBody, PasskeySignInBody } from "../passkeys.ts";
import { AccountSchema, RecoveryCodesTold } from "../people.ts";
import { PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

/** What a browser hands to WebAuthn, and the server's mark for the challenge in it. */
const Options = () => v.looseObject({ challengeToken: v.string() });

export const passkeys = {
  signInOptions: {
    method: "POST",
    path: "/passkeys/sign-in/options",
    needs: "anyone",
    body: v.object({}),
    answer: Options,
    rate: { address: "passkey" },
    since: "0.1",
    says: "WebAuthn request options, plus `challengeToken`",
  },
  signIn: {
    method: "POST",
    path: "/passkeys/sign-in",
    needs: "anyone",
    body: PasskeySignInBody,
    answer: () => v.object({ account: AccountSchema }),
    rate: { address: "passkey" },
    since: "0.1",
    says: "with what the authenticator answered to these; sets the cookie",
  },
  registerOptions: {
    method: "POST",
    path: "/passkeys/register/options",
    needs: "anyone",
    body: PasskeyForBody,
    answer: Options,
    rate: { address: "passkey" },
    since: "0.1",
    says: "WebAuthn creation options, plus `challengeToken`; `{}` for the account that is signed in, or `handle` and `name` with a join code (`code`) or a new class (`workspaceName`) for an account to come",
  },
  register: {
    method: "POST",
    path: "/passkeys/register",
    needs: "anyone",
    body: PasskeyRegisterBody,
    answer: () =>
      v.object({
        account: AccountSchema,
        workspace: v.optional(PublicIdSchema),
        waiting: v.optional(v.literal(true)),
        recoveryCodes: RecoveryCodesTold,
      }),
    status: 201,
    rate: { address: "passkey" },
    since: "0.1",
    says: "keeps the passkey; `workspace` where it came with a new account",
  },
} as const satisfies Record<string, Row>;
