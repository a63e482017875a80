import { describe, expect, test } from "vitest";
import { createApi } from "../../client/api.ts";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { refusal } from "../../protocol/index.ts";

function answering(answer: () => Response) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = (url: string | URL | Request, init: RequestInit = {}) => {
    asked.push({ url: String(url), init });
    return Promise.resolve().then(answer);
  };
  const api = createApi({ baseUrl: "https://place.test/", fetch: fetch as typeof globalThis.fetch, token: "secret" });
  return { api, asked };
}

describe("the HTTP side", () => {
  test("R8 a program says who it is in a header, and writes are JSON", async () => {
    const { api, asked } = answering(() => Response.json({ message: { seq: 1 } }));
    await api.call("messages.post", { channel: "channel-1" }, { body: "hello" });
    expect(asked[0]?.url).toBe("https://place.test/api/channels/channel-1/messages");
    expect(asked[0]?.init).toMatchObject({
      method: "POST",
      body: '{"body":"hello"}',
      headers: { authorization: "Bearer secret", "content-type": "application/json" },
    });
  });

  test("what goes into an address is escaped", async () => {
    const { api, asked } = answering(() => Response.json({}));
    await api.call("channels.byName", { workspace: "class-1", name: "a/b?ü" });
    await api.call("messages.page", { channel: "channel-1" }, { around: 5, limit: 10 });
    expect(asked.map(({ url }) => url)).toEqual([
      "https://place.test/api/workspaces/class-1/channels/by-name/a%2Fb%3F%C3%BC",
      "https://place.test/api/channels/channel-1/messages?around=5&limit=10",
    ]);
  });

  test("I9 a refusal is thrown with its code, its sentence and its status", async () => {
    const { api } = answering(() => Response.json(refusal("too_fast", { retryAfter: 900 }), { status: 429 }));
    const thrown: unknown = await api.call("entry.signOut").catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(RefusedError);
    expect(thrown).toMatchObject({ status: 429, refusal: { code: "too_fast", retryAfter: 900 } });
  });

  test.each([
    ["nobody answers", () => Promise.reject(new TypeError("fetch failed")) as never],
    ["a page of a captive portal", () => new Response("<html>Please pay</html>")],
    ["a broken server", () => Response.json({ oops: true }, { status: 502 })],
  ])("R74 %s: that is unreachable, not refused", async (_, answer: () => Response) => {
    const thrown: unknown = await answering(answer)
      .api.call("account.get")
      .catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(UnreachableError);
  });

  test("I9 a refusal that a proxy made without our words is still one", async () => {
    const { api } = answering(() => Response.json({ message: "slow down" }, { status: 429 }));
    const thrown: unknown = await api.call("account.get").catch((cause: unknown) => cause);
    expect(thrown).toMatchObject({ refusal: { code: "too_fast" } });
  });

  test("an answer with nothing to tell is nothing", async () => {
    const { api } = answering(() => new Response(null, { status: 204 }));
    expect(await api.call("memberships.leave", { channel: "channel-1" })).toBeUndefined();
  });
});
