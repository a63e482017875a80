/** A class talks: 60 people, all of whom write now and then and all of whom read. How long until a message is seen? */
import { Client, closeClients, faultsIn, isAt, openClients, until } from "../client.ts";
import { atPace } from "../pace.ts";
import { ratio, type Scenario } from "../scenario.ts";
import { median, percentile } from "../stats.ts";
import type { Target } from "../target.ts";

const PEOPLE = 60;

interface Delays {
  seen50: number;
  seen99: number;
  acknowledged50: number;
}

export const classTalk: Scenario = {
  name: "class",
  async run(bench) {
    const [place, { single, grouped }] = [await bench.place(), await bench.yardsticks()];
    const seconds = bench.quick ? 2 : 6;
    const raw: Record<string, number> = {};
    const results = new Map<string, Delays>();
    for (const perSecond of [20, 100]) {
      for (const target of [single, place, grouped]) {
        await talk(target, perSecond, perSecond / 2);
        const delays = await talk(target, perSecond, perSecond * seconds);
        results.set(`${target.name} ${perSecond}`, delays);
        raw[`${target.name} at ${perSecond}/s: send → seen p50 ms`] = delays.seen50;
        raw[`${target.name} at ${perSecond}/s: send → seen p99 ms`] = delays.seen99;
        raw[`${target.name} at ${perSecond}/s: send → acknowledged p50 ms`] = delays.acknowledged50;
      }
    }
    const measured = [20, 100].flatMap((perSecond) => {
      const [ours, plain] = [results.get(`PLACE ${perSecond}`)!, results.get(`single ${perSecond}`)!];
      const at = `class at ${perSecond}/s`;
      return [
        ratio(`${at}: send → seen p50`, ours.seen50 / plain.seen50, "single", "less", 1.25, 1),
        ratio(`${at}: send → seen p99`, ours.seen99 / plain.seen99, "single", "less", 1.5, 1),
        ratio(`${at}: send → acknowledged p50`, ours.acknowledged50 / ours.seen50, "send → seen", "less", 1.1, 1),
      ];
    });
    return { measured, raw };
  },
};

async function talk(target: Target, perSecond: number, count: number): Promise<Delays> {
  Client.reset(true);
  const clients = await openClients(target.openChannel(), PEOPLE);
  // 7 has no divisor in common with 60: everybody's turn comes, and never that of neighbours.
  await atPace(perSecond, count, (i, dueAt) => clients[(i * 7) % PEOPLE]!.post(dueAt));
  await until(clients, isAt(clients, count), "every reader has everything");
  closeClients(clients);
  for (const { places } of clients) {
    const { lost, doubled, reordered } = faultsIn(places, count);
    if (lost + doubled + reordered > 0)
      throw new Error(`${target.name}: ${lost} lost, ${doubled} doubled, ${reordered} out of order`);
  }
  return {
    seen50: median(Client.seen),
    seen99: percentile(Client.seen, 99),
    acknowledged50: median(Client.acknowledged),
  };
}
