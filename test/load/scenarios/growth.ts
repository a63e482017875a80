/** More people in one channel: what does a delivery cost the server? */
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { atPace } from "../pace.ts";
import { usage } from "../process-tree.ts";
import { ratio, type Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";

const PER_SECOND = 20;

export const growth: Scenario = {
  name: "growth",
  async run(bench) {
    const [place, { single }] = [await bench.place(), await bench.yardsticks()];
    const seconds = bench.quick ? 2 : 8;
    const raw: Record<string, number> = {};
    for (const people of [10, 100, bench.quick ? 300 : 1_000]) {
      for (const target of [single, place]) {
        raw[`${target.name}, ${people} clients: server µs per delivery`] = await deliver(
          target,
          people,
          seconds * PER_SECOND,
        );
      }
    }
    const cost = (people: number) => raw[`PLACE, ${people} clients: server µs per delivery`] ?? Number.NaN;
    return {
      measured: [
        ratio(
          "growth: server µs per delivery, 1,000 clients",
          cost(bench.quick ? 300 : 1_000) / cost(10),
          "10 clients",
          "less",
          1,
          0.2,
        ),
      ],
      raw,
    };
  },
};

async function deliver(target: Target, people: number, count: number): Promise<number> {
  Client.reset(false);
  const clients = await openClients(target.openChannel(), people);
  const warm = 10;
  await atPace(PER_SECOND, warm, (i) => clients[i % people]!.post());
  await until(clients, isAt(clients, warm), "every reader has everything");
  const before = usage(target.pid).cpuMs;
  await atPace(PER_SECOND, count, (i) => clients[(i * 7) % people]!.post());
  await until(clients, isAt(clients, warm + count), "every reader has everything");
  const cpuMs = usage(target.pid).cpuMs - before;
  closeClients(clients);
  return (cpuMs * 1000) / (count * people);
}
