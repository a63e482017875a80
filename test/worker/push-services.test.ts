/** Push services that are slow, busy, broken or gone do nothing to anybody else, and are asked no more than they want to be. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PushDevice } from "../../protocol/index.ts";
import { log } from "../../worker/log.ts";
import type { PushKey } from "../../worker/push/keys.ts";
import { channelOf } from "./support/channel.ts";
import type { Somebody } from "./support/classroom.ts";
import {
  ada,
  channel,
  classroom,
  held,
  hurry,
  kofi,
  name,
  openPushScene,
  queued,
  ring,
  say,
  talkAmong,
  toldOf,
} from "./support/push-scene.ts";
import { answersWith, came, cameTo, notified } from "./support/push-service.ts";

openPushScene();

describe("a push service", () => {
  let device: PushDevice;
  beforeEach(async () => {
    device = await notified(ada, name);
  });
  const devicesOf = async (who: Somebody) => (await who.get<{ devices: PushDevice[] }>("/push")).body.devices;

  test.each([404, 410])("that says %i forgets the browser for good", async (status) => {
    await answersWith(name, { status });
    await say(kofi, `One @${ada.handle}`);
    await came(name);
    await vi.waitFor(async () => expect(await devicesOf(ada)).toEqual([]));
    expect(await queued()).toEqual([]);
  });

  test.each([
    ["busy, until it says", { status: 429, retryAfter: "600" }, 600_000],
    ["broken, half a minute", { status: 503 }, 30_000],
  ])("that is %s, is tried three times in all", async (_what, answers, pause) => {
    await answersWith(name, answers);
    await say(kofi, `One @${ada.handle}`);
    await vi.waitFor(async () => expect(await queued()).toHaveLength(1));
    const [waits] = await queued();
    expect(waits!.next_at - Date.now()).toBeGreaterThan(pause - 10_000);
    // What is said meanwhile waits with it, and asks the push service no more than it wants to be asked.
    await say(kofi, `Two @${ada.handle}`);
    for (const tries of [2, 3]) {
      await hurry();
      await held();
      await came(name, tries);
    }
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
    expect((await toldOf(name)).map(({ count }) => count)).toEqual([1, 2, 2]);
    expect(await devicesOf(ada)).toEqual([device]);
  });

  test("that takes it at the second try is asked no third time", async () => {
    await answersWith(name, { status: 500 });
    await say(kofi, `One @${ada.handle}`);
    await vi.waitFor(async () => expect(await queued()).toHaveLength(1));
    await answersWith(name, { status: 201 });
    await hurry();
    await held();
    await came(name, 2);
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
  });

  test("that is slow delays no message, no other follower, and nobody of another push service", async () => {
    await answersWith(name, { waits: 1_500 });
    const other = await classroom.person("ta");
    await talkAmong([ada, kofi, other]);
    await notified(kofi, `${name}-quick`, {}, "https://two.push.example");
    const from = performance.now();
    const first = await say(other, `@${ada.handle} and @${kofi.handle}`);
    await say(other, "Meanwhile");
    expect(performance.now() - from).toBeLessThan(1_000);
    await vi.waitFor(async () => expect(await cameTo(`${name}-quick`, "https://two.push.example")).toHaveLength(1));
    // What the room rings for does not wait for it either, and the history has both.
    await ring();
    await vi.waitFor(async () => {
      const { results } = await env.DB.prepare(
        "select key from messages where key > ? * 4294967296 and key < (? + 1) * 4294967296",
      )
        .bind(channel.no, channel.no)
        .all();
      expect(results).toHaveLength(first.seq + 1);
    });
    expect(performance.now() - from).toBeLessThan(1_400);
  });

  test("gets forty pushes in a run and the rest in the next ones", async () => {
    const crowd = await Promise.all(Array.from({ length: 44 }, () => classroom.person("student")));
    const teacher = await classroom.person("teacher");
    const shared = await channelOf([teacher, ...crowd], { kind: "private" });
    const service = "https://crowd.push.example";
    await Promise.all(crowd.map((who, at) => notified(who, `${name}-${at}`, {}, service)));
    await say(teacher, "@channel the lecture begins", shared.id);
    await vi.waitFor(async () => expect(await queued(shared.id)).toHaveLength(4), 10_000);
    await held(shared.id);
    await vi.waitFor(async () => expect(await queued(shared.id)).toEqual([]), 10_000);
    const all = await Promise.all(crowd.map((_who, at) => cameTo(`${name}-${at}`, service)));
    expect(all.map(({ length }) => length)).toEqual(crowd.map(() => 1));
  });
});

describe("whoever runs PLACE", () => {
  /** As after a deploy with other settings. */
  const set = (settings: Partial<Pick<Env, "PLACE_PUSH_OFF" | "PLACE_PUSH_KEYS">>) =>
    runInDurableObject(env.ROOMS.getByName(channel.id), (room) => {
      Object.assign((room as unknown as { env: Env }).env, settings);
    });
  const keys = env.PLACE_PUSH_KEYS!;
  afterEach(() => set({ PLACE_PUSH_OFF: "", PLACE_PUSH_KEYS: keys }));

  test("switches pushes off: none goes out, what waited is forgotten, and browsers are told again afterwards", async () => {
    const device = await notified(ada, name);
    await answersWith(name, { status: 503 });
    await say(kofi, `One @${ada.handle}`);
    await vi.waitFor(async () => expect(await queued()).toHaveLength(1));
    await answersWith(name, {});
    await set({ PLACE_PUSH_OFF: "1" });
    await say(kofi, `Two @${ada.handle}`);
    await hurry();
    await held();
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
    expect(await cameTo(name)).toHaveLength(1);
    await set({ PLACE_PUSH_OFF: "" });
    expect((await ada.get<{ devices: PushDevice[] }>("/push")).body.devices).toEqual([device]);
    const three = await say(kofi, `Three @${ada.handle}`);
    await held();
    expect((await toldOf(name, 2))[1]).toMatchObject({ seq: three.seq });
  });

  test("takes a new key: browsers of the one before are reached by that until it goes, and are not forgotten then", async () => {
    const device = await notified(ada, name);
    const [before] = JSON.parse(keys) as PushKey[];
    const { publicKey, privateKey } = await newKey();
    const after: PushKey = { kid: "after", publicKey, privateKey };
    await set({ PLACE_PUSH_KEYS: JSON.stringify([after, before]) });
    await say(kofi, `One @${ada.handle}`);
    expect((await came(name))[0]!.vapid.key).toBe(before!.publicKey);
    await set({ PLACE_PUSH_KEYS: JSON.stringify([after]) });
    const fault = vi.spyOn(log, "fault").mockImplementation(() => undefined);
    await say(kofi, `Two @${ada.handle}`);
    await held();
    await vi.waitFor(() => expect(fault).toHaveBeenCalledWith("push", expect.any(Error), expect.anything()));
    expect(await cameTo(name)).toHaveLength(1);
    expect((await ada.get<{ devices: PushDevice[] }>("/push")).body.devices).toEqual([device]);
  });
});

test("an object that ends between a message and its push tells of it when it is rung again", async () => {
  await notified(ada, name);
  await say(kofi, `One @${ada.handle}`);
  await came(name);
  // Within the seconds in which what follows is gathered: nothing of it is on its way.
  const two = await say(kofi, `Two @${ada.handle}`);
  await evictDurableObject(env.ROOMS.getByName(channel.id));
  await held();
  expect((await toldOf(name, 2))[1]).toMatchObject({ seq: two.seq, count: 2 });
});

async function newKey(): Promise<Pick<PushKey, "publicKey" | "privateKey">> {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
  ])) as CryptoKeyPair;
  const raw = (await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer;
  const { d } = (await crypto.subtle.exportKey("jwk", privateKey)) as JsonWebKey;
  return { publicKey: Buffer.from(raw).toString("base64url"), privateKey: d ?? "" };
}
