/**
 * A file's page is closed when its tests are through, and a closed page fetches nothing and has no timers. Those of Node, which the page's
 * code gets here, would outlive it and ask for a window that is gone: a piece of the program that was on its way when the page was
 * closed was tried again half a second later, and the run failed with no test that did.
 */
import { afterAll, vi } from "vitest";

const { setTimeout, setInterval, clearTimeout } = globalThis;
const timers = new Set<NodeJS.Timeout>();
let isClosed = false;

globalThis.setTimeout = Object.assign(
  (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run(...args);
    }, ms);
    return remembered(timer);
  },
  setTimeout,
) as typeof setTimeout;
globalThis.setInterval = ((run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout =>
  remembered(setInterval(() => run(...args), ms))) as typeof setInterval;

function remembered(timer: NodeJS.Timeout): NodeJS.Timeout {
  if (isClosed) clearTimeout(timer);
  else timers.add(timer);
  return timer;
}

afterAll(async () => {
  await vi.dynamicImportSettled();
  isClosed = true;
  for (const timer of timers) clearTimeout(timer);
});
