/** Server CPU of a delivery, PLACE's by the bare object's. They take turns, so that what else runs on the machine meets both. */
import { Client, closeClients, isAt, openClients, until } from "./client.ts";
import { atPace } from "./pace.ts";
import { usage } from "./process-tree.ts";
import { startBench } from "./running.ts";
import { median } from "./stats.ts";
import type { Target } from "./target.ts";

const PEOPLE = 100;
const PER_SECOND = 40;
/** Enough for some hundred ticks of the kernel's clock, in which CPU is counted. */
const MESSAGES = 240;
const WARM_UP = 20;
const ROUNDS = 7;

/** @param print a line for each round */
export async function deliveryCpuRatio(print: (line: string) => void): Promise<number> {
  const bench = startBench(true, null);
  try {
    const [{ single }, place] = [await bench.yardsticks(), await bench.place()];
    const ratios: number[] = [];
    // The first round compiles what the others run.
    for (let round = 0; round <= ROUNDS; round++) {
      // Each is the first as often as the other.
      const placeFirst = round % 2 === 0;
      const first = await cpuOf(placeFirst ? place : single);
      const second = await cpuOf(placeFirst ? single : place);
      const ratio = placeFirst ? first / second : second / first;
      if (round === 0) continue;
      ratios.push(ratio);
      print(`server CPU of a delivery, round ${round} of ${ROUNDS}: ${ratio.toFixed(2)}`);
    }
    return Number(median(ratios).toFixed(2));
  } finally {
    await bench.restart();
  }
}

/** Milliseconds of CPU for all deliveries of a round. */
async function cpuOf(target: Target): Promise<number> {
  Client.reset(false);
  const clients = await openClients(target.openChannel(), PEOPLE);
  await atPace(PER_SECOND, WARM_UP, (i) => clients[i % PEOPLE]!.post());
  await until(clients, isAt(clients, WARM_UP), "every reader has everything");
  const before = usage(target.pid).cpuMs;
  await atPace(PER_SECOND, MESSAGES, (i) => clients[(i * 7) % PEOPLE]!.post());
  await until(clients, isAt(clients, WARM_UP + MESSAGES), "every reader has everything");
  const cpuMs = usage(target.pid).cpuMs - before;
  closeClients(clients);
  return cpuMs;
}
