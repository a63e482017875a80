/** "Try it" is for everybody: a click lets in, also when a name comes twice, and no one place takes all of a day's guests. */
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  GUESTS_PER_ADDRESS,
  GUESTS_PER_DAY,
  GUESTS_SUBNET_TIMES,
  type Account,
  type Refusal,
} from "../../protocol/index.ts";
import { takeGuestPlace } from "../../worker/store/guest-counts.ts";
import { openDb } from "../../worker/store/db.ts";
import { Browser, codeOf, createClass, joinAs, ok } from "./support/people.ts";

const DAY_MS = 86_400_000;
const times = (n: number) => Array.from({ length: n }, (_, i) => i);
const from = (address: string) => new Browser({ "cf-connecting-ip": address });
const tried = async (address: string) => codeOf(await from(address).post("/try")) ?? "in";
/** Somebody new from there, counted as by a click. */
const count = (origin: string, perDay = 1_000_000, now = Date.now()) =>
  takeGuestPlace(openDb(env.DB), [{ origin, perDay }], now);

beforeAll(async () => {
  const { workspace } = await createClass("The demo");
  await env.DB.prepare("update workspaces set demo = 1 where id = ?").bind(workspace.id).run();
});
afterEach(() => vi.restoreAllMocks());

describe("a name that is taken", () => {
  /** The next random marks of four letters, as if by chance. */
  function marksTo(...marks: string[]): void {
    const letters = "23456789abcdefghjkmnpqrstuvwxyz";
    const real = crypto.getRandomValues.bind(crypto);
    vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
      if (!(array instanceof Uint8Array) || array.length !== 4) return real(array);
      const mark = marks.shift();
      if (mark === undefined) return real(array);
      array.set([...mark].map((letter) => letters.indexOf(letter)));
      return array;
    });
  }
  const guest = async (address: string) => ok(await from(address).post<{ account: Account }>("/try")).account.handle;

  test("is tried with another one, and the visitor hears nothing of it", async () => {
    marksTo("abcd", "abcd", "efgh");
    expect(await guest("192.0.2.1")).toBe("guest-abcd");
    // The free handles that are offered draw a mark too.
    expect(await guest("192.0.2.1")).not.toBe("guest-abcd");
  });

  test("also where it only looks like somebody's", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "gúest-manx");
    marksTo("manx");
    const handle = await guest("192.0.2.2");
    expect(handle).toMatch(/^guest-/u);
    expect(handle).not.toBe("guest-manx");
  });

  test("when many come at once with the same one: each is in, with one of their own", async () => {
    marksTo(...times(40).map(() => "same"));
    const answers = await Promise.all(
      times(8).map((i) => from(`192.0.2.${10 + i}`).post<{ account: Account }>("/try")),
    );
    expect(answers.map(({ status }) => status)).toEqual(times(8).map(() => 201));
    expect(new Set(answers.map(({ body }) => body.account.handle)).size).toBe(8);
  });
});

describe("a day's guests", () => {
  test("R5: a class of sixty behind one address tries it within minutes", async () => {
    const room = times(60).map(() => from("203.0.113.9"));
    for (let start = 0; start < 60; start += 20) {
      const answers = await Promise.all(room.slice(start, start + 20).map((browser) => browser.post("/try")));
      expect(answers.map(codeOf)).toEqual(times(20).map(() => undefined));
    }
  }, 120_000);

  test("R151: one machine has an end, with a word; others go on, and so does who is in already", async () => {
    const guest = from("198.51.200.1");
    ok(await guest.post("/try"));
    for (const _ of times(GUESTS_PER_ADDRESS - 1)) await count("198.51.200.1");
    const refused = await from("198.51.200.1").post<Refusal>("/try");
    expect([refused.status, codeOf(refused)]).toEqual([429, "too_fast"]);
    expect(refused.body.sentence).toContain("tomorrow");
    expect(refused.body.retryAfter).toBeGreaterThan(0);
    expect((await guest.post("/try")).status).toBe(201);
    expect(await tried("198.51.201.1")).toBe("in");
  });

  test("R151: so has a subnet, of either kind, and a house with its billions of addresses", async () => {
    const ofSubnet = GUESTS_PER_ADDRESS * GUESTS_SUBNET_TIMES;
    for (const _ of times(ofSubnet - 1)) await count("198.51.210/");
    expect([await tried("198.51.210.1"), await tried("198.51.210.2"), await tried("198.51.211.1")]).toEqual([
      "in",
      "too_fast",
      "in",
    ]);
    for (const _ of times(GUESTS_PER_ADDRESS - 1)) await count("2001:db8:77:1");
    expect([
      await tried("2001:db8:77:1::1"),
      await tried("2001:db8:77:1:ffff::2"),
      await tried("2001:db8:77:2::1"),
    ]).toEqual(["in", "too_fast", "in"]);
    for (const _ of times(ofSubnet)) await count("2001:db8:78/");
    // IPv4 that a proxy wrote as IPv6, in either way, is the house that it is.
    for (const _ of times(GUESTS_PER_ADDRESS)) await count("198.51.220.1");
    expect([
      await tried("::ffff:198.51.220.1"),
      await tried("::ffff:c633:dc01"),
      await tried("::ffff:c633:dd01"),
      await tried("::FFFF:C633:DC01"),
    ]).toEqual(["too_fast", "too_fast", "in", "too_fast"]);
    expect([await tried("2001:db8:78:9::1"), await tried("2001:db8:79:9::1")]).toEqual(["too_fast", "in"]);
  });

  test("R151: one place leaves most of a day's guests to others", () => {
    expect(GUESTS_PER_ADDRESS).toBeGreaterThanOrEqual(60 + 10);
    expect(GUESTS_PER_ADDRESS * GUESTS_SUBNET_TIMES).toBeLessThanOrEqual(GUESTS_PER_DAY / 4);
  });

  test("R151: many at once do not get past it; what was refused is not counted; tomorrow it begins anew", async () => {
    const places = [
      { origin: "narrow", perDay: 3 },
      { origin: "wide", perDay: 5 },
    ];
    const take = (now = Date.now()) => takeGuestPlace(openDb(env.DB), places, now);
    const taken = await Promise.all(times(10).map(() => take()));
    expect(taken.filter(Boolean)).toHaveLength(3);
    expect(await count("wide", 5)).toBe(true);
    expect(await count("wide", 5)).toBe(true);
    expect(await count("wide", 5)).toBe(false);
    expect(await take(Date.now() + DAY_MS)).toBe(true);
    const days = await env.DB.prepare("select count(distinct day) as days from guest_counts").first();
    expect(days).toEqual({ days: 1 });
  });

  test("R151: no address is kept", async () => {
    await tried("192.0.2.250");
    const { results } = await env.DB.prepare("select origin from guest_counts").all<{ origin: string }>();
    expect(results.length).toBeGreaterThan(1);
    expect(JSON.stringify(results)).not.toMatch(/\d+\.\d+\.\d+/u);
  });
});
