/** The token of a visitor: renewed before it ends, and nobody's once they left or came in as somebody else. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { refusal } from "../../protocol/refusals.ts";
import { VisitorPass } from "../../web/src/lib/widget/pass.ts";
import { stubStorage } from "../support/browser-stubs.ts";

const MINUTE = 60_000;
const LIFE = 15 * MINUTE;
interface Asked {
  path: string;
  token: string | null;
  answer: (response: Response) => void;
}
let asked: Asked[];
let stored: Map<string, string>;
let ended: number;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  stored = stubStorage();
  asked = [];
  ended = 0;
  vi.stubGlobal("fetch", (input: RequestInfo | URL, init: RequestInit) => {
    const header = new Headers(init.headers).get("authorization");
    const token = header?.replace("Bearer ", "") ?? null;
    return new Promise<Response>((answer) => asked.push({ path: String(input), token, answer }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const passOf = (isKept = true) =>
  new VisitorPass("w-1", { site: () => "https://class.example", isKept, onEnded: () => (ended += 1) });
const held = (token: string, life = LIFE) => ({ token, expiresAt: Date.now() + life, now: Date.now() });
/** Where a route is comes with a file of its own: that takes turns that no clock counts. */
const askedFor = (count: number) =>
  vi.waitFor(() => expect(asked).toHaveLength(count), { interval: 1, timeout: 20_000 });
const tokenNow = (pass: VisitorPass) => pass.fresh().catch((error: unknown) => String(error));
async function answered(at: number, body: object, status = 200) {
  await askedFor(at + 1);
  asked[at]?.answer(Response.json(body, { status }));
  await vi.advanceTimersByTimeAsync(0);
}

test("it is renewed two minutes before it ends, and once, however many ask", async () => {
  const pass = passOf();
  pass.take(held("one"));
  await vi.advanceTimersByTimeAsync(LIFE - 2 * MINUTE - 1);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await askedFor(1);
  expect(asked.map(({ token }) => token)).toEqual(["one"]);
  await answered(0, held("two"));
  expect(await tokenNow(pass)).toBe("two");
  expect(stored.get("place.widget.w-1")).toBe("two");
});

test("a machine whose clock is ahead of the server's renews in time all the same", async () => {
  const pass = passOf();
  const server = Date.now() - 60 * MINUTE;
  pass.take({ token: "one", now: server, expiresAt: server + LIFE });
  expect(await tokenNow(pass)).toBe("one");
  await vi.advanceTimersByTimeAsync(LIFE - 2 * MINUTE);
  await askedFor(1);
});

test("what is asked with a token that ends in a moment waits for the next one", async () => {
  const pass = passOf();
  pass.take(held("one", 10_000));
  const fresh = [tokenNow(pass), tokenNow(pass)];
  await answered(0, held("two"));
  expect(await Promise.all(fresh)).toEqual(["two", "two"]);
  expect(asked).toHaveLength(1);
});

test("a server that is away puts nobody out: it is asked again soon, and the token that there is goes on", async () => {
  const pass = passOf();
  pass.take(held("one"));
  await vi.advanceTimersByTimeAsync(LIFE - 2 * MINUTE);
  await answered(0, refusal("unavailable"), 503);
  expect([ended, await tokenNow(pass)]).toEqual([0, "one"]);
  await vi.advanceTimersByTimeAsync(5_000);
  await answered(1, refusal("too_fast"), 429);
  await vi.advanceTimersByTimeAsync(5_000);
  await answered(2, held("two"));
  expect([ended, await tokenNow(pass)]).toEqual([0, "two"]);
});

test("one that the server ended is nobody's any more, here and in what is kept", async () => {
  const pass = passOf();
  pass.take(held("one"));
  await vi.advanceTimersByTimeAsync(LIFE - 2 * MINUTE);
  await answered(0, refusal("session_ended"), 401);
  expect([ended, stored.get("place.widget.w-1")]).toEqual([1, undefined]);
  expect(await tokenNow(pass)).toMatch(/Nobody is in/u);
});

test("what is not to be kept is kept nowhere", () => {
  passOf(false).take(held("one"));
  expect(stored.size).toBe(0);
});

describe("an answer that comes too late", () => {
  test("gives a token to nobody who left meanwhile", async () => {
    const pass = passOf();
    pass.take(held("one"));
    await vi.advanceTimersByTimeAsync(LIFE - 2 * MINUTE);
    await askedFor(1);
    void pass.leave();
    await answered(0, held("two"));
    expect(await tokenNow(pass)).toMatch(/Nobody is in/u);
    expect(stored.get("place.widget.w-1")).toBeUndefined();
    // Nor is it renewed for ever, out of sight.
    await answered(1, {});
    await vi.advanceTimersByTimeAsync(2 * LIFE);
    expect(asked).toHaveLength(2);
  });

  test("does not make somebody else of who came in meanwhile", async () => {
    const pass = passOf();
    pass.take(held("reader"));
    await vi.advanceTimersByTimeAsync(LIFE - 2 * MINUTE);
    await askedFor(1);
    pass.take(held("ada"));
    await answered(0, held("reader-2"));
    expect(await tokenNow(pass)).toBe("ada");
    expect(stored.get("place.widget.w-1")).toBe("ada");
  });

  test("does not put them out either where it was a refusal", async () => {
    const pass = passOf();
    pass.take(held("reader"));
    await vi.advanceTimersByTimeAsync(LIFE - 2 * MINUTE);
    await askedFor(1);
    pass.take(held("ada"));
    await answered(0, refusal("session_ended"), 401);
    expect([ended, await tokenNow(pass)]).toEqual([0, "ada"]);
  });
});
