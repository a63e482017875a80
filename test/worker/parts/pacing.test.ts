/** How fast, in which order, and which way: the parts of a room that need nobody else. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { readFrame } from "../../../worker/room/sockets/read-frame.ts";
import { publicId } from "../../../worker/store/public-id.ts";
import { RateLimiter } from "../../../worker/room/commit/rate-limiter.ts";
import { Trace } from "../../../worker/room/log/trace.ts";
import { PerMemberQueue } from "../../../worker/room/sockets/per-member-queue.ts";

describe("R3: a bucket of tokens", () => {
  test("gives what it has at once, then says how long to wait, and fills up again to its brim", () => {
    const rates = new RateLimiter(JSON.stringify({ post: { burst: 2, perSecond: 4 } }));
    expect([rates.take("post", "ada", 0), rates.take("post", "ada", 0)]).toEqual([0, 0]);
    expect(rates.take("post", "ada", 0)).toBe(250);
    expect(rates.take("post", "ada", 100)).toBe(150);
    expect(rates.take("post", "ada", 250)).toBe(0);
    expect(rates.take("post", "ada", 60_000)).toBe(0);
    expect(rates.take("post", "ada", 60_000)).toBe(0);
    expect(rates.take("post", "ada", 60_000)).toBe(250);
  });

  test("is one per person and kind, and several tokens can be asked for", () => {
    const rates = new RateLimiter(
      JSON.stringify({ post: { burst: 1, perSecond: 1 }, lookUp: { burst: 10, perSecond: 1 } }),
    );
    expect(rates.take("post", "ada", 0)).toBe(0);
    expect(rates.take("post", "bo", 0)).toBe(0);
    expect(rates.take("change", "ada", 0)).toBe(0);
    expect(rates.take("lookUp", "ada", 0, 7)).toBe(0);
    expect(rates.take("lookUp", "ada", 0, 7)).toBe(4_000);
    expect(rates.take("lookUp", "ada", 0, 3)).toBe(0);
  });

  test("without the operator's word it is the table's: ten posts at once, two a second", () => {
    const rates = new RateLimiter();
    const waits = Array.from({ length: 11 }, () => rates.take("post", "ada", 0));
    expect(waits).toEqual([...Array<number>(10).fill(0), 500]);
  });

  test("that fills slowly outlives the object's sleep, and no other does", async () => {
    await runInDurableObject(env.ROOMS.getByName(publicId()), (_room, { storage: { sql } }) => {
      const limits = JSON.stringify({ post: { burst: 1, perSecond: 1 } });
      const before = new RateLimiter(limits, sql);
      expect(Array.from({ length: 4 }, () => before.take("reach", "ada", 0))).toEqual([0, 0, 0, 300_000]);
      expect([before.take("post", "ada", 0), before.take("post", "ada", 0)]).toEqual([0, 1_000]);
      const after = new RateLimiter(limits, sql);
      expect(after.take("reach", "ada", 0)).toBe(300_000);
      expect(after.take("reach", "bo", 0)).toBe(0);
      expect(after.take("post", "ada", 0)).toBe(0);
      expect(sql.exec<{ key: string }>("SELECT key FROM slow_buckets ORDER BY key").toArray()).toEqual([
        { key: "reach ada" },
        { key: "reach bo" },
      ]);
    });
  });
});

describe("turns", () => {
  test("what waits for nothing is done at once, and throws to whoever asked", () => {
    const turns = new PerMemberQueue();
    const done: string[] = [];
    turns.take(
      "ada",
      () => void done.push("at once"),
      () => done.push("fault"),
    );
    expect(done).toEqual(["at once"]);
    const fail = () => {
      throw new Error("at once");
    };
    expect(() => turns.take("ada", fail, () => done.push("fault"))).toThrow("at once");
    expect(done).toEqual(["at once"]);
  });

  test("one person's work is done in order, and another's does not wait for it", async () => {
    const turns = new PerMemberQueue();
    const done: string[] = [];
    const first = Promise.withResolvers<void>();
    const last = Promise.withResolvers<void>();
    const onFault = (error: unknown) => done.push(`fault: ${String(error)}`);
    turns.take("ada", () => first.promise.then(() => void done.push("first")), onFault);
    turns.take("ada", () => void done.push("second"), onFault);
    turns.take("bo", () => void done.push("other"), onFault);
    turns.take("ada", () => (done.push("third"), last.resolve()), onFault);
    expect(done).toEqual(["other"]);
    first.resolve();
    await last.promise;
    expect(done).toEqual(["other", "first", "second", "third"]);
  });

  test("a fault is told to its own asker, and the next one's turn comes", async () => {
    const turns = new PerMemberQueue();
    const heard: string[] = [];
    const over = Promise.withResolvers<void>();
    turns.take(
      "ada",
      () => Promise.reject(new Error("lost")),
      (error) => heard.push(String(error)),
    );
    turns.take(
      "ada",
      () => {
        throw new Error("thrown in its turn");
      },
      (error) => heard.push(String(error)),
    );
    turns.take(
      "ada",
      () => over.resolve(),
      () => heard.push("not this one"),
    );
    await over.promise;
    expect(heard).toEqual(["Error: lost", "Error: thrown in its turn"]);
  });

  test("when all is done, what comes next is done at once again", async () => {
    const turns = new PerMemberQueue();
    const wait = Promise.withResolvers<void>();
    turns.take(
      "ada",
      () => wait.promise,
      () => undefined,
    );
    wait.resolve();
    const done: string[] = [];
    // The chain of one piece of work is a few turns of the microtask queue long.
    for (let i = 0; i < 10; i++) await Promise.resolve();
    turns.take(
      "ada",
      () => void done.push("at once"),
      () => undefined,
    );
    expect(done).toEqual(["at once"]);
  });
});

describe("R71: the way of a message through the room", () => {
  const posted = (seq: number, rev = seq) => ({ seq, rev }) as Message;

  test("is told step by step, in the order in which they were done", () => {
    vi.useFakeTimers({ now: 1_000 });
    const trace = new Trace();
    trace.committed([posted(1), posted(2)], 0, 990);
    vi.setSystemTime(1_001);
    trace.broadcast(0);
    vi.setSystemTime(1_002);
    trace.replicated(2);
    vi.useRealTimers();
    const way = [
      { step: "received", at: 990 },
      { step: "committed", at: 1_000 },
      { step: "told", at: 1_001 },
      { step: "kept", at: 1_002 },
    ];
    expect(trace.of(1)).toEqual(way);
    expect(trace.of(2)).toEqual(way);
    expect([trace.of(0), trace.of(3)]).toEqual([[], []]);
  });

  test("what is said of one commit is not said of another", () => {
    const trace = new Trace();
    const steps = (seq: number) => trace.of(seq).map(({ step }) => step);
    trace.committed([], 0, 0);
    trace.committed([posted(1)], 0, 0);
    trace.committed([posted(2)], 1, 0);
    trace.committed([posted(3)], 2, 0);
    trace.broadcast(1);
    trace.broadcast(1);
    expect([steps(1), steps(2), steps(3)]).toEqual([
      ["received", "committed"],
      ["received", "committed", "told"],
      ["received", "committed"],
    ]);
    trace.replicated(2);
    trace.replicated(2);
    expect([steps(1), steps(2), steps(3)]).toEqual([
      ["received", "committed", "kept"],
      ["received", "committed", "told", "kept"],
      ["received", "committed"],
    ]);
    // Told after it was kept: the telling is not put behind the keeping.
    trace.broadcast(0);
    expect(steps(1)).toEqual(["received", "committed", "kept"]);
    trace.broadcast(2);
    trace.replicated(3);
    expect(steps(3)).toEqual(["received", "committed", "told", "kept"]);
  });

  test("two hundred commits are remembered, and the oldest is forgotten first", () => {
    const trace = new Trace();
    for (let seq = 1; seq <= 201; seq++) trace.committed([posted(seq)], seq - 1, seq);
    expect(trace.of(1)).toEqual([]);
    expect(trace.of(2)[0]).toEqual({ step: "received", at: 2 });
    expect(trace.of(201)).toHaveLength(2);
  });
});

describe("I9: reading a frame", () => {
  const code = (raw: string | ArrayBuffer, max = 1_000) => {
    const frame = readFrame(raw, max);
    return frame.ok ? "read" : `${frame.refusal.code} ${frame.ref}`;
  };

  test("a request comes with the reference by which its sender knows it", () => {
    expect(readFrame('{"type":"delete","ref":"r1","seq":3}', 1_000)).toEqual({
      ok: true,
      value: { type: "delete", ref: "r1", seq: 3 },
      ref: "r1",
    });
    expect(readFrame('{"type":"typing"}', 1_000)).toEqual({ ok: true, value: { type: "typing" }, ref: undefined });
    const id = "0193e4a1-7b2c-7d3e-8f40-123456789abc";
    expect(readFrame(JSON.stringify({ type: "post", id, body: "x" }), 1_000).ref).toBe(id);
  });

  test("what cannot be read says why, and to which request that is the answer", () => {
    expect(code(new ArrayBuffer(3))).toBe("unknown_frame undefined");
    expect(code("{")).toBe("malformed undefined");
    for (const raw of ["null", "7", '"post"', "[]", '{"type":"dance"}', "{}"])
      expect(code(raw)).toBe("unknown_frame undefined");
    expect(code('{"type":"dance","ref":"r1"}')).toBe("unknown_frame r1");
    expect(code('{"type":"dance","id":"i1"}')).toBe("unknown_frame i1");
    expect(code('{"type":"dance","ref":"r1","id":"i1"}')).toBe("unknown_frame r1");
    expect(code('{"type":"dance","ref":7}')).toBe("unknown_frame undefined");
    expect(code(JSON.stringify({ type: "dance", ref: "x".repeat(41) }))).toBe(`unknown_frame ${"x".repeat(40)}`);
    expect(code('{"type":"delete","ref":"r1","seq":0}')).toBe("invalid r1");
  });

  test("its size is counted in bytes, to the byte", () => {
    const sized = (text: string) => JSON.stringify({ type: "typing", text });
    const bytes = (text: string) => new TextEncoder().encode(sized(text)).byteLength;
    for (const text of ["x".repeat(300), "漢".repeat(300), "é".repeat(300)]) {
      expect(code(sized(text), bytes(text))).toBe("read");
      expect(code(sized(text), bytes(text) - 1)).toBe("too_large undefined");
    }
  });
});
