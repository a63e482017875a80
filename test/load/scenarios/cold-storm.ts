/**
 * A deploy: 500 clients are cut, the server ends and starts again with what it stored, and all return at once. The rooms' memory is
 * empty, as after a sleep: nobody's lease is held any more.
 */
import { comeBack } from "../come-back.ts";
import { both, ratio, targetsOf, type Scenario } from "../scenario.ts";

export const coldStorm: Scenario = {
  name: "cold-storm",
  samples: { least: 5, most: 8 },
  async run(bench) {
    const { single } = await bench.yardsticks();
    const people = bench.quick ? 100 : 500;
    const raw: Record<string, number> = {};
    const times = new Map<string, number>();
    for (const target of [single, ...(await targetsOf(bench))]) {
      const { ms, cpuMs } = await comeBack(target, people, () => target.restart());
      times.set(target.name, ms);
      raw[`${target.name}: all back after ms`] = ms;
      raw[`${target.name}: server CPU ms per client`] = cpuMs / people;
    }
    const versus = both(bench, (name) => times.get(name)! / times.get("single")!);
    return {
      measured: [
        ratio(`storm after a deploy: ${people} clients live and caught up`, versus, "single", "less", 1.6, 1.3),
      ],
      raw,
    };
  },
};
