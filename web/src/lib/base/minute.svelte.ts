/** The present minute, for times that read "5 min. ago". Runs from when somebody shows one. */
import { serverNow, watchClock } from "./server-clock.ts";

const EVERY_MS = 20_000;
let ticks = $state(0);
let isRunning = false;

function run(): void {
  isRunning = true;
  const tick = () => (ticks += 1);
  setInterval(tick, EVERY_MS);
  watchClock(tick);
}

export const minute = {
  /** Milliseconds; readers are told again when it went on. */
  get now(): number {
    if (!isRunning) run();
    void ticks;
    return serverNow();
  },
};
