/** A newer PLACE: when it is noticed, and when it is taken, without anything that somebody would lose. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NewVersion } from "../../../web/src/lib/features/offline/new-version.svelte.ts";

const MINUTE = 60_000;
const server = vi.hoisted(() => ({ isNewer: false, asked: 0 }));
vi.mock("$app/state", () => ({
  updated: {
    check: () => {
      server.asked += 1;
      return Promise.resolve(server.isNewer);
    },
  },
}));

class FakeWorker extends EventTarget {
  state = "installing";
  readonly told: unknown[] = [];
  postMessage(message: unknown): void {
    this.told.push(message);
  }
}
class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  updates = 0;
  update(): Promise<void> {
    this.updates += 1;
    return Promise.resolve();
  }
}

let workers: EventTarget & { controller: object | null };
let reloaded: ReturnType<typeof vi.fn>;
let visible: "visible" | "hidden";
let ends: (() => void)[];
beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(server, { isNewer: false, asked: 0 });
  workers = Object.assign(new EventTarget(), { controller: {} });
  reloaded = vi.fn();
  visible = "visible";
  ends = [];
  vi.stubGlobal("navigator", { ...{ onLine: true, languages: ["en"], userAgent: "test" }, serviceWorker: workers });
  vi.stubGlobal("location", { reload: reloaded });
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => visible });
  document.body.innerHTML = "";
});
afterEach(() => {
  for (const end of ends) end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function watched(registration?: FakeRegistration) {
  const version = new NewVersion();
  ends.push(version.watch(Promise.resolve(registration as unknown as ServiceWorkerRegistration)));
  await vi.advanceTimersByTimeAsync(0);
  return version;
}
function turn(to: typeof visible): void {
  visible = to;
  document.dispatchEvent(new Event("visibilitychange"));
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("it is noticed", () => {
  test("where it waits already, and once it was installed", async () => {
    const waits = new FakeRegistration();
    waits.waiting = new FakeWorker();
    expect((await watched(waits)).isHere).toBe(true);
    const comes = new FakeRegistration();
    const version = await watched(comes);
    expect(version.isHere).toBe(false);
    comes.installing = new FakeWorker();
    comes.dispatchEvent(new Event("updatefound"));
    const { installing } = comes;
    comes.waiting = installing;
    installing.state = "installed";
    installing.dispatchEvent(new Event("statechange"));
    expect(version.isHere).toBe(true);
  });

  test("the first worker that a browser ever has is no news; one that another tab took is", async () => {
    const first = new FakeRegistration();
    first.waiting = new FakeWorker();
    workers.controller = null;
    const fresh = await watched(first);
    workers.dispatchEvent(new Event("controllerchange"));
    expect(fresh.isHere).toBe(false);
    workers.controller = {};
    const version = await watched(new FakeRegistration());
    workers.dispatchEvent(new Event("controllerchange"));
    expect(version.isHere).toBe(true);
  });

  test("the server is asked when somebody comes back, and not at every glance", async () => {
    const registration = new FakeRegistration();
    await watched(registration);
    turn("hidden");
    turn("visible");
    expect(registration.updates).toBe(0);
    await pass(10 * MINUTE);
    turn("hidden");
    turn("visible");
    turn("visible");
    expect(registration.updates).toBe(1);
  });

  test("where a part of the program is gone from the server, it is asked at once", async () => {
    const registration = new FakeRegistration();
    await watched(registration);
    globalThis.dispatchEvent(new Event("vite:preloadError"));
    expect(registration.updates).toBe(1);
  });

  test("without a service worker by the version that the server names; a server that is away is asked the next time", async () => {
    const version = await watched();
    server.isNewer = true;
    await version.ask(0);
    expect([version.isHere, server.asked]).toEqual([true, 1]);
  });
});

describe("it is taken", () => {
  async function waiting() {
    const registration = new FakeRegistration();
    registration.waiting = new FakeWorker();
    return { version: await watched(registration), worker: registration.waiting };
  }
  test("when nobody looks for a minute, and the page comes anew once it is the one that counts", async () => {
    const { worker } = await waiting();
    turn("hidden");
    await pass(45_000);
    expect(worker.told).toEqual([]);
    await pass(15_000);
    expect([worker.told, reloaded.mock.calls.length]).toEqual([[{ type: "takeOver" }], 0]);
    workers.dispatchEvent(new Event("controllerchange"));
    expect(reloaded).toHaveBeenCalledOnce();
  });

  test("never while words stand in a field that keeps none, however long that is; drafts are kept and do not hold it up", async () => {
    const { worker } = await waiting();
    document.body.innerHTML = `<input><div data-keeps-draft><textarea></textarea></div>`;
    const [input, textarea] = [document.querySelector("input"), document.querySelector("textarea")];
    if (input) input.value = "a name that nobody has saved";
    turn("hidden");
    await pass(60 * MINUTE);
    expect(worker.told).toEqual([]);
    if (input) input.value = "";
    if (textarea) textarea.value = "a draft";
    await pass(MINUTE);
    expect(worker.told).toHaveLength(1);
  });

  test("not while somebody is at it: each touch begins the time anew", async () => {
    const { worker } = await waiting();
    for (let minutes = 0; minutes < 12; minutes += 4) {
      await pass(4 * MINUTE);
      globalThis.dispatchEvent(new Event("keydown"));
    }
    expect(worker.told).toEqual([]);
    await pass(5 * MINUTE + 15_000);
    expect(worker.told).toHaveLength(1);
  });

  test("once, however often it is asked for, also where the one before does not let go", async () => {
    const { version, worker } = await waiting();
    version.take();
    version.take();
    await pass(5_000);
    expect([worker.told.length, reloaded.mock.calls.length]).toEqual([1, 1]);
  });
});
