/** What an object keeps in tables that few need, how long it waits, and for whom. */
import { describe, expect, test, vi } from "vitest";
import { backOff, TRIES_MAX } from "../../../worker/room/followers/back-off.ts";
import { RateLimiter } from "../../../worker/room/commit/rate-limiter.ts";
import { Retries } from "../../../worker/room/followers/retries.ts";
import { Table } from "../../../worker/room/tables.ts";
import { D1_PATIENCE_MS, TookTooLong, within } from "../../../worker/room/within.ts";
import { RowCounters } from "../../support/row-counters.ts";
import { inObject } from "../support/in-room.ts";

describe("I10: a table that few objects need", () => {
  const COLUMNS = "(id TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID";
  const names = (sql: SqlStorage) =>
    sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'rare'").toArray()
      .length;
  /** As the object sees it after it slept: what is remembered of a storage goes with it. */
  const woken = ({ exec }: SqlStorage, sql: SqlStorage) => ({ exec: exec.bind(sql) }) as SqlStorage;

  test("is made with its first row, and until then nothing is in it and nothing changes it", async () => {
    await inObject(({ storage: { sql } }) => {
      const table = new Table(sql, "rare", COLUMNS);
      expect([table.isThere(), table.rows("SELECT * FROM rare")]).toEqual([false, []]);
      table.change("DELETE FROM rare WHERE id = ?", "a");
      expect(names(sql)).toBe(0);
      table.write("INSERT INTO rare VALUES (?, ?)", "a", 1);
      expect([names(sql), table.isThere()]).toEqual([1, true]);
      table.write("INSERT INTO rare VALUES (?, ?)", "b", 2);
      expect(table.rows("SELECT n FROM rare WHERE id = ?", "b")).toEqual([{ n: 2 }]);
      table.change("UPDATE rare SET n = ? WHERE id = ?", 7, "a");
      expect(new Table(sql, "rare", COLUMNS).rows("SELECT id, n FROM rare ORDER BY id")).toEqual([
        { id: "a", n: 7 },
        { id: "b", n: 2 },
      ]);
    });
  });

  test("is known when the object wakes, by one look for all tables, and is not made again", async () => {
    await inObject(({ storage: { sql } }) => {
      new Table(sql, "rare", COLUMNS).write("INSERT INTO rare VALUES ('a', 1)");
      const asked: string[] = [];
      const watched = woken(sql, sql);
      const { exec } = watched;
      watched.exec = ((query: string, ...values: unknown[]) => (
        asked.push(query),
        exec(query, ...values)
      )) as typeof exec;
      const table = new Table(watched, "rare", COLUMNS);
      expect(table.rows("SELECT n FROM rare")).toEqual([{ n: 1 }]);
      table.write("INSERT INTO rare VALUES ('b', 2)");
      table.change("DELETE FROM rare WHERE id = 'a'");
      new Table(watched, "other", COLUMNS).isThere();
      expect(asked.filter((query) => query.includes("sqlite_master"))).toHaveLength(1);
      expect(asked.filter((query) => query.startsWith("CREATE"))).toEqual([]);
    });
  });

  test("that was made in a commit which failed is made again when it is needed", async () => {
    await inObject(({ storage }) => {
      const { sql } = storage;
      const table = new Table(sql, "rare", COLUMNS);
      const fails = () =>
        storage.transactionSync(() => {
          table.write("INSERT INTO rare VALUES ('a', 1)");
          throw new Error("rolled back");
        });
      expect(fails).toThrow("rolled back");
      expect(names(sql)).toBe(0);
      expect(table.rows("SELECT * FROM rare")).toEqual([]);
      expect(fails).toThrow("rolled back");
      table.write("INSERT INTO rare VALUES ('b', 2)");
      expect(table.rows("SELECT id FROM rare")).toEqual([{ id: "b" }]);
    });
  });

  test("of another name or another object is another one", async () => {
    await inObject(({ storage: { sql } }) => {
      new Table(sql, "rare", COLUMNS).write("INSERT INTO rare VALUES ('a', 1)");
      new Table(sql, "scarce", COLUMNS).write("INSERT INTO scarce VALUES ('a', 1)");
      expect(new Table(sql, "rarer", COLUMNS).isThere()).toBe(false);
      expect(new Table(sql, "rare", COLUMNS).isThere()).toBe(true);
      expect(new Table(sql, "scarce", COLUMNS).isThere()).toBe(true);
    });
    await inObject(({ storage: { sql } }) => {
      expect(new Table(sql, "rare", COLUMNS).isThere()).toBe(false);
    });
  });
});

describe("tries of a scheduled message", () => {
  test("are counted, through a sleep, until it is forgotten", async () => {
    await inObject(({ storage: { sql } }) => {
      const retries = new Retries(sql);
      expect(retries.of("a")).toEqual({ tries: 0, isPosted: false });
      retries.forget("a");
      expect(retries.failed("a")).toEqual({ tries: 1, isPosted: false });
      expect(retries.failed("a")).toEqual({ tries: 2, isPosted: false });
      expect(retries.failed("b")).toEqual({ tries: 1, isPosted: false });
      expect(new Retries(sql).of("a")).toEqual({ tries: 2, isPosted: false });
      retries.posted("a");
      expect(retries.of("a")).toEqual({ tries: 2, isPosted: true });
      expect(retries.failed("a")).toEqual({ tries: 3, isPosted: true });
      retries.posted("c");
      expect([retries.of("c"), retries.failed("c")]).toEqual([
        { tries: 0, isPosted: true },
        { tries: 1, isPosted: true },
      ]);
      retries.forget("a");
      expect([retries.of("a"), retries.of("b")]).toEqual([
        { tries: 0, isPosted: false },
        { tries: 1, isPosted: false },
      ]);
    });
  });

  test("come half a minute after the first, twice as far apart each time, half an hour at most or what is said", () => {
    const minutes = (...tries: number[]) => tries.map((n) => backOff(n) / 60_000);
    expect(minutes(1, 2, 3, 4, 5, 6, 7, 8, 1_000)).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
    expect([backOff(1, 100_000), backOff(3, 100_000), backOff(2_000, Infinity)]).toEqual([
      30_000,
      100_000,
      30_000 * 2 ** 20,
    ]);
    expect(TRIES_MAX).toBe(8);
  });
});

describe("I8: what D1 is asked while people wait", () => {
  test("is waited for so long, and what comes of it comes through", async () => {
    expect(await within(1_000, Promise.resolve("answer"))).toBe("answer");
    await expect(within(1_000, Promise.reject(new Error("D1_ERROR")))).rejects.toThrow("D1_ERROR");
    expect(D1_PATIENCE_MS).toBe(1_500);
  });

  test("and then no longer; that it fails later is nobody's fault", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const work = Promise.withResolvers<string>();
    const waiting = within(1_500, work.promise);
    const late = expect(waiting).rejects.toThrow(TookTooLong);
    vi.advanceTimersByTime(1_499);
    let isOver = false;
    void waiting.catch(() => undefined).then(() => (isOver = true));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect(isOver).toBe(false);
    vi.advanceTimersByTime(1);
    await late;
    await expect(waiting).rejects.toMatchObject({ name: "TookTooLong" });
    // The runner would tell of a failure that nobody hears.
    work.reject(new Error("too late"));
    vi.useRealTimers();
    await scheduler.wait(1);
  });

  test("leaves no timer behind that would keep the object awake", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await within(1_500, Promise.resolve(1));
    await within(1_500, Promise.reject(new Error("D1_ERROR"))).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe("R3: a bucket of tokens", () => {
  const limits = JSON.stringify({ post: { burst: 2, perSecond: 1 } });

  test("fills up from when it was last taken from, also by one who was told to wait", () => {
    const rates = new RateLimiter(limits);
    const waits = [0, 0, 500, 750, 1_000, 1_500, 2_000].map((now) => rates.take("post", "ada", now));
    expect(waits).toEqual([0, 0, 500, 250, 0, 500, 0]);
  });

  test("takes nothing away where the clock goes back, and gives nothing twice when it comes on again", () => {
    const rates = new RateLimiter(limits);
    expect([rates.take("post", "ada", 10_000), rates.take("post", "ada", 4_000)]).toEqual([0, 0]);
    expect([rates.take("post", "ada", 4_000), rates.take("post", "ada", 10_000)]).toEqual([1_000, 1_000]);
    expect(rates.take("post", "ada", 11_000)).toBe(0);
  });

  test("that fills slowly is read from the table once, and written only when something was taken", async () => {
    await inObject(({ storage }) => {
      const before = new RateLimiter(undefined, storage.sql);
      for (let i = 0; i < 3; i++) before.take("reach", "ada", 0);
      const counters = new RowCounters();
      counters.watchStorage(storage);
      const rates = new RateLimiter(undefined, storage.sql);
      expect(rates.take("reach", "ada", 150_000)).toBe(150_000);
      expect(rates.take("reach", "ada", 150_000)).toBe(150_000);
      const { roomRead, roomWritten } = counters.take();
      expect([roomRead <= 3, roomWritten]).toEqual([true, 0]);
      expect(rates.take("reach", "ada", 301_000)).toBe(0);
      expect(new RateLimiter(undefined, storage.sql).take("reach", "ada", 301_000)).toBeGreaterThan(290_000);
      // What fills up while the object sleeps is no row's matter.
      expect(rates.take("post", "ada", 0)).toBe(0);
      expect(storage.sql.exec("SELECT key FROM slow_buckets").toArray()).toEqual([{ key: "reach ada" }]);
    });
  });

  test("without a storage is in memory, also where it fills slowly", () => {
    const rates = new RateLimiter();
    expect([0, 0, 0, 0].map((now) => rates.take("reach", "ada", now))).toEqual([0, 0, 0, 300_000]);
  });
});
