/** Carries what this isolate counted to the object that keeps it: on occasion of something else that is done, and seldom. */
import { env, waitUntil } from "cloudflare:workers";
import { tally } from "../tally.ts";
import type { MeterCalls } from "./contract.ts";

/** Of each isolate at most one report in that time: a request, and a row for each class in it and one for the sum. */
const CARRY_EVERY_MS = 300_000;
/** … where something failed: who looks at the status sees it within a minute. */
const CARRY_FAULTS_EVERY_MS = 30_000;

let carriedAt = 0;

/** The object of which there is one. */
export const meterOf = (bindings: Pick<Env, "METER">): MeterCalls => bindings.METER.getByName("place");

/** To be called wherever something was done: mostly it does nothing. */
export function carryCounts(now = Date.now()): void {
  if (now - carriedAt < (tally.isUrgent ? CARRY_FAULTS_EVERY_MS : CARRY_EVERY_MS)) return;
  waitUntil(carryCountsNow(now));
}

/** Never rejects: what did not arrive is carried with what follows. A report whose answer was lost is counted twice. */
export async function carryCountsNow(now = Date.now()): Promise<void> {
  carriedAt = now;
  const hours = tally.take();
  if (hours.length === 0) return;
  try {
    await meterOf(env).report(hours);
  } catch {
    // A fault of its own would be one more to carry. All of it goes with the next report.
    tally.giveBack(hours);
  }
}
