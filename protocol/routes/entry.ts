/** Getting in: by a code, as a guest, with a password, and out again. */
import * as v from "valibot";
import { AccountSchema, JoinBody, LookAtCodeBody, RecoveryCodesTold, SignInBody } from "../people.ts";
import { PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

const Entered = () => v.object({ workspace: PublicIdSchema, account: AccountSchema, recoveryCodes: RecoveryCodesTold });

export const entry = {
  look: {
    method: "POST",
    path: "/join/look",
    needs: "anyone",
    body: LookAtCodeBody,
    answer: () => v.object({ name: v.string(), people: v.number(), icon: v.optional(v.string()) }),
    rate: { address: "look" },
    since: "0.1",
    says: "the name of the class that a join code opens, how many are in it, and its picture as a data URL",
  },
  join: {
    method: "POST",
    path: "/join",
    needs: "anyone",
    body: JoinBody,
    answer: Entered,
    status: 201,
    rate: { address: "join" },
    since: "0.1",
    says: "into the class of the code, with a new account or with mine; sets the cookie for a new one",
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
