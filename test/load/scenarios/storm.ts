/** The network of a lecture hall fails and comes back: 500 clients are cut and all return at once. */
import { comeBack } from "../come-back.ts";
import { both, ratio, targetsOf, type Scenario } from "../scenario.ts";

export const storm: Scenario = {
  name: "storm",
  samples: { least: 5, most: 10 },
  async run(bench) {
    const { single } = await bench.yardsticks();
    const people = bench.quick ? 100 : 500;
    const raw: Record<string, number> = {};
    const times = new Map<string, number>();
    for (const target of [single, ...(await targetsOf(bench))]) {
      const { ms, cpuMs } = await comeBack(target, people);
      times.set(target.name, ms);
      raw[`${target.name}: all back after ms`] = ms;
      raw[`${target.name}: server CPU ms per client`] = cpuMs / people;
    }
    const versus = both(bench, (name) => times.get(name)! / times.get("single")!);
    return {
      measured: [ratio(`storm: ${people} clients live and caught up`, versus, "single", "less", 2, 1.3)],
      raw,
    };
  },
};
