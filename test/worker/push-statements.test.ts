/** What the statements of Web Push read: they find whom they are about by a key, whatever the class is like. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { openDb } from "../../worker/store/db.ts";
import { forgetGone, readsOf } from "../../worker/store/push-devices.ts";
import type { Caller } from "../../worker/store/sessions.ts";
import type { Somebody } from "./support/classroom.ts";
import { openCountedClass, PEOPLE } from "./support/counted-class.ts";
import { costOf, tokenHashOf } from "./support/statement-costs.ts";

const db = openDb(env.DB);
let people: Somebody[];
let channel: { id: string; no: number };
beforeAll(async () => {
  ({ people, channel } = await openCountedClass());
});

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
