/** What the statements of Web Push read: they find whom they are about by a key, whatever the class is like. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { handleKey } from "../../worker/handles/handles.ts";
import { openDb } from "../../worker/store/db.ts";
import { forgetGone, readsOf, subscribe } from "../../worker/store/push-devices.ts";
import { channelsToldOfAll, readCalled, readRecipients, readToldOfAll } from "../../worker/store/push-recipients.ts";
import type { Caller } from "../../worker/store/sessions.ts";
import type { Classroom, Somebody } from "./support/classroom.ts";
import { openCountedClass, PEOPLE } from "./support/counted-class.ts";
import { costOf, tokenHashOf } from "./support/statement-costs.ts";

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
let channel: { id: string; no: number };
beforeAll(async () => {
  ({ classroom, people, channel } = await openCountedClass());
});
const place = () => ({ channelNo: channel.no, homeNo: channel.no, workspaceNo: classroom.no });

async function callerOf(who: Somebody): Promise<Caller> {
  return {
    user: { no: who.userNo, id: "", handle: who.handle, guest: false },
    session: { id: "", tokenHash: await tokenHashOf(who), kind: "browser" },
  };
}

describe("a browser", () => {
  test("that asks how far its owner has read costs a few rows a channel", async () => {
    const caller = await callerOf(people[0]!);
    let reads = {};
    const cost = await costOf(async () => (reads = await readsOf(db, caller, [channel.id])));
    expect(Object.keys(reads)).toEqual([channel.id]);
    expect(cost).toBeLessThanOrEqual(6);
    expect(cost).toBeLessThan(PEOPLE);
  });

  test("that is gone is found by its key", async () => {
    expect(
      await costOf(() => forgetGone(env.DB, [{ id: "nobody", endpoint: "https://push.example/x" }])),
    ).toBeLessThanOrEqual(1);
  });
});

describe("who may be notified of a message", () => {
  test("costs a row where nobody of this PLACE is notified, however many are in the channel", async () => {
    expect(await costOf(() => readRecipients(env.DB, place(), { everyone: true }, 1))).toBeLessThanOrEqual(2);
    expect(await costOf(() => readToldOfAll(env.DB, channel.no))).toBeLessThanOrEqual(2);
  });

  test("costs a few rows for each who is named, and for each who is in the channel where all are", async () => {
    const notified = people.slice(0, 3);
    for (const who of notified) {
      const keys = { p256dh: `B${"A".repeat(86)}`, auth: "a".repeat(22) };
      const asked = { endpoint: `https://push.example/${who.id}`, keys, applicationServerKey: "", lang: "en" };
      const more = { kid: "k", name: "n", origin: "https://place.test" };
      await subscribe(db, env.DB, await callerOf(who), { ...asked, ...more }, Date.now());
    }
    const [one] = notified;
    const named = { handleKeys: [handleKey(one!.handle)], memberNos: [] };
    let found: unknown[] = [];
    const ofOne = await costOf(async () => (found = await readRecipients(env.DB, place(), named, Date.now())));
    expect(found).toMatchObject([{ member: one!.id, notify: "mentions", isMuted: false, devices: [{ lang: "en" }] }]);
    expect(ofOne).toBeLessThanOrEqual(12);
    const ofAll = await costOf(
      async () => (found = await readRecipients(env.DB, place(), { everyone: true }, Date.now())),
    );
    expect(found).toHaveLength(3);
    expect(ofAll).toBeLessThanOrEqual(4 * PEOPLE + 30);
    expect(await costOf(() => readToldOfAll(env.DB, channel.no))).toBeLessThanOrEqual(2 * PEOPLE + 10);
    expect(await costOf(() => channelsToldOfAll(env.DB, one!.userNo))).toBeLessThanOrEqual(40);
    expect(await costOf(() => readCalled(env.DB, channel.no, [one!.id]))).toBeLessThanOrEqual(4);
  });
});
