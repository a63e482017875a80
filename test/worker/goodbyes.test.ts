/** Many who leave at once are answered some at a time, and what a cut line held is given back too. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CloseAnswers } from "../../worker/room/sockets/close-answers.ts";
import { CUT } from "../../worker/room/sockets/socket-identity.ts";

/** A socket that writes down how it was closed. */
function socketNo(no: number, told: string[]): WebSocket {
  const close = (code?: number, reason?: string) =>
    told.push([no, code, reason].filter((x) => x !== undefined).join(" "));
  return { close } as unknown as WebSocket;
}

describe("goodbyes", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("one alone is answered at once, in its own words", () => {
    const told: string[] = [];
    new CloseAnswers().answer(socketNo(1, told), 4000, "see you");
    expect(told).toEqual(["1 4000 see you"]);
  });

  test("of a crowd no turn answers more than a few, all are answered, in the order in which they left", () => {
    const told: string[] = [];
    const goodbyes = new CloseAnswers();
    for (let no = 1; no <= 100; no++) goodbyes.answer(socketNo(no, told), 1000, "");
    const perTurn = [told.length];
    while (vi.getTimerCount() > 0) {
      const before = told.length;
      vi.runOnlyPendingTimers();
      perTurn.push(told.length - before);
    }
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(10);
    expect(told).toEqual(Array.from({ length: 100 }, (_, i) => `${i + 1} 1000 `));
  });

  test("nothing is left to wait for once all are answered: the object can sleep", () => {
    const goodbyes = new CloseAnswers();
    goodbyes.answer(socketNo(1, []), 1000, "");
    vi.runOnlyPendingTimers();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a line that was cut is closed by us as well, without words that nobody would hear", () => {
    const told: string[] = [];
    new CloseAnswers().answer(socketNo(1, told), CUT, "");
    expect(told).toEqual(["1"]);
  });
});
