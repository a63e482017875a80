/** Notifications by Web Push: the browsers of an account that get them. */
import * as v from "valibot";
import { EditPushDeviceBody, PUSH_OUTCOMES, PushDeviceSchema, PushShownBody, SubscribeBody } from "../push.ts";
import type { Row } from "./route.ts";

const One = () => v.object({ device: PushDeviceSchema });

export const push = {
  devices: {
    method: "GET",
    path: "/push",
    needs: "account",
    answer: () => v.object({ key: v.nullable(v.string()), devices: v.array(PushDeviceSchema) }),
    since: "0.3",
    says: "the public key that a browser subscribes with (`applicationServerKey`), null where this PLACE has none; and the browsers of mine that are notified",
  },
  subscribe: {
    method: "PUT",
    path: "/push/devices",
    needs: "account",
    body: SubscribeBody,
    answer: One,
    rate: { account: "push" },
    since: "0.3",
    says: "this browser is notified from now on, for as long as I am signed in there; again, to renew it or to say in which language",
  },
  edit: {
    method: "PATCH",
    path: "/push/devices/:device",
    needs: "account",
    body: EditPushDeviceBody,
    answer: One,
    rate: { account: "push" },
    since: "0.3",
    says: "with `words` false, a notification says that something was written, and not who wrote what and where",
  },
  forget: {
    method: "DELETE",
    path: "/push/devices/:device",
    needs: "account",
    answer: "nothing",
    rate: { account: "push" },
    since: "0.3",
    says: "notified no more",
  },
  test: {
    method: "POST",
    path: "/push/devices/:device/test",
    needs: "account",
    body: v.object({ nonce: v.pipe(v.string("invalid"), v.maxLength(40, "invalid")) }),
    answer: () => v.object({ outcome: v.picklist(PUSH_OUTCOMES), status: v.optional(v.number()) }),
    rate: { account: "push" },
    since: "0.3",
    says: "sends a notification there at once, with this `nonce` in it; `status`: what the push service answered",
  },
  shown: {
    method: "POST",
    path: "/push/shown",
    needs: "account",
    body: PushShownBody,
    answer: () => v.object({ reads: v.record(v.string(), v.number()) }),
    rate: { account: "read" },
    since: "0.3",
    says: "how far I have read in these channels, by what the history knows: a browser takes away what was read elsewhere; channels that I am not in are left out",
  },
} as const satisfies Record<string, Row>;
