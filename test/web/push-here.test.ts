/** This browser's push notifications, as its settings and its daily word to PLACE find them. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { PushDevice } from "../../protocol/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { stubStorage } from "../support/browser-stubs.ts";
import { answering, type Fakes } from "../support/web-class.ts";

const TODAY = "AQID";
const BEFORE = "BAUG";
const bytesOf = (key: string) => Uint8Array.from(Buffer.from(key, "base64url")).buffer;
const deviceOf = (id: string, more: Partial<PushDevice> = {}): PushDevice => ({
  ...({ id, name: "Firefox on Linux", current: false, words: true, createdAt: 1, seenAt: 1 } as unknown as PushDevice),
  ...more,
});

interface FakeSubscription {
  endpoint: string;
  options: { applicationServerKey: ArrayBuffer };
  unsubscribe: () => Promise<boolean>;
  toJSON: () => object;
}
let subscription: FakeSubscription | null;
let made: string[];
let ended: string[];
let events: EventTarget;
/** The push service of this browser answers. */
let isThere: boolean;
function subscriptionBy(key: string, endpoint = `https://push.example/${made.length}`): FakeSubscription {
  return {
    ...{ endpoint, options: { applicationServerKey: bytesOf(key) } },
    unsubscribe: () => {
      ended.push(endpoint);
      subscription = null;
      return Promise.resolve(true);
    },
    toJSON: () => ({ endpoint, keys: { p256dh: "p", auth: "a" } }),
  };
}
function stubBrowser({ push = true, userAgent = "test", maxTouchPoints = 0 } = {}) {
  const registration = {
    pushManager: {
      getSubscription: () => Promise.resolve(subscription),
      subscribe: ({ applicationServerKey }: { applicationServerKey: string }) => {
        if (!isThere) return Promise.reject(new DOMException("no service", "AbortError"));
        made.push(applicationServerKey);
        subscription = subscriptionBy(applicationServerKey);
        return Promise.resolve(subscription);
      },
    },
  };
  events = new EventTarget();
  const serviceWorker = Object.assign(events, {
    ready: Promise.resolve(registration),
    getRegistration: () => Promise.resolve(registration),
  });
  vi.stubGlobal("navigator", {
    userAgent,
    maxTouchPoints,
    onLine: true,
    languages: ["en"],
    ...(push && { serviceWorker }),
  });
  vi.stubGlobal("Notification", push ? class {} : undefined);
  vi.stubGlobal("PushManager", class {});
}

/** Another page of this browser: what it remembers is its own. */
let errors: typeof import("../../client/errors.ts");
async function page() {
  vi.resetModules();
  errors = await import("../../client/errors.ts");
  return (await import("../../web/src/lib/features/notifications/push-here.svelte.ts")).pushHere;
}
/** A PLACE with that key, and what it was told. */
function place(key: string | null = TODAY, devices: PushDevice[] = [], more: Fakes = {}) {
  const told: unknown[] = [];
  const api = answering({
    "push.devices": () => Promise.resolve({ key, devices }),
    "push.subscribe": (_, asked) => {
      told.push(asked);
      return Promise.resolve({ device: deviceOf("here", { current: true }) });
    },
    "push.forget": () => Promise.resolve(undefined),
    ...more,
  });
  return { api, told };
}
const away = () => Promise.reject(new errors.UnreachableError("no network"));

beforeEach(() => {
  vi.unstubAllGlobals();
  stubStorage();
  stubBrowser();
  [subscription, made, ended, isThere] = [null, [], [], true];
});

describe("what a browser can", () => {
  const stateOf = async (browser: object, key: string | null = TODAY) => {
    stubBrowser(browser);
    const here = await page();
    await here.load(place(key).api);
    return here.state;
  };
  test("is told from what this PLACE can, and from what an iPhone can once PLACE is on its home screen", async () => {
    expect(await stateOf({})).toBe("off");
    expect(await stateOf({}, null)).toBe("absent");
    expect(await stateOf({ push: false })).toBe("impossible");
    expect(await stateOf({ push: false, userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)" })).toBe("install");
    expect(await stateOf({ push: false, userAgent: "Mozilla/5.0 (Macintosh)", maxTouchPoints: 5 })).toBe("install");
    expect(await stateOf({ push: false, userAgent: "Mozilla/5.0 (Macintosh)" })).toBe("impossible");
  });

  test("is on where PLACE and the browser both say so, and away where PLACE cannot be asked", async () => {
    const here = await page();
    subscription = subscriptionBy(TODAY);
    await here.load(place(TODAY, [deviceOf("here", { current: true })]).api);
    expect(here.state).toBe("on");
    // Its browser forgot: whoever looks is not told that it is on.
    subscription = null;
    await here.load(place(TODAY, [deviceOf("here", { current: true })]).api);
    expect(here.state).toBe("off");
    await here.load(place(TODAY, [], { "push.devices": away }).api);
    expect(here.state).toBe("away");
  });
});

describe("turned on", () => {
  test("it subscribes with the key of today, and PLACE is told where", async () => {
    const { api, told } = place();
    const here = await page();
    expect(await here.turnOn(api)).toBe(true);
    expect(made).toEqual([TODAY]);
    expect(told).toEqual([
      {
        ...{ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } },
        ...{ applicationServerKey: TODAY, lang: "en" },
      },
    ]);
    expect([here.current?.id, here.devices?.length]).toEqual(["here", 1]);
  });

  test("a subscription by a key that PLACE had before is ended first: it is reached by no other", async () => {
    subscription = subscriptionBy(BEFORE, "https://push.example/before");
    const here = await page();
    expect(await here.turnOn(place().api)).toBe(true);
    expect([ended, made]).toEqual([["https://push.example/before"], [TODAY]]);
    // One by this key stays.
    expect(await here.turnOn(place().api)).toBe(true);
    expect(made).toEqual([TODAY]);
  });

  test("where the browser's service, PLACE or its answer is away, it is not on", async () => {
    const here = await page();
    isThere = false;
    expect([await here.turnOn(place().api), here.state]).toEqual([false, "away"]);
    isThere = true;
    const refused = () => Promise.reject(new errors.RefusedError(refusal("unavailable"), 503));
    expect([await here.turnOn(place(TODAY, [], { "push.subscribe": refused }).api), here.state]).toEqual([
      false,
      "away",
    ]);
    expect([await here.turnOn(place(null).api), here.state]).toEqual([false, "absent"]);
  });
});

describe("the daily word", () => {
  test("goes out once a day for each session, and again where the browser was reached anew", async () => {
    const { api, told } = place();
    const here = await page();
    await here.renew(api, "session-1");
    await here.renew(api, "session-1");
    await (await page()).renew(api, "session-1");
    expect([told.length, here.state]).toEqual([1, "on"]);
    await here.renew(api, "session-2");
    expect(told).toHaveLength(2);
    subscription = subscriptionBy(TODAY, "https://push.example/elsewhere");
    await here.renew(api, "session-2");
    expect(told).toHaveLength(3);
    vi.useFakeTimers({ now: Date.now() + 24 * 3_600_000, toFake: ["Date"] });
    await here.renew(api, "session-2");
    vi.useRealTimers();
    expect(told).toHaveLength(4);
  });

  test("that did not arrive is said again the next time, and not a day later", async () => {
    const here = await page();
    await here.renew(place(TODAY, [], { "push.subscribe": away }).api, "session-1");
    expect(here.state).toBe("away");
    const { api, told } = place();
    await here.renew(api, "session-1");
    expect([told.length, here.state]).toEqual([1, "on"]);
  });
});

describe("turned off", () => {
  test("ends it with the browser and with PLACE, each where the other is away", async () => {
    const forgotten: string[] = [];
    const { api } = place(TODAY, [], {
      "push.forget": ({ device }) => {
        forgotten.push(device);
        return away();
      },
    });
    const here = await page();
    await here.turnOn(api);
    await here.turnOff(api);
    expect([here.state, subscription, ended.length, forgotten]).toEqual(["off", null, 1, ["here"]]);
  });

  test("a browser that another one ended already is gone from the list", async () => {
    const gone = () => Promise.reject(new errors.RefusedError(refusal("not_found"), 404));
    const devices = [deviceOf("here", { current: true }), deviceOf("phone")];
    const here = await page();
    await here.load(place(TODAY, devices).api);
    const outcome = await here.forget(place(TODAY, devices, { "push.forget": gone }).api, deviceOf("phone"));
    expect([outcome.ok, here.devices?.map(({ id }) => id)]).toEqual([false, ["here"]]);
    await here.forget(place(TODAY, devices, { "push.forget": away }).api, deviceOf("here"));
    expect(here.devices).toHaveLength(1);
  });
});

describe("one to try it", () => {
  const trial = async (sent: string, arrives: boolean) => {
    const { api } = place(TODAY, [], {
      "push.test": (_, { nonce }) => {
        const data = { type: "testArrived", nonce: arrives ? nonce : "another one" };
        queueMicrotask(() => events.dispatchEvent(Object.assign(new Event("message"), { data })));
        return Promise.resolve({ outcome: sent });
      },
    });
    const here = await page();
    await here.turnOn(api);
    const outcome = await here.test(api, deviceOf("here", { current: true }), 20);
    return [outcome.ok && outcome.value, here.devices?.length];
  };
  test("has arrived, is late, or is sent to a browser that is gone", async () => {
    expect(await trial("sent", true)).toEqual(["arrived", 1]);
    expect(await trial("sent", false)).toEqual(["late", 1]);
    expect(await trial("gone", false)).toEqual(["gone", 0]);
  });
});
