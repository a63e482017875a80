/** What is said of faults, and how often. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LastingFailure } from "../../worker/lasting-failure.ts";
import { codeOf, log } from "../../worker/log.ts";
import { Refused } from "../../worker/refused.ts";

let said: Record<string, unknown>[];
beforeEach(() => {
  said = [];
  const write = (line: string) => void said.push(JSON.parse(line) as Record<string, unknown>);
  vi.spyOn(console, "error").mockImplementation(write);
  vi.spyOn(console, "info").mockImplementation(write);
});
afterEach(() => vi.restoreAllMocks());

test("I9: a fault is one line with a code, the platform's words and ids, and is counted", () => {
  const before = log.counts["drain.database"] ?? 0;
  log.fault("drain", new Error("D1_ERROR: no such table: x"), { channel: "c1", behind: 3 });
  log.fault("drain", new Error("D1_ERROR: no such table: x"), { channel: "c2", behind: 1 });
  expect(said[0]).toEqual({
    what: "drain",
    code: "database",
    error: "Error: D1_ERROR: no such table: x",
    channel: "c1",
    behind: 3,
  });
  expect(log.counts["drain.database"]).toBe(before + 2);
});

test("I9: what people wrote is in no line, whatever error repeats it", () => {
  const secret = "meet me at nine";
  const query = Object.assign(new Error(`Failed query: insert into messages values (?)\nparams: ${secret}`), {
    cause: new Error("D1_ERROR: database is locked: SQLITE_BUSY"),
  });
  let noJson: unknown;
  try {
    JSON.parse(secret);
  } catch (error) {
    noJson = error;
  }
  // As it comes out of an object: the class is lost, the name is not.
  const afar = Object.assign(new Error(`Unexpected token 'm', "${secret}" is not valid JSON`), { name: "SyntaxError" });
  for (const error of [query, noJson, afar, secret, { said: secret }]) log.fault("post", error);
  expect(JSON.stringify(said)).not.toContain("nine");
  expect(said[0]).toMatchObject({ code: "database_busy", error: "Error: D1_ERROR: database is locked: SQLITE_BUSY" });
});

test.each([
  ["D1_ERROR: database is locked: SQLITE_BUSY", "database_busy"],
  ["D1_ERROR: database or disk is full: SQLITE_FULL", "database_full"],
  ["D1_ERROR: no such column: x: SQLITE_ERROR", "database"],
  ["Network connection lost.", "object"],
  ["Durable Object is overloaded. Too many requests queued.", "object"],
  ["internal error; reference = 6vi1hhl00eih4jut6veacqki", "object"],
  ["Cannot read properties of undefined", "internal"],
  ["internal error", "internal"],
])("I9: the kind of a fault is told by the platform's words: %s", (words, code) => {
  expect(codeOf(new Error(words))).toBe(code);
});

test("I9: a fault in the course of a request carries its trace id, also after it waited, and the next request's its own", async () => {
  const one = async () => {
    await Promise.resolve();
    log.fault("tell", new Error("gone"), { channel: "c1" });
  };
  await Promise.all([log.traced("aaaa", one), log.traced("bbbb", one)]);
  await one();
  expect(said.map(({ trace }) => trace)).toEqual(["aaaa", "bbbb", undefined]);
});

test("I9: a refusal that ends as a fault keeps its own code", () => {
  expect(codeOf(new Refused("too_many"))).toBe("refused");
});

test("I8: what is tried for ever says so once, then at growing intervals of at most five minutes, and says when it is over", () => {
  const failure = new LastingFailure("drain");
  const begin = Date.UTC(2026, 0, 1);
  const EVERY = 10_000;
  const HOUR = 3_600_000;
  const at: number[] = [];
  for (let t = 0; t < HOUR; t += EVERY) {
    failure.failed(new Error("D1_ERROR: away"), { channel: "c1" }, begin + t);
    if (said.length > at.length) at.push(t / 1000);
  }
  expect(at.slice(0, 6)).toEqual([0, 30, 90, 210, 450, 750]);
  expect(Math.max(...at.slice(1).map((t, i) => t - at[i]!))).toBe(300);
  expect(said.at(-1)).toMatchObject({ what: "drain", code: "database", channel: "c1" });
  expect(failure.failing).toEqual({ since: begin, tries: HOUR / EVERY });
  failure.worked({ channel: "c1" }, begin + HOUR);
  expect(said.at(-1)).toEqual({ what: "drain", code: "over", channel: "c1", tries: HOUR / EVERY, lastedMs: HOUR });
  expect(failure.failing).toBeNull();
  failure.worked({}, begin + HOUR);
  const lines = said.length;
  failure.failed(new Error("D1_ERROR: away"), {}, begin + HOUR + 1);
  expect(said.length).toBe(lines + 1);
});
