/** The second factor: codes of an app (TOTP, RFC 6238) that are asked for beside the password. */
import {
  BeginSecondFactorBody,
  ConfirmSecondFactorBody,
  EndSecondFactorBody,
  SecondFactorBegunSchema,
  SecondFactorSchema,
} from "../second-factor.ts";
import { NewCodesSchema } from "../back-in.ts";
import type { Row } from "./route.ts";

export const secondFactor = {
  state: {
    method: "GET",
    path: "/account/second-factor",
    needs: "person",
    answer: () => SecondFactorSchema,
    since: "0.3",
    says: "whether I have a second factor, and how many recovery codes are left",
  },
  begin: {
    method: "POST",
    path: "/account/second-factor",
    needs: "person",
    body: BeginSecondFactorBody,
    answer: () => SecondFactorBegunSchema,
    rate: { account: "token" },
    since: "0.3",
    says: "a secret for the app, told once; nothing is asked for before a code of it came (`secondFactor.confirm`)",
  },
  confirm: {
    method: "PUT",
    path: "/account/second-factor",
    needs: "person",
    body: ConfirmSecondFactorBody,
    answer: () => NewCodesSchema,
    rate: { account: "token" },
    since: "0.3",
    says: "a code of the app: from now on one is asked for. Answers with new recovery codes, told once; those of before are over",
  },
  end: {
    method: "POST",
    path: "/account/second-factor/end",
    needs: "person",
    body: EndSecondFactorBody,
    answer: "nothing",
    rate: { account: "token" },
    since: "0.3",
    says: "no second factor any more: with the password, a passkey or a recovery code, and a code of the app",
  },
} as const satisfies Record<string, Row>;
