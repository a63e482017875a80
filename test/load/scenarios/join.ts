/** A thousand people come into one room, twenty at a time: until the last of them has the first page. */
import { Client, closeClients, openClients } from "../client.ts";
import { usage } from "../process-tree.ts";
import { both, ratio, targetsOf, type Scenario } from "../scenario.ts";

export const join: Scenario = {
  name: "join",
  samples: { least: 5, most: 8 },
  async run(bench) {
    const { single } = await bench.yardsticks();
    const people = bench.quick ? 200 : 1_000;
    const raw: Record<string, number> = {};
    const times = new Map<string, number>();
    for (const target of [single, ...(await targetsOf(bench))]) {
      Client.reset(false);
      const channel = target.openChannel();
      // The room is there, and the way to it was gone before.
      const first = await openClients(channel, 20);
      const before = usage(target.pid).cpuMs;
      const start = performance.now();
      const clients = await openClients(channel, people, 20);
      times.set(target.name, performance.now() - start);
      raw[`${target.name}: ms until ${people} were in`] = times.get(target.name)!;
      raw[`${target.name}: server CPU ms per client`] = (usage(target.pid).cpuMs - before) / people;
      closeClients([...first, ...clients]);
    }
    const versus = both(bench, (name) => times.get(name)! / times.get("single")!);
    return { measured: [ratio("join of 1,000 into one room", versus, "single", "less", 2, 1.3)], raw };
  },
};
