/** What is fetched when it is needed is tried again until it is here. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { untilHere } from "../../web/src/lib/base/until-here.ts";

const network = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", network.addEventListener.bind(network));
  vi.stubGlobal("removeEventListener", network.removeEventListener.bind(network));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("[R55] a piece that did not come is asked for again, a little later each time, and is given when it comes", async () => {
  const load = vi.fn(() => (load.mock.calls.length < 4 ? Promise.reject(new Error("away")) : Promise.resolve("piece")));
  const here = untilHere(load);
  await vi.advanceTimersByTimeAsync(499);
  expect(load).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(load).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(3_000);
  await expect(here).resolves.toBe("piece");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(load).toHaveBeenCalledTimes(4);
});

test("[R55] with the network back it is asked for at once, and only once", async () => {
  const load = vi.fn(() => (load.mock.calls.length < 2 ? Promise.reject(new Error("away")) : Promise.resolve("piece")));
  const here = untilHere(load);
  await vi.advanceTimersByTimeAsync(1);
  network.dispatchEvent(new Event("online"));
  await expect(here).resolves.toBe("piece");
  network.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(load).toHaveBeenCalledTimes(2);
});
