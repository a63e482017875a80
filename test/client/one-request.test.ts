/** One request: what it says, what its failure is, and what an entry of the outbox becomes by HTTP. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { createRequest, withQuery } from "../../client/http.ts";
import type { OutboxEntry } from "../../client/outbox-entry.ts";
import { carriedBefore, requestByHttp } from "../../client/outbox-request.ts";
import { refusal, type Message, type RefusalCode } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";

const C = "channel-1";

const M = "member-1";

afterEach(() => vi.unstubAllGlobals());

describe("one request", () => {
  const asking = async (answer: () => Response, options = {}, method: "GET" | "POST" = "GET") => {
    const seen: RequestInit[] = [];
    const request = createRequest({
      fetch: async (_url, init) => (seen.push(init!), answer()),
      ...options,
    });
    const told = await request(method, "/api/x").catch((cause: unknown) => cause);
    return { told, init: seen[0]! };
  };

  test("says what it takes, and what it sends where it writes", async () => {
    const { told, init } = await asking(() => Response.json({ a: 1 }, { status: 201, headers: { "x-a": "b" } }));
    expect(told).toMatchObject({ status: 201, value: { a: 1 } });
    expect((told as { headers: Headers }).headers.get("x-a")).toBe("b");
    expect(init).toMatchObject({ method: "GET", credentials: "same-origin" });
    expect(init.headers).toEqual({ accept: "application/json" });
    expect("body" in init).toBe(false);
    const write = await asking(() => new Response(null, { status: 204 }), { token: "t" }, "POST");
    expect(write.told).toMatchObject({ status: 204, value: undefined });
    expect(write.init.headers).toEqual({
      accept: "application/json",
      authorization: "Bearer t",
      "content-type": "application/json",
    });
    expect(write.init.body).toBe("{}");
  });

  test.each<[number, RefusalCode, number?]>([
    [401, "not_signed_in"],
    [403, "forbidden"],
    [404, "not_found"],
    [413, "too_large"],
    [429, "too_fast", 5_000],
  ])("I9: a refusal of status %d without our words is %s", async (status, code, retryAfter) => {
    for (const value of [{}, null, [], "x", 7, { code: 7 }, { code: "of another program" }, { code: "toString" }]) {
      const { told } = await asking(() => Response.json(value, { status }));
      expect(told).toBeInstanceOf(RefusedError);
      const more = retryAfter === undefined ? {} : { retryAfter };
      expect(told).toMatchObject({ status, refusal: refusal(code, more), message: refusal(code).sentence });
      expect((told as RefusedError).refusal).toEqual(refusal(code, more));
    }
  });

  test("R74: of another status without our words it is not reached, and says of what", async () => {
    for (const status of [400, 402, 405, 409, 500, 502, 503]) {
      const { told } = await asking(() => Response.json({}, { status }));
      expect(told).toBeInstanceOf(UnreachableError);
      expect(told).toMatchObject({
        name: "UnreachableError",
        message: "PLACE cannot be reached right now.",
        cause: `status ${status}`,
      });
    }
    const mine = await asking(() => Response.json(refusal("unavailable"), { status: 503 }));
    expect(mine.told).toMatchObject({ name: "RefusedError", status: 503, refusal: refusal("unavailable") });
  });

  test("R74: that nobody answers says why", async () => {
    const lost = await asking(() => {
      throw new TypeError("fetch failed");
    });
    expect(lost.told).toMatchObject({ name: "UnreachableError", cause: { message: "fetch failed" } });
    const portal = await asking(() => new Response("<html>"));
    expect((portal.told as Error).cause).toBeInstanceOf(SyntaxError);
  });

  test("a query leaves out what is not known", () => {
    expect(withQuery("/x")).toBe("/x");
    expect(withQuery("/x", { a: undefined })).toBe("/x");
    expect(withQuery("/x", { a: 1, b: undefined, c: "ü&" })).toBe("/x?a=1&c=%C3%BC%26");
  });
});

describe("an entry of the outbox by HTTP", () => {
  const message: Message = { id: "m1", seq: 3, rev: 9, author: M, at: 5, body: "words" };
  const entry = (more: object) =>
    ({ id: "m1", channel: C, owner: "tab", createdAt: 1, attempts: 1, ...more }) as OutboxEntry;
  const poll = { question: "?", options: ["a", "b"] };

  test.each<[object, string, string, object]>([
    [{ kind: "post", body: "words" }, "POST", "messages", { id: "m1", body: "words" }],
    [
      { kind: "post", body: "words", replyTo: 2, poll, alsoToChannel: true },
      "POST",
      "messages",
      { id: "m1", body: "words", replyTo: 2, poll, alsoToChannel: true },
    ],
    [{ kind: "post", body: "words", toCome: 1 }, "POST", "messages", { id: "m1", body: "words", toCome: 1 }],
    [{ kind: "edit", seq: 3, body: "new" }, "PATCH", "messages/3", { body: "new" }],
    [{ kind: "edit", seq: 3, body: "new", rev: 8 }, "PATCH", "messages/3", { body: "new", rev: 8 }],
    [{ kind: "delete", seq: 3 }, "DELETE", "messages/3", {}],
    [{ kind: "act", seq: 3, act: { type: "closePoll" } }, "POST", "messages/3/acts", { act: { type: "closePoll" } }],
  ])("%j is asked for as it is, and told as it was carried out", async (more, method, path, body) => {
    const { api, asked } = fakeApi(() => ({ message }));
    expect(await requestByHttp(api, entry(more))).toEqual({ seq: 3, rev: 9, at: 5, message });
    expect(asked).toMatchObject([{ method, path: `/api/channels/${C}/${path}`, body }]);
    expect(asked[0]!.body).toEqual(body);
  });

  test("that is refused, or not answered, throws what was heard", async () => {
    const refused = fakeApi(() => new Refusing(refusal("muted")));
    await expect(requestByHttp(refused.api, entry({ kind: "post", body: "x" }))).rejects.toMatchObject({
      refusal: { code: "muted" },
    });
    expect(refused.asked).toHaveLength(1);
    const lost = fakeApi(unreachable);
    await expect(requestByHttp(lost.api, entry({ kind: "post", body: "x" }))).rejects.toBeInstanceOf(UnreachableError);
  });

  describe("whose first answer was lost", () => {
    const edit = { kind: "edit", seq: 3, body: "new", attempts: 2 };
    const remove = { kind: "delete", seq: 3, attempts: 2 };
    const before = async (more: object, code: RefusalCode, stored: object | null) => {
      const there =
        stored === null
          ? []
          : [
              { ...message, seq: 2 },
              { ...message, ...stored },
            ];
      const { api, asked } = fakeApi(() => ({ messages: there, reachedStart: true, reachedEnd: true, rev: 9 }));
      return { told: await carriedBefore(api, entry(more), refusal(code)), asked };
    };

    test("is done where the room says so by what is there", async () => {
      const { told, asked } = await before(edit, "stale", { body: "new" });
      expect(told).toMatchObject({ seq: 3, rev: 9, at: 5, message: { body: "new" } });
      expect(asked).toHaveLength(1);
      expect(asked[0]!.path).toBe(`/api/channels/${C}/messages`);
      expect(Object.fromEntries(asked[0]!.query)).toEqual({ before: "4", limit: "1", rev: "999999999999999" });
      expect((await before(remove, "deleted", { body: "", deletedAt: 6 })).told).toMatchObject({ seq: 3 });
    });

    test("is not, where something else is there, or nothing", async () => {
      expect((await before(edit, "stale", { body: "somebody's" })).told).toBeNull();
      expect((await before(remove, "deleted", { body: "new" })).told).toBeNull();
      expect((await before(edit, "stale", null)).told).toBeNull();
    });

    test.each<[object, RefusalCode]>([
      [{ ...edit, attempts: 1 }, "stale"],
      [{ ...remove, attempts: 1 }, "deleted"],
      [edit, "deleted"],
      [edit, "muted"],
      [remove, "stale"],
      [remove, "forbidden"],
      [{ kind: "post", body: "new", attempts: 2 }, "stale"],
      [{ kind: "act", seq: 3, act: { type: "closePoll" }, attempts: 2 }, "deleted"],
    ])("%j refused as %s asks nobody", async (more, code) => {
      const { told, asked } = await before(more, code, { body: "new", deletedAt: 1 });
      expect([told, asked.length]).toEqual([null, 0]);
    });
  });
});
