/** Notifications by Web Push: the browsers of an account that get them. What is sent, and when, is up to the rooms (room/followers/push.ts). */
import { PUSH_DEVICES_MAX } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import type { HandlersOf } from "../http/handler.ts";
import { deviceName } from "../identity/device-name.ts";
import { NotFetched, outsideAddress } from "../outside-fetch.ts";
import * as live from "../notify.ts";
import { pushesAreOff, pushKeysOf } from "../push/keys.ts";
import { sendPush } from "../push/send.ts";
import { Refused } from "../refused.ts";
import {
  editPushDevice,
  findPushDevice,
  forgetGone,
  forgetPushDevice,
  listPushDevices,
  readsOf,
  subscribe,
} from "../store/push-devices.ts";
import { channelsToldOfAll } from "../store/push-recipients.ts";

/** Whoever pressed the button looks at it for so long. */
const TEST_TIMEOUT_MS = 4_000;
const TEST_TTL_S = 60;

export const push: HandlersOf<"push"> = {
  async devices({ env, db, caller }) {
    return { key: pushKeysOf(env)[0]?.publicKey ?? null, devices: await listPushDevices(db, caller) };
  },

  async subscribe({ c, env, db, caller, body }) {
    const keys = pushKeysOf(env);
    if (keys.length === 0) throw new Refused("forbidden", because("push_absent"));
    // It was taken out of the secret: the browser has to subscribe with the one of today.
    const key = keys.find(({ publicKey }) => publicKey === body.applicationServerKey);
    if (!key) throw new Refused("invalid", { ...because("push_key"), field: "applicationServerKey" });
    await checkPoint(body.keys.p256dh);
    for (const endpoint of [body.endpoint, body.replaces ?? body.endpoint]) checkEndpoint(env, endpoint);
    const name = deviceName(c.req.header("user-agent") ?? "");
    const asked = { ...body, kid: key.kid, name, origin: new URL(c.req.url).origin };
    const device = await subscribe(db, env.DB, caller, asked, Date.now());
    if (device === "full") throw new Refused("too_many", because("push_full", { most: PUSH_DEVICES_MAX }));
    if (device === "taken") throw new Refused("forbidden", { ...because("push_taken"), field: "endpoint" });
    await live.toldOfAllChanged(env, await channelsToldOfAll(env.DB, caller.user.no));
    return { device };
  },

  async edit({ db, caller, params, body }) {
    const device = await editPushDevice(db, caller, params.device, body);
    if (!device) throw new Refused("not_found");
    return { device };
  },

  async forget({ db, caller, params }) {
    if (!(await forgetPushDevice(db, caller, params.device))) throw new Refused("not_found");
  },

  async test({ env, db, caller, params, body: { nonce } }) {
    const target = await findPushDevice(db, caller, params.device);
    if (!target) throw new Refused("not_found");
    if (pushesAreOff(env)) throw new Refused("forbidden", because("push_off"));
    const payload = { type: "test" as const, lang: target.lang, nonce };
    const options = { ttl: TEST_TTL_S, urgency: "high" as const, timeoutMs: TEST_TIMEOUT_MS };
    const answer = await sendPush(env, target, payload, options);
    if (answer.outcome === "gone") await forgetGone(env.DB, [target]);
    if (answer.outcome === "sent") return { outcome: "sent" };
    const { status } = answer;
    const outcome = answer.outcome !== "later" ? answer.outcome : status === undefined ? "unreachable" : "refused";
    return { outcome, ...(status !== undefined && { status }) };
  },

  async shown({ db, caller, body: { channels } }) {
    return { reads: await readsOf(db, caller, channels) };
  },
};

/** An address that is told of messages later. @throws Refused where it never would be: it is no push service's, or inside a private network */
function checkEndpoint(env: Env, endpoint: string): void {
  try {
    if (outsideAddress(env, endpoint).protocol === "https:") return;
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
  }
  throw new Refused("invalid", { ...because("push_endpoint"), field: "endpoint" });
}

/** What only that browser opens is closed with this. @throws Refused where it is no point of the curve */
async function checkPoint(p256dh: string): Promise<void> {
  const point = Buffer.from(p256dh, "base64url");
  await crypto.subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []).catch(() => {
    // The platform has no other word for it.
    throw new Refused("invalid", { field: "p256dh" });
  });
}
