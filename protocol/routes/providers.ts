/** Signing in with an account of somebody else who vouches for one: OpenID Connect, and GitHub. */
import * as v from "valibot";
import { AccountSchema } from "../people.ts";
import {
  BackFromProviderBody,
  BackFromProviderSchema,
  EnterByProofBody,
  GoToProviderBody,
  LinkProviderBody,
  ProviderLinkSchema,
  ProviderSchema,
} from "../providers.ts";
import type { Row } from "./route.ts";

const Links = () => v.object({ linked: v.array(ProviderLinkSchema) });

export const providers = {
  list: {
    method: "GET",
    path: "/sign-in/providers",
    needs: "nobody",
    answer: () => v.object({ providers: v.array(ProviderSchema) }),
    since: "0.3",
    says: "with whose accounts one can sign in here, beside a password and a passkey",
  },
  go: {
    method: "POST",
    path: "/sign-in/with/:provider",
    needs: "anyone",
    body: GoToProviderBody,
    answer: () => v.object({ address: v.string() }),
    rate: { address: "sign-in" },
    since: "0.3",
    says: "where the browser goes to sign in there; sets a cookie by which it is known when it comes back, for ten minutes",
  },
  back: {
    method: "POST",
    path: "/sign-in/with/:provider/back",
    needs: "anyone",
    body: BackFromProviderBody,
    answer: () => BackFromProviderSchema,
    rate: { address: "sign-in" },
    since: "0.3",
    says: "checks what the provider said of who is back, once, in the browser that left; answers with a proof of it, by which one signs in, links or joins",
  },
  enter: {
    method: "POST",
    path: "/sign-in/proof",
    needs: "anyone",
    body: EnterByProofBody,
    answer: () => v.object({ account: AccountSchema }),
    rate: { address: "sign-in" },
    since: "0.3",
    says: "signs in to the account that is linked; sets the cookie",
  },
  mine: {
    method: "GET",
    path: "/account/providers",
    needs: "person",
    answer: Links,
    since: "0.3",
    says: "accounts elsewhere that sign in to mine",
  },
  link: {
    method: "POST",
    path: "/account/providers",
    needs: "person",
    body: LinkProviderBody,
    answer: Links,
    rate: { account: "token" },
    since: "0.3",
    says: "that account elsewhere signs in to mine from now on; my open devices are told",
  },
  unlink: {
    method: "DELETE",
    path: "/account/providers/:id",
    needs: "person",
    answer: "nothing",
    since: "0.3",
    says: "it does no more; not the last way to sign in",
  },
} as const satisfies Record<string, Row>;
