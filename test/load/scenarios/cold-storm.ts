/**
 * A server that is killed: all processes at once, as a power cut would. It starts again with what it stored, and 1,000 clients return at once. The
 * rooms' memory is empty, as after a deploy or a sleep: nobody's lease is held any more.
 */
import { PEOPLE_MAX } from "../bench-class.ts";
import { comeBack } from "../come-back.ts";
import { both, counted, ratio, targetsOf, type Scenario } from "../scenario.ts";

export const coldStorm: Scenario = {
  name: "cold-storm",
  samples: { least: 5, most: 8 },
  async run(bench) {
    const { single } = await bench.yardsticks();
    // One more stays until the server is gone, and returns with them.
    const people = (bench.quick ? 100 : PEOPLE_MAX) - 1;
    const raw: Record<string, number> = {};
    const times = new Map<string, number>();
    for (const target of [single, ...(await targetsOf(bench))]) {
      const { ms, cpuMs } = await comeBack(target, people, () => target.restart());
      times.set(target.name, ms);
      raw[`${target.name}: all back after ms`] = ms;
      raw[`${target.name}: server CPU ms per client`] = cpuMs / people;
    }
    const versus = both(bench, (name) => times.get(name)! / times.get("single")!);
    const seconds = both(bench, (name) => times.get(name)! / 1_000);
    const what = `storm after a kill: ${people + 1} clients live and caught up`;
    return {
      measured: [ratio(what, versus, "single", "less", 1.5, 1.3), counted(what, seconds, "s", 5, 3)],
      raw,
    };
  },
};
