/** Pages of history: which are asked for, what is told meanwhile, and what becomes of those that are too old. */
import { describe, expect, test } from "vitest";
import type { HistoryQuery } from "../../client/api.ts";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { History } from "../../client/history.ts";
import { Timeline } from "../../client/timeline.ts";
import { PAGE_DEFAULT, refusal, type Page, type Refusal } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { logOf } from "./support/room-log.ts";

/** A history over a log; `hold` keeps its answers back until `let` is called. */
function historyOf(count: number, { pageSize, welcomed = true }: { pageSize?: number; welcomed?: boolean } = {}) {
  const log = logOf(count);
  const timeline = new Timeline();
  if (welcomed) timeline.applyWelcome(log.head, log.page());
  const asked: HistoryQuery[] = [];
  const taken: Page[] = [];
  const refused: Refusal[] = [];
  const told: { loading: string[]; failed: boolean }[] = [];
  const waiting: (() => void)[] = [];
  const network = { hold: false, fail: null as Error | null, answer: null as ((query: HistoryQuery) => Page) | null };
  const history: History = new History({
    timeline,
    pageSize,
    page: async (query) => {
      asked.push(query);
      if (network.hold) await new Promise<void>((resolve) => waiting.push(resolve));
      if (network.fail) throw network.fail;
      return network.answer?.(query) ?? log.page(query, query.limit);
    },
    onChange: () => told.push({ loading: [...history.loading], failed: history.failed }),
    onPage: (page) => taken.push(page),
    onRefused: (why) => refused.push(why),
  });
  const answer = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await settled();
  };
  const seqs = () => timeline.snapshot().messages.map(({ seq }) => seq);
  return { log, timeline, history, asked, taken, refused, told, network, answer, seqs };
}

describe("reading on", () => {
  test("older pages are those before the first in view, of the size that was wished for, until the start", async () => {
    const { history, asked, seqs, taken } = historyOf(80, { pageSize: 20 });
    expect(await history.older()).toBe(true);
    expect(await history.older()).toBe(true);
    expect(asked).toEqual([
      { before: 31, limit: 20, rev: 80 },
      { before: 11, limit: 20, rev: 80 },
    ]);
    expect(taken.map(({ messages }) => messages.length)).toEqual([20, 10]);
    expect(seqs()).toHaveLength(80);
    expect(await history.older(), "there is nothing older").toBe(true);
    expect(asked).toHaveLength(2);
  });

  test("a page has the usual size where no other was wished for, and names no rev before anything is known", async () => {
    const { history, asked } = historyOf(80, { welcomed: false });
    expect(await history.newest()).toBe(true);
    expect(asked).toStrictEqual([{ limit: PAGE_DEFAULT }]);
  });

  test("newer pages are those after the last in view, until the end", async () => {
    const { history, asked, seqs } = historyOf(300);
    await history.jumpTo(100);
    expect([seqs()[0], seqs().at(-1)]).toEqual([75, 124]);
    asked.splice(0);
    expect(await history.newer()).toBe(true);
    expect(asked).toEqual([{ after: 124, limit: 50, rev: 300 }]);
    expect(seqs().at(-1)).toBe(174);
    await history.jumpToLatest();
    asked.splice(0);
    expect(await history.newer(), "the end is in view").toBe(true);
    expect(asked).toEqual([]);
  });

  test("where nothing is in view there is nothing older and nothing newer", async () => {
    const { history, asked } = historyOf(0, { welcomed: false });
    expect([await history.older(), await history.newer()]).toEqual([true, true]);
    expect(asked).toEqual([]);
  });
});

describe("what is told meanwhile", () => {
  test("is what is being loaded, from the asking to the answer, each way for itself", async () => {
    const { history, told, network, answer } = historyOf(300);
    await history.jumpTo(100);
    told.splice(0);
    network.hold = true;
    const older = history.older();
    const newer = history.newer();
    expect(told.map(({ loading }) => loading)).toEqual([["older"], ["older", "newer"]]);
    expect(history.older(), "one request for each way").toBe(older);
    expect(history.newer()).toBe(newer);
    const latest = history.newest();
    expect(history.newest()).toBe(latest);
    void history.jumpTo(200);
    expect([...history.loading]).toEqual(["older", "newer", "latest", "around"]);
    await answer();
    expect(told.at(-1)).toEqual({ loading: [], failed: false });
    const again = history.older();
    expect(again).not.toBe(older);
    await answer();
    expect(await again).toBe(true);
  });

  test("is loading until the last of two jumps is answered", async () => {
    const { history, network, told, log } = historyOf(300);
    const pages: ((page: Page) => void)[] = [];
    network.answer = null;
    network.hold = false;
    const slow = new History({
      timeline: new Timeline(),
      pageSize: undefined,
      page: () => new Promise((resolve) => pages.push(resolve)),
      onChange: () => undefined,
      onPage: () => undefined,
      onRefused: () => undefined,
    });
    const first = slow.jumpTo(100);
    const second = slow.jumpTo(200);
    pages[0]?.(log.page({ around: 100 }));
    expect(await first).toBe(false);
    expect([...slow.loading]).toEqual(["around"]);
    pages[1]?.(log.page({ around: 200 }));
    expect(await second).toBe(true);
    expect([...slow.loading]).toEqual([]);
    expect([history.loading.size, told]).toEqual([0, []]);
  });

  test("is that nobody answered, until somebody does", async () => {
    const { history, network, told, refused } = historyOf(80);
    expect(history.failed).toBe(false);
    network.fail = new UnreachableError(new Error("away"));
    expect(await history.older()).toBe(false);
    expect(told.at(-1)).toEqual({ loading: [], failed: true });
    expect(refused).toEqual([]);
    network.fail = null;
    expect(await history.older()).toBe(true);
    expect(history.failed).toBe(false);
  });

  test("is not what went wrong in this program: that is thrown, and nobody is told that the network is away", async () => {
    const { history, network, told } = historyOf(80);
    network.answer = () => {
      throw new TypeError("page is undefined");
    };
    await expect(history.older()).rejects.toThrow("page is undefined");
    expect(told.at(-1)).toEqual({ loading: [], failed: false });
  });

  test("is the reason of a refusal", async () => {
    const { history, network, refused } = historyOf(80);
    network.fail = new RefusedError(refusal("not_found"), 404);
    expect(await history.older()).toBe(false);
    expect(refused).toEqual([refusal("not_found")]);
  });
});

describe("jumping", () => {
  test("R6 to what is loaded asks nobody, and is told", async () => {
    const { history, asked, told, taken } = historyOf(80);
    expect(await history.jumpTo(40)).toBe(true);
    expect([asked, taken, told]).toEqual([[], [], [{ loading: [], failed: false }]]);
  });

  test("R6 to what is not there, or cannot be had, is told as such", async () => {
    const { history, network } = historyOf(80);
    expect(await history.jumpTo(900)).toBe(false);
    network.fail = new UnreachableError(new Error("away"));
    expect(await history.jumpTo(3)).toBe(false);
  });

  test("R6 back to the latest while a jump is under way: the latest stays in view when the jump is answered", async () => {
    const { history, network, answer, seqs, told } = historyOf(300);
    network.hold = true;
    const jump = history.jumpTo(100);
    told.splice(0);
    expect(await history.jumpToLatest(), "it is loaded").toBe(true);
    expect(told).toHaveLength(1);
    await answer();
    expect(await jump).toBe(false);
    expect(seqs().at(-1)).toBe(300);
  });

  test("R6 to what another jump, still under way, does not lead to: the last one decides, in whichever order they are answered", async () => {
    const { history, network, answer, seqs } = historyOf(500);
    network.hold = true;
    const first = history.jumpTo(100);
    const second = history.jumpTo(300);
    expect(await history.jumpTo(480), "it is loaded").toBe(true);
    await answer();
    expect([await first, await second]).toEqual([false, false]);
    expect(seqs()).toContain(480);
  });

  test("R6 to the latest where it is not loaded asks for it", async () => {
    const { history, timeline, asked, log, seqs } = historyOf(300);
    await history.jumpTo(100);
    timeline.applyMessage(log.post("one"));
    timeline.applyMessage({ ...log.post("two"), seq: 302 });
    timeline.applyMessage({ ...log.post("three"), seq: 400 });
    asked.splice(0);
    await history.jumpToLatest();
    expect(asked).toEqual([expect.not.objectContaining({ around: expect.anything() as unknown })]);
    expect(seqs().at(-1)).toBeGreaterThan(300);
  });

  test("an older page that comes while somebody reads elsewhere takes the view nowhere", async () => {
    const { history, network, answer, seqs } = historyOf(300);
    network.hold = true;
    const older = history.older();
    network.hold = false;
    await history.jumpTo(100);
    await answer();
    expect(await older).toBe(true);
    expect(seqs()).toContain(100);
  });
});

describe("a page that is older than what is known", () => {
  test("I7 is asked for three times and no more", async () => {
    const { history, asked, network, taken, log } = historyOf(80);
    network.answer = (query) => ({ ...log.page(query), rev: 1 });
    expect(await history.older()).toBe(false);
    expect(asked).toHaveLength(3);
    expect(taken).toEqual([]);
    // Somebody answered: that is not what "failed" says.
    expect(history.failed).toBe(false);
  });

  test("I7 is asked for again, and taken when it is new enough", async () => {
    const { history, asked, network, taken, log } = historyOf(80);
    network.answer = (query) => ({ ...log.page(query), rev: asked.length < 3 ? 1 : 80 });
    expect(await history.older()).toBe(true);
    expect([asked.length, taken.length]).toEqual([3, 1]);
  });
});
