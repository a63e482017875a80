/** What the service worker answers a first look with: the server where it answers, what is kept where nobody does, and nothing of somebody else's. */
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OFFLINE_FOR_MS, OfflineStore } from "../../client/offline-store.ts";

const worker = vi.hoisted(() => ({ onLine: true }));
vi.mock("$app/service-worker", () => ({
  self: { navigator: worker, location: { origin: "https://place.example" } },
}));
/** By its address: it is typed with what only a service worker has. */
const PART: string = "../../web/src/service-worker/opening.ts";
const OPENING = "https://place.example/api/opening";

let network: () => Promise<Response>;
let asked: number;
beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", () => {
    asked += 1;
    return network();
  });
  worker.onLine = true;
  asked = 0;
  network = () => Promise.reject(new TypeError("no network"));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ADA = { id: "a-1", handle: "ada" };
async function keep({ at = Date.now() } = {}): Promise<void> {
  const store = new OfflineStore();
  await store.claim(ADA.id);
  const kept = { id: "w-1", at, account: ADA, bootstrap: { workspace: { id: "w-1" }, members: [] } };
  await store.putClass(ADA.id, kept as never, new Set(["c-1"]));
  const page = { messages: [], reachedStart: true, reachedEnd: true, rev: 0 };
  await store.putPage(ADA.id, { id: "c-1", workspace: "w-1", at, page } as never);
}
async function answered(url: string) {
  const waits: Promise<unknown>[] = [];
  const { opening } = (await import(PART)) as {
    opening: { fetch: (event: object) => Promise<Response> | null };
  };
  const event = { request: new Request(url), waitUntil: (what: Promise<unknown>) => void waits.push(what) };
  const answer = await opening.fetch(event);
  await Promise.all(waits);
  return answer;
}
const accountIn = async (answer: Response | null) =>
  ((await answer?.json()) as { account?: unknown } | undefined)?.account;

test("a server that answers is what is shown, whatever is kept", async () => {
  await keep();
  network = () => Promise.resolve(Response.json({ account: { id: "a-2" } }));
  expect(await accountIn(await answered(OPENING))).toEqual({ id: "a-2" });
});

test("where nobody answers, what is kept of the class and of the channel is", async () => {
  await keep();
  const answer = await answered(`${OPENING}?workspace=w-1&channel=c-1`);
  expect(await answer?.json()).toMatchObject({ account: ADA, newest: { channel: "c-1" } });
  expect(asked).toBe(1);
});

test("a browser that knows that it has no network asks nobody first", async () => {
  await keep();
  worker.onLine = false;
  expect(await accountIn(await answered(OPENING))).toEqual(ADA);
  expect(asked).toBe(0);
});

test("a portal that speaks in the server's place is no answer, nor is a server with a fault", async () => {
  await keep();
  network = () => Promise.resolve(new Response("<h1>Pay here</h1>", { headers: { "content-type": "text/html" } }));
  expect(await accountIn(await answered(OPENING))).toEqual(ADA);
  network = () => Promise.resolve(Response.json({ code: "internal" }, { status: 500 }));
  expect(await accountIn(await answered(OPENING))).toEqual(ADA);
});

test("where nothing is kept, the page hears what there was: the fault itself, or that nobody answered", async () => {
  network = () => Promise.resolve(Response.json({ code: "internal" }, { status: 500 }));
  expect((await answered(OPENING))?.status).toBe(500);
  network = () => Promise.reject(new TypeError("no network"));
  expect((await answered(OPENING))?.type).toBe("error");
});

test("what is older than it may be is shown to nobody", async () => {
  await keep({ at: Date.now() - OFFLINE_FOR_MS - 1 });
  expect((await answered(OPENING))?.type).toBe("error");
});

test("once the server says that nobody is signed in, nothing is kept for whoever comes next", async () => {
  await keep();
  network = () => Promise.resolve(Response.json({ account: null }));
  expect(await accountIn(await answered(OPENING))).toBeNull();
  network = () => Promise.reject(new TypeError("no network"));
  expect((await answered(OPENING))?.type).toBe("error");
});

test("everything else is not its business", async () => {
  expect(await answered("https://place.example/api/account")).toBeNull();
  expect(await answered("https://else.example/api/opening")).toBeNull();
});
