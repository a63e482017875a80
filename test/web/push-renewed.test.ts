/** A browser that takes another push subscription by itself, while no page is open: PLACE is told, so that it goes on being notified. */
import { beforeEach, expect, test, vi } from "vitest";

const subscribe = vi.fn();
vi.mock("$app/service-worker", () => ({
  self: { registration: { pushManager: { subscribe: (how: unknown) => subscribe(how) as unknown } } },
}));

/** By its address: it is typed with what only a service worker has. */
const PUSH: string = "../../web/src/service-worker/push.ts";

interface Sent {
  method: string;
  path: string;
  body?: unknown;
}
let sent: Sent[];
let key: string | null;
beforeEach(() => {
  sent = [];
  key = "the-key-of-today";
  subscribe.mockReset().mockResolvedValue(subscriptionAt("made-anew"));
  vi.stubGlobal("fetch", (path: string, { method, body }: { method: string; body?: string }) => {
    sent.push({ method, path, ...(body !== undefined && { body: JSON.parse(body) as unknown }) });
    return Promise.resolve(Response.json(method === "GET" ? { key, devices: [] } : {}));
  });
});

function subscriptionAt(at: string) {
  const endpoint = `https://push.example/${at}`;
  return { endpoint, toJSON: () => ({ endpoint, keys: { p256dh: "p", auth: "a" } }) };
}
async function changed(event: object): Promise<Sent | undefined> {
  const { push } = (await import(PUSH)) as { push: { pushsubscriptionchange: (event: Event) => Promise<unknown> } };
  await push.pushsubscriptionchange(event as Event);
  return sent.find(({ method }) => method === "PUT");
}

test("PLACE is told of the one that the browser took, in place of the one before", async () => {
  const told = await changed({ oldSubscription: subscriptionAt("before"), newSubscription: subscriptionAt("after") });
  expect(told).toEqual({
    method: "PUT",
    path: "/api/push/devices",
    body: {
      endpoint: "https://push.example/after",
      keys: { p256dh: "p", auth: "a" },
      applicationServerKey: "the-key-of-today",
      replaces: "https://push.example/before",
    },
  });
  expect(subscribe).not.toHaveBeenCalled();
});

test("where it only took the one before away, it subscribes anew with the key of today, also where it says nothing of either", async () => {
  const told = await changed({ oldSubscription: subscriptionAt("before"), newSubscription: null });
  expect(subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: "the-key-of-today" });
  expect(told?.body).toMatchObject({
    endpoint: "https://push.example/made-anew",
    replaces: "https://push.example/before",
  });
  sent = [];
  expect((await changed({}))?.body).not.toHaveProperty("replaces");
});

test("of a PLACE that has no key any more, nothing is asked of the browser", async () => {
  key = null;
  expect(await changed({ oldSubscription: subscriptionAt("before") })).toBeUndefined();
  expect(subscribe).not.toHaveBeenCalled();
});
