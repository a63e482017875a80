/** The outbox's store in a browser that fails, is cleared, or takes a write back; and which tab takes over what another left. */
import "fake-indexeddb/auto";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { OutboxEntry } from "../../client/outbox-entry.ts";
import { createIndexedDbOutboxStore } from "../../client/outbox-store-indexeddb.ts";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import { adoptLeftovers, holdForLife, type Locks } from "../../client/ownership.ts";

afterEach(() => vi.restoreAllMocks());

const entry = (id: string, more: object = {}): OutboxEntry => ({
  ...{ kind: "post", id, body: id, channel: "channel-1", owner: "tab-1", createdAt: 1, attempts: 0 },
  ...more,
});
const ids = (entries: OutboxEntry[]) => entries.map(({ id }) => id);
let accounts = 0;
const account = () => `account-${process.pid}-${++accounts}`;
const done = (request: IDBRequest) =>
  new Promise<void>((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error!);
  });

describe("the store in IndexedDB", () => {
  test("keeps, replaces and forgets entries by their id, each account's apart, over as many openings as there are", async () => {
    const [ada, ben] = [account(), account()];
    const store = createIndexedDbOutboxStore(ada);
    await store.put(entry("one"));
    await store.put(entry("two"));
    await store.put(entry("one", { body: "better" }));
    await createIndexedDbOutboxStore(ben).put(entry("Ben's"));
    expect(await createIndexedDbOutboxStore(ada).all()).toEqual([entry("one", { body: "better" }), entry("two")]);
    await store.remove("one");
    expect(ids(await store.all())).toEqual(["two"]);
  });

  test("opens its database once, and anew when opening failed", async () => {
    const open = vi.spyOn(indexedDB, "open");
    const store = createIndexedDbOutboxStore(account());
    open.mockImplementationOnce(() => {
      throw new Error("no room");
    });
    await expect(store.put(entry("one"))).rejects.toThrow("no room");
    await Promise.all([store.put(entry("one")), store.put(entry("two"))]);
    expect(ids(await store.all())).toEqual(["one", "two"]);
    expect(open).toHaveBeenCalledTimes(2);
  });

  test("is told of a database that cannot be opened, with its reason, or with one of its own", async () => {
    const name = account();
    // A newer version is there already.
    await done(indexedDB.open(`place-outbox:${name}`, 7));
    await expect(createIndexedDbOutboxStore(name).all()).rejects.toThrow(/version/u);
    vi.spyOn(indexedDB, "open").mockImplementationOnce(() => {
      const request = { error: null } as unknown as IDBOpenDBRequest;
      queueMicrotask(() => request.onerror?.(new Event("error")));
      return request;
    });
    await expect(createIndexedDbOutboxStore(account()).all()).rejects.toThrow("IndexedDB failed.");
  });

  test("lets go of its database when somebody clears it, and begins a new one", async () => {
    const name = account();
    const store = createIndexedDbOutboxStore(name);
    await store.put(entry("one"));
    await done(indexedDB.deleteDatabase(`place-outbox:${name}`));
    expect(await store.all()).toEqual([]);
    await store.put(entry("two"));
    expect(ids(await store.all())).toEqual(["two"]);
  });

  test("opens anew when the browser ended the connection by itself", async () => {
    const name = account();
    const open = vi.spyOn(indexedDB, "open");
    const store = createIndexedDbOutboxStore(name);
    await store.put(entry("one"));
    const database = (open.mock.results[0]?.value as IDBOpenDBRequest).result;
    database.close();
    await expect(store.all()).rejects.toThrow();
    database.onclose?.(new Event("close"));
    expect(ids(await store.all())).toEqual(["one"]);
  });

  test("does not take a write for kept that was taken back", async () => {
    const open = vi.spyOn(indexedDB, "open");
    const store = createIndexedDbOutboxStore(account());
    await store.put(entry("one"));
    const database = (open.mock.results[0]?.value as IDBOpenDBRequest).result;
    const begin = database.transaction.bind(database);
    let transaction: IDBTransaction | null = null;
    vi.spyOn(database, "transaction").mockImplementation((...given) => (transaction = begin(...given)));
    const put = store.put(entry("two"));
    const taken = expect(put).rejects.toThrow("IndexedDB took it back.");
    await Promise.resolve();
    await Promise.resolve();
    (transaction as IDBTransaction | null)?.abort();
    await taken;
    const all = store.all();
    const failed = expect(all).rejects.toThrow();
    await Promise.resolve();
    await Promise.resolve();
    (transaction as IDBTransaction | null)?.abort();
    await failed;
    vi.restoreAllMocks();
    expect(ids(await store.all())).toEqual(["one"]);
  });

  test("tells why a write was taken back, where the browser says so", async () => {
    const open = vi.spyOn(indexedDB, "open");
    const store = createIndexedDbOutboxStore(account());
    await store.all();
    const database = (open.mock.results[0]?.value as IDBOpenDBRequest).result;
    const fake = {
      error: new DOMException("quota", "QuotaExceededError"),
      objectStore: () => ({ put: () => undefined }),
    };
    vi.spyOn(database, "transaction").mockImplementation(() => fake as unknown as IDBTransaction);
    const put = store.put(entry("one"));
    await Promise.resolve();
    await Promise.resolve();
    (fake as { onabort?: () => void }).onabort?.();
    await expect(put).rejects.toThrow("quota");
  });
});

describe("what a tab that is gone left", () => {
  /** Locks of a browser in which `alive` are held. */
  const browser = (...alive: string[]) => {
    const asked: [string, object][] = [];
    const locks: Locks = {
      request: async (name, options, callback) => {
        asked.push([name, options]);
        return callback(alive.includes(name) ? null : ({ name, mode: "exclusive" } as Lock));
      },
    };
    return { asked, locks };
  };
  const store = async () => {
    const kept = createMemoryOutboxStore();
    for (const [id, owner] of [
      ["one", "gone"],
      ["two", "alive"],
      ["three", "gone"],
      ["mine", "me"],
    ] as const)
      await kept.put(entry(id, { owner }));
    return kept;
  };
  const taken: string[] = [];
  const take = (kept: OutboxEntry) => Promise.resolve(void taken.push(kept.id));
  afterEach(() => taken.splice(0));

  test("is taken over; what belongs to a living one, or to me, is not", async () => {
    const { asked, locks } = browser("alive");
    await adoptLeftovers(await store(), locks, "me", take);
    expect(taken).toEqual(["one", "three"]);
    expect(asked).toEqual([
      ["gone", { ifAvailable: true }],
      ["alive", { ifAvailable: true }],
    ]);
  });

  test("is read again once nobody else can take it: what another took meanwhile is left to that one", async () => {
    const kept = await store();
    const { locks } = browser("alive");
    const slow: Locks = {
      request: async (name, options, callback) => {
        await kept.remove("one");
        return locks.request(name, options, callback);
      },
    };
    await adoptLeftovers(kept, slow, "me", take);
    expect(taken).toEqual(["three"]);
  });

  test("is taken over from all where no other tab can be there", async () => {
    await adoptLeftovers(await store(), null, "me", take);
    expect(taken).toEqual(["one", "three", "two"]);
  });

  test("a tab holds the lock of its name until it lets go, and lives without where there are none to be had", async () => {
    let held: Promise<unknown> | null = null;
    const requests: [string, object][] = [];
    const locks: Locks = {
      request: (name, options, callback) => {
        requests.push([name, options]);
        return (held = Promise.resolve(callback({ name, mode: "exclusive" })));
      },
    };
    const release = holdForLife(locks, "me");
    let isOver = false;
    void (held as unknown as Promise<void>).then(() => (isOver = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([requests, isOver]).toEqual([[["me", {}]], false]);
    release();
    await held;
    expect(isOver).toBe(true);
    holdForLife(null, "me")();
    holdForLife({ request: () => Promise.reject(new Error("not allowed")) }, "me")();
    await new Promise((resolve) => setImmediate(resolve));
  });
});
