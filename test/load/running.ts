/** What is measured, started when it is first asked for, and ended together. */
import { OURS, type Checkout } from "./checkout.ts";
import { startPlace, type PlaceTarget } from "./place-target.ts";
import type { Bench } from "./scenario.ts";
import { startYardsticks } from "./yardsticks.ts";

/** No sample opens more channels than that. */
const CHANNELS_OF_A_SAMPLE = 12;

export interface RunningBench extends Bench {
  /** Before each sample: new servers where the running ones are short of channels that nobody has used. */
  refresh(): Promise<void>;
}

export function startBench(quick: boolean, other: Checkout | null): RunningBench {
  const longHistory = quick ? 10_000 : 100_000;
  let running = new Map<string, Promise<{ stop(): Promise<void> }>>();
  const started = <T extends { stop(): Promise<void> }>(name: string, start: () => Promise<T>): Promise<T> => {
    const known = running.get(name) as Promise<T> | undefined;
    const it = known ?? start();
    running.set(name, it);
    return it;
  };
  const place = (checkout: Checkout): Promise<PlaceTarget> =>
    started(checkout.name, () => startPlace(checkout, longHistory));
  const restart = async () => {
    const all = running;
    running = new Map();
    await Promise.all(
      [...all.values()].map(async (each) => {
        // What did not start has said so, and need not be stopped.
        const it = await each.catch(() => null);
        await it?.stop();
      }),
    );
  };
  return {
    quick,
    longHistory,
    builds: other ? [OURS, other] : [OURS],
    place: () => place(OURS),
    other: async () => (other ? place(other) : null),
    yardsticks: () => started("yardsticks", startYardsticks),
    started,
    restart,
    async refresh() {
      for (const each of running.values()) {
        const it = (await each) as Partial<PlaceTarget>;
        if ((it.channelsLeft?.() ?? Infinity) < CHANNELS_OF_A_SAMPLE) return restart();
      }
    },
  };
}
