/** Getting in: by a code, as a guest, with a password, and out again. */
import * as v from "valibot";
import { AccountSchema, JoinBody, LookAtCodeBody, RecoveryCodesTold, SignInBody } from "../people.ts";
import { PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

const entered = { workspace: PublicIdSchema, account: AccountSchema, recoveryCodes: RecoveryCodesTold };
const Entered = () => v.object(entered);
/** `waiting`: not in yet, the teaching team lets in (`joining.mine`). */
const EnteredOrWaiting = () => v.object({ ...entered, waiting: v.optional(v.literal(true)) });

export const entry = {
  look: {
    method: "POST",
    path: "/join/look",
    needs: "anyone",
    body: LookAtCodeBody,
    answer: () =>
      v.object({
        name: v.string(),
        people: v.number(),
        icon: v.optional(v.string()),
        approval: v.optional(v.literal(true)),
      }),
    rate: { address: "look" },
    since: "0.1",
    says: "the name of the class that a join code opens, how many are in it, its picture as a data URL, and whether who comes waits for the teaching team",
  },
  join: {
    method: "POST",
    path: "/join",
    needs: "anyone",
    body: JoinBody,
    answer: EnteredOrWaiting,
    status: 201,
    rate: { address: "join" },
    since: "0.1",
    says: "into the class of the code, or to wait before its door, with a new account or with mine; sets the cookie for a new one",
  },
  tryIt: {
    method: "POST",
    path: "/try",
    needs: "anyone",
    answer: Entered,
    status: 201,
    rate: { address: "try" },
    since: "0.1",
    says: "one click, no form: a guest in the demo class",
  },
  signIn: {
    method: "POST",
    path: "/sign-in",
    needs: "anyone",
    body: SignInBody,
    answer: () => v.object({ account: AccountSchema }),
    rate: { address: "sign-in" },
    since: "0.1",
    says: "with handle and password; sets the cookie",
  },
  signOut: {
    method: "POST",
    path: "/sign-out",
    needs: "anyone",
    answer: "nothing",
    since: "0.1",
    says: "ends this session; who has none has what they asked for",
  },
} as const satisfies Record<string, Row>;
