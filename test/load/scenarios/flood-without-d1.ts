/**
 * The flood with D1 in a process of its own, as on Cloudflare: D1's client costs the room's thread what it costs, and what D1 computes
 * costs it nothing. Here it is over when every reader has everything: how far D1 follows on the same machine, the flood beside tells.
 */
import { startWithD1Elsewhere } from "../d1-elsewhere.ts";
import { countOf, pourWarm, rawOf, type Flood } from "../pour.ts";
import { both, counted, ratio, type Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";

export const floodWithoutD1: Scenario = {
  name: "flood-without-d1",
  samples: { least: 6, most: 12 },
  async run(bench) {
    const { grouped } = await bench.yardsticks();
    const targets: Target[] = [grouped];
    for (const build of bench.builds)
      targets.push(await bench.started(`${build.name}, D1 elsewhere`, () => startWithD1Elsewhere(build)));
    const results = new Map<string, Flood>();
    for (const target of targets) results.set(target.name, await pourWarm(target, bench.quick ? 1_000 : 1_500));
    const versus = both(
      bench,
      (name) => results.get(name)!.deliveredPerSecond / results.get("grouped")!.deliveredPerSecond,
    );
    return {
      measured: [
        ratio("flood, D1 in a process of its own: messages/s, all delivered", versus, "grouped", "more", 0.85, 0.95),
        counted(
          "flood, D1 in a process of its own: lost, doubled or out of order",
          both(bench, (name) => countOf(results.get(name)!.faults)),
          "messages",
          0,
          0,
        ),
      ],
      raw: rawOf(results),
    };
  },
};
