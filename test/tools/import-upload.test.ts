/** What an import and a reindex do where the server is away, is asked to stop, or took what it never answered for. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { refusal } from "../../protocol/index.ts";
import type { Plan, PlannedMessage } from "../../imports/plan.ts";
import { upload } from "../../imports/upload.ts";
import { carryOn } from "../../tools/place/search/reindex.ts";
import { fakeApi, Refusing, type Answering } from "../client/support/fake-api.ts";

afterEach(() => void vi.restoreAllMocks());

const message = (n: number): PlannedMessage => ({
  ...{ id: `m${n}`, anchor: `${n}`, place: `entry ${n}`, at: n, rank: 0n, author: "ada", body: "words" },
  ...{ reactions: [], files: [] },
});
const planOf = (count: number) =>
  ({
    ...{ source: "slack", title: "an export", people: new Map([["ada", { key: "ada", handle: "ada", name: "Ada" }]]) },
    channels: [
      {
        ...{ key: "c", kind: "public", name: "general", topic: "", archived: false, members: ["ada"] },
        messages: Array.from({ length: count }, (_, n) => message(n + 1)),
      },
    ],
  }) as unknown as Plan;

/** A class into which everything comes but messages, of which `answer` says what becomes. */
function classWith(answer: Answering) {
  return fakeApi((asked) => {
    if (asked.path.endsWith("/import/people")) return { people: [{ key: "ada", member: "member-1" }] };
    if (asked.path.endsWith("/members")) return { members: [{ id: "member-1", handle: "ada" }] };
    if (asked.path.endsWith("/import/channels"))
      return { channel: { id: "channel-1", name: "general" }, created: true };
    if (asked.method === "GET") return { places: [], reachedEnd: true };
    return answer(asked);
  });
}
const events = { channel: () => undefined, progress: () => undefined };

describe("an import", () => {
  test("that is asked to stop while it waits to ask again stops at once, and says so", async () => {
    const stop = new AbortController();
    const { api } = classWith(() => {
      setImmediate(() => stop.abort());
      return new Refusing(refusal("too_fast", { retryAfter: 240_000 }));
    });
    expect(await upload(api, "class-1", planOf(3), events, stop.signal)).toMatchObject({
      stopped: true,
      channels: [{ name: "general", stored: 0 }],
    });
  });

  test("leaves out what is not there: a batch that was stored, and whose answer was lost, is", async () => {
    let batches = 0;
    const progress: number[] = [];
    const { api } = classWith(({ body }) => {
      batches += 1;
      if (batches === 3) return new Refusing(refusal("taken_over"));
      const messages = body["messages"] as { id: string }[];
      const places = messages.map(({ id }) => ({ id, seq: Number(id.slice(1)) }));
      return { stored: batches === 1 ? 0 : messages.length, known: batches === 1 ? messages.length : 0, places };
    });
    const { channels } = await upload(
      api,
      "class-1",
      planOf(2_250),
      { ...events, progress: (n) => progress.push(n) },
      new AbortController().signal,
    );
    expect(channels).toEqual([
      { name: "general", created: true, why: "taken_over", stored: 1_000, there: 1_000, leftOut: 250 },
    ]);
    expect(progress.reduce((sum, n) => sum + n, 0)).toBe(2_250);
  });
});

describe("a reindex", () => {
  test("makes a step again that found the index away, and counts what it brought by what the server says", async () => {
    const lines: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
    const steps = [
      new Refusing(refusal("unavailable", { retryAfter: 1 })),
      { done: 50_700, total: 99_000, isDone: false, brought: 700, behind: 0, behindMs: 0 },
      { done: 51_400, total: 99_000, isDone: false, brought: 700, behind: 0, behindMs: 0 },
    ];
    const { api, asked } = fakeApi(() => steps.shift());
    expect(await carryOn(api, "class-1", true, 1_400)).toBe(2);
    // From the beginning, until one step was made.
    expect(asked.map(({ body }) => body["restart"])).toEqual([true, true, false]);
    expect(lines.at(-1)).toContain("34 more days");
  });
});
