/** More people in one channel: what does a delivery cost the server? */
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { atPace } from "../pace.ts";
import { usage } from "../process-tree.ts";
import { both, ratio, targetsOf, type Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";

const PER_SECOND = 20;

export const growth: Scenario = {
  name: "growth",
  samples: { least: 3, most: 5 },
  async run(bench) {
    const { single } = await bench.yardsticks();
    const seconds = bench.quick ? 2 : 5;
    const many = bench.quick ? 300 : 1_000;
    const targets = [single, ...(await targetsOf(bench))];
    const raw: Record<string, number> = {};
    const nameOf = (name: string, people: number) => `${name}, ${people} clients: server µs per delivery`;
    for (const people of [10, 100, many])
      for (const target of targets)
        raw[nameOf(target.name, people)] = await deliver(target, people, seconds * PER_SECOND);
    const cost = both(bench, (name) => raw[nameOf(name, many)]! / raw[nameOf(name, 10)]!);
    return {
      measured: [ratio("growth: server µs per delivery, 1,000 clients", cost, "10 clients", "less", 1, 0.2)],
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
