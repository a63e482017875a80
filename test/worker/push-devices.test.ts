/** Browsers that are notified by Web Push: whose they are, how many, where they may be, and when they end. */
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PUSH_DEVICES_MAX, type PushDevice, type Refusal } from "../../protocol/index.ts";
import { pushKeysOf } from "../../worker/push/keys.ts";
import { openClassroom, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { answersWith, came, cameTo, notified, subscriptionTo } from "./support/push-service.ts";

let classroom: Classroom;
let ada: Somebody;
let kofi: Somebody;
let name = "";
let made = 0;

beforeAll(async () => {
  classroom = await openClassroom();
});
beforeEach(async () => {
  [ada, kofi] = await Promise.all([classroom.person("student"), classroom.person("student")]);
  name = `device-${Date.now()}-${++made}`;
});

const devicesOf = async (who: Somebody) =>
  (await who.get<{ key: string; devices: PushDevice[] }>("/push")).body.devices;
const subscribe = async (who: Somebody, more: object = {}) =>
  who.put<{ device: PushDevice } & Refusal>("/push/devices", { ...(await subscriptionTo(name)), ...more });
/** The same account in another browser. */
async function elsewhere(who: Somebody): Promise<Somebody> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))).toString(
    "base64url",
  );
  await env.DB.prepare(
    `insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at)
     select ?, ?, user_no, 'browser', 'other', created_at, last_seen_at, expires_at from sessions where user_no = ? limit 1`,
  )
    .bind(hash, `other-${++made}`, who.userNo)
    .run();
  const as = { token };
  return {
    ...{ ...who, token },
    get: (path) => request("GET", path, undefined, as),
    post: (path, body) => request("POST", path, body, as),
    put: (path, body) => request("PUT", path, body, as),
    patch: (path, body) => request("PATCH", path, body, as),
    delete: (path) => request("DELETE", path, {}, as),
  };
}

describe("a browser", () => {
  test("is notified once it subscribed, and listed with its name until it is taken out", async () => {
    const device = await notified(ada, name);
    expect(device).toMatchObject({ name: "A program", words: true, current: true });
    expect(await devicesOf(ada)).toEqual([device]);
    expect(await devicesOf(kofi)).toEqual([]);
    expect((await ada.delete(`/push/devices/${device.id}`)).status).toBe(204);
    expect(await devicesOf(ada)).toEqual([]);
    expect((await ada.delete<Refusal>(`/push/devices/${device.id}`)).body.code).toBe("not_found");
  });

  test("that subscribes again is the same one, and keeps whether it shows words", async () => {
    const device = await notified(ada, name);
    await ada.patch(`/push/devices/${device.id}`, { words: false });
    const asked = await subscriptionTo(`${name}-renewed`);
    const told = await ada.put<{ device: PushDevice }>("/push/devices", { ...asked, lang: "ar" });
    expect(told.body.device).toMatchObject({ words: false, current: true });
    // A browser has one subscription: the one before is over.
    expect(await devicesOf(ada)).toEqual([told.body.device]);
  });

  test("of another session is another one, which its owner sees and takes out from here", async () => {
    const phone = await elsewhere(ada);
    const there = await notified(phone, name);
    const here = await notified(ada, `${name}-here`);
    expect((await devicesOf(ada)).map(({ id, current }) => [id, current]).sort()).toEqual(
      [
        [there.id, false],
        [here.id, true],
      ].sort(),
    );
    expect((await ada.delete(`/push/devices/${there.id}`)).status).toBe(204);
    expect(await devicesOf(phone)).toHaveLength(1);
  });

  test("in which somebody else signs in is theirs from then on", async () => {
    const asked = await subscriptionTo(name);
    await ada.put("/push/devices", asked);
    expect((await kofi.put("/push/devices", asked)).status).toBe(200);
    expect(await devicesOf(ada)).toEqual([]);
    expect(await devicesOf(kofi)).toHaveLength(1);
  });

  test("of somebody else is not touched by whoever knows its address", async () => {
    const asked = await subscriptionTo(name);
    const theirs = await ada.put<{ device: PushDevice }>("/push/devices", asked);
    const { keys } = await subscriptionTo(`${name}-other`);
    const taken = await kofi.put<Refusal>("/push/devices", { ...asked, keys });
    expect(taken.body).toMatchObject({ code: "forbidden", reason: "push_taken" });
    // Nor by one that takes its place.
    await kofi.put("/push/devices", { ...(await subscriptionTo(`${name}-mine`)), replaces: asked.endpoint });
    const path = `/push/devices/${theirs.body.device.id}`;
    for (const told of [
      await kofi.delete<Refusal>(path),
      await kofi.patch<Refusal>(path, { words: false }),
      await kofi.post<Refusal>(`${path}/test`, { nonce: "n" }),
    ])
      expect(told.body.code).toBe("not_found");
    expect(await devicesOf(ada)).toEqual([theirs.body.device]);
  });

  test("more than there can be is refused, also where many come at once", async () => {
    const others = await Promise.all(
      Array.from({ length: PUSH_DEVICES_MAX + 2 }, async (_, at) => {
        const other = await elsewhere(ada);
        return other.put<Refusal>("/push/devices", await subscriptionTo(`${name}-${at}`));
      }),
    );
    expect(others.filter(({ status }) => status === 200)).toHaveLength(PUSH_DEVICES_MAX);
    expect(others.find(({ status }) => status !== 200)?.body).toMatchObject({ code: "too_many", reason: "push_full" });
    expect(await devicesOf(ada)).toHaveLength(PUSH_DEVICES_MAX);
  });
});

describe("an address", () => {
  test.each([
    "http://push.example/to/me",
    "https://127.0.0.1.nip.example:25/x",
    "https://192.168.1.1/push",
    "https://[::ffff:10.0.0.1]/",
    "https://metadata.google.internal/",
    "https://user:secret@push.example/",
    "not an address",
  ])("that is no push service's of the open internet is refused: %s", async (endpoint) => {
    const told = await subscribe(ada, { endpoint });
    expect(told.body).toMatchObject({ code: "invalid", reason: "push_endpoint", field: "endpoint" });
    expect((await subscribe(ada, { replaces: endpoint })).body.code).toBe("invalid");
  });

  test.each([
    ["a point that is none", { keys: { p256dh: "A".repeat(87), auth: "a".repeat(22) } }],
    ["a secret of another length", { keys: { p256dh: `B${"A".repeat(86)}`, auth: "short" } }],
    ["no keys", { keys: undefined }],
    ["a language that is none", { lang: "../en" }],
    ["another key than this PLACE has", { applicationServerKey: `B${"A".repeat(86)}` }],
    ["an address without an end", { endpoint: `https://push.example/${"x".repeat(1_000)}` }],
  ])("comes with what a browser says: %s is refused", async (_what, more) => {
    const told = await subscribe(ada, more);
    expect([400, 413]).toContain(told.status);
    expect(await devicesOf(ada)).toEqual([]);
  });
});

describe("nothing is left of a browser", () => {
  test("in which somebody signed out", async () => {
    await notified(ada, name);
    await ada.post("/sign-out");
    const { results } = await env.DB.prepare("select id from push_devices where user_no = ?").bind(ada.userNo).all();
    expect(results).toEqual([]);
  });

  test("that was signed out from elsewhere", async () => {
    const phone = await elsewhere(ada);
    await notified(phone, name);
    const { body } = await ada.get<{ devices: { id: string; current: boolean }[] }>("/account/devices");
    await ada.delete(`/account/devices/${body.devices.find(({ current }) => !current)!.id}`);
    expect(await devicesOf(ada)).toEqual([]);
  });

  test("of somebody who was taken out of their only class", async () => {
    const owner = await classroom.person("owner");
    await notified(ada, name);
    expect((await owner.delete(`/workspaces/${classroom.id}/members/${ada.id}`)).status).toBe(204);
    expect(await devicesOf(ada)).toEqual([]);
  });
});

describe("a test notification", () => {
  const test_ = (device: PushDevice, nonce = "n-1") =>
    ada.post<{ outcome: string; status?: number }>(`/push/devices/${device.id}/test`, { nonce });

  test("comes to that browser, encrypted for it alone and signed by this PLACE", async () => {
    const device = await notified(ada, name, { lang: "ar-EG" });
    expect((await test_(device)).body).toEqual({ outcome: "sent" });
    const [pushed] = await came(name);
    expect(pushed!.payload).toEqual({ type: "test", lang: "ar-EG", nonce: "n-1" });
    expect(pushed!.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "60", urgency: "high" });
    expect(pushed!.vapid).toMatchObject({ aud: "https://one.push.example", sub: "https://place.test" });
    // Its length says nothing of what is in it.
    expect(pushed!.bytes).toBe(4_096);
  });

  test.each([
    [410, "gone"],
    [404, "gone"],
    [403, "refused"],
    [503, "refused"],
  ])("says why it does not come where the push service answers %i", async (status, outcome) => {
    const device = await notified(ada, name);
    await answersWith(name, { status });
    expect((await test_(device)).body).toEqual({ outcome, status });
    expect(await devicesOf(ada)).toHaveLength(outcome === "gone" ? 0 : 1);
    expect(await cameTo(name)).toHaveLength(1);
  });

  test("says that nobody is there", async () => {
    const asked = { ...(await subscriptionTo(name)), endpoint: "https://one.push.example/away" };
    const told = await ada.put<{ device: PushDevice }>("/push/devices", asked);
    expect((await test_(told.body.device)).body).toEqual({ outcome: "unreachable" });
  });
});

test("a browser hears how far its owner has read where it still shows something, and of no other channel", async () => {
  const post = await ada.post<{ channel: { id: string } }>(`/workspaces/${classroom.id}/channels`, {
    ...{ name: `reading-${Date.now()}`, kind: "private" },
  });
  const { id } = post.body.channel;
  await ada.post(`/channels/${id}/messages`, { body: "One" });
  await ada.post(`/channels/${id}/messages`, { body: "Two" });
  await ada.post(`/channels/${id}/read`, { seq: 2 });
  const shown = { channels: [id, "NoSuchChannel0"] };
  expect((await ada.post<{ reads: object }>("/push/shown", shown)).body.reads).toEqual({ [id]: 2 });
  expect((await kofi.post<{ reads: object }>("/push/shown", shown)).body.reads).toEqual({});
});

test("a newer key that stands in a secret of its own is told first, and the older ones are known by their names", () => {
  const key = (kid: string) => ({ kid, publicKey: `B${"a".repeat(86)}`, privateKey: "b".repeat(43) });
  const keys = {
    PLACE_PUSH_KEYS: JSON.stringify([key("2026-10-02"), key("2026-09-01")]),
    PLACE_PUSH_KEYS_2026_11_30: JSON.stringify([key("2026-11-30")]),
    PLACE_PUSH_OFF: "0",
  };
  expect(pushKeysOf(keys).map(({ kid }) => kid)).toEqual(["2026-11-30", "2026-10-02", "2026-09-01"]);
});

test("of a key of the first deploy and one that was made the same day because it leaked, the later is the newest", () => {
  const key = (kid: string, letter: string) =>
    JSON.stringify([{ kid, publicKey: `B${letter.repeat(86)}`, privateKey: letter.repeat(43) }]);
  const secrets = {
    PLACE_PUSH_KEYS: key("2026-11-30", "a"),
    PLACE_PUSH_KEYS_2026_11_30: key("2026-11-30", "b"),
    PLACE_PUSH_KEYS_2026_11_30_02: key("2026-11-30-02", "c"),
  };
  const order = (env: object) =>
    pushKeysOf(env as Pick<Env, "PLACE_PUSH_KEYS">).map(({ privateKey }) => privateKey.slice(0, 1));
  expect(order(secrets)).toEqual(["c", "b", "a"]);
  expect(order(Object.fromEntries(Object.entries(secrets).reverse()))).toEqual(["c", "b", "a"]);
});
