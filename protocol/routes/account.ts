/** My account: password, passkeys, the devices I am signed in on, tokens for programs. */
import * as v from "valibot";
import { AccountSchema, ChangePasswordBody, CreateTokenBody, DeviceSchema } from "../people.ts";
import type { Row } from "./route.ts";

export const account = {
  session: {
    method: "GET",
    path: "/session",
    needs: "anyone",
    answer: () => v.object({ account: v.nullable(AccountSchema) }),
    since: "0.1",
    says: "my account, or null where nobody is signed in: for a page that is also for visitors",
  },
  get: {
    method: "GET",
    path: "/account",
    needs: "account",
    bots: "read",
    answer: () => v.object({ account: AccountSchema }),
    since: "0.1",
    says: "my account, with its passkeys and classes",
  },
  changePassword: {
    method: "PUT",
    path: "/account/password",
    needs: "person",
    body: ChangePasswordBody,
    answer: "nothing",
    rate: { address: "sign-in" },
    since: "0.1",
    says: "a new password; every other session of mine has ended",
  },
  removePasskey: {
    method: "DELETE",
    path: "/account/passkeys/:id",
    needs: "person",
    answer: "nothing",
    since: "0.1",
    says: "takes a passkey away, not the last way to sign in",
  },
  devices: {
    method: "GET",
    path: "/account/devices",
    needs: "account",
    answer: () => v.object({ devices: v.array(DeviceSchema) }),
    since: "0.1",
    says: "where I am signed in, browsers and tokens",
  },
  signOutDevice: {
    method: "DELETE",
    path: "/account/devices/:id",
    needs: "account",
    answer: "nothing",
    since: "0.1",
    says: "signed out there; of a token: taken back",
  },
  signOutEverywhere: {
    method: "DELETE",
    path: "/account/devices",
    needs: "account",
    answer: "nothing",
    since: "0.1",
    says: "signed out everywhere, here included",
  },
  createToken: {
    method: "POST",
    path: "/account/tokens",
    needs: "person",
    body: CreateTokenBody,
    answer: () => v.object({ token: v.string(), device: DeviceSchema }),
    status: 201,
    rate: { account: "token" },
    since: "0.1",
    says: "a token for a program; it is told once",
  },
} as const satisfies Record<string, Row>;
