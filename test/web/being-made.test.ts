/** An archive or a backup that the server makes: looked at again while it is, and by nobody once nobody looks. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { BeingMade } from "../../web/src/lib/features/archive/being-made.svelte.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type State = "none" | "making" | "ready";
function made(...states: (State | RefusedError)[]) {
  const read = vi.fn(() => {
    const next = states.length > 1 ? states.shift() : states[0];
    return next instanceof RefusedError ? Promise.reject(next) : Promise.resolve(next as State);
  });
  return { read, mine: new BeingMade<State>(read, (state) => state === "making") };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("while it is made it is asked for again, and no more once it is there", async () => {
  const { mine, read } = made("making", "making", "ready");
  mine.look();
  await pass(0);
  expect([mine.told, mine.isMaking]).toEqual(["making", true]);
  await pass(60_000);
  expect([mine.told, mine.isMaking]).toEqual(["ready", false]);
  expect(read).toHaveBeenCalledTimes(3);
});

test("whoever goes away ends it, also where an answer is on its way", async () => {
  const { mine, read } = made("making");
  mine.look()();
  await pass(60_000);
  expect(read).toHaveBeenCalledTimes(1);
  const end = mine.look();
  await pass(1_500);
  end();
  await pass(60_000);
  expect(read).toHaveBeenCalledTimes(3);
});

test("a refusal says why, takes nothing away, and does not end the looking", async () => {
  const { mine } = made("making", new RefusedError(refusal("unavailable"), 503), "ready");
  mine.look();
  await pass(0);
  await pass(1_500);
  expect([mine.told, mine.refusal?.code]).toEqual(["making", "unavailable"]);
  await pass(1_500);
  expect([mine.told, mine.refusal]).toEqual(["ready", null]);
});

test("what somebody asks for is busy until it is answered, and is looked at from then on", async () => {
  const { mine, read } = made("none", "ready");
  mine.look();
  await pass(0);
  const act = mine.act(() => Promise.resolve("making"));
  expect(mine.busy).toBe(true);
  await act;
  expect([mine.busy, mine.told]).toEqual([false, "making"]);
  await pass(1_500);
  expect([mine.told, read.mock.calls.length]).toEqual(["ready", 2]);
});

test("a fault of ours leaves no button busy for ever", async () => {
  const { mine } = made("none");
  await expect(mine.act(() => Promise.reject(new TypeError("ours")))).rejects.toThrow("ours");
  expect(mine.busy).toBe(false);
});
