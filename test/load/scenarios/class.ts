/** A class talks: 60 people, all of whom write now and then and all of whom read. How long until a message is seen? */
import { startWithD1Elsewhere } from "../d1-elsewhere.ts";
import { both, ratio, targetsOf, type Bench, type Outcome, type Scenario } from "../scenario.ts";
import { talkInNewChannel, type Delays } from "../talk.ts";
import type { Target } from "../target.ts";

/**
 * A second, and for how many seconds. A full collection of garbage stops an isolate for some 20 ms about every 320 messages to 60 readers, PLACE's as
 * the bare object's (docs/bench.md), and three messages or four wait for it: in 400 messages the 99th percentile says whether one or two of them fell
 * in, in 1,200 how long a message takes.
 */
const PACES = [
  { perSecond: 20, seconds: 6 },
  { perSecond: 100, seconds: 12 },
];

export const classTalk: Scenario = {
  name: "class",
  samples: { least: 5, most: 8 },
  run: async (bench) => talked(bench, "class", await targetsOf(bench)),
};

/** The same with D1 in a process of its own, as on Cloudflare: what D1 and the index compute is not waited for by who reads. */
export const classWithoutD1: Scenario = {
  name: "class-without-d1",
  samples: { least: 5, most: 8 },
  async run(bench) {
    const places: Target[] = [];
    for (const build of bench.builds)
      places.push(await bench.started(`${build.name}, D1 elsewhere`, () => startWithD1Elsewhere(build)));
    return talked(bench, "class, D1 in a process of its own,", places);
  },
};

async function talked(bench: Bench, what: string, places: Target[]): Promise<Outcome> {
  const { single, grouped } = await bench.yardsticks();
  const raw: Record<string, number> = {};
  const results = new Map<string, Delays>();
  for (const { perSecond, seconds } of PACES) {
    for (const target of [single, ...places, grouped]) {
      await talkInNewChannel(target, perSecond, perSecond / 2);
      const delays = await talkInNewChannel(target, perSecond, perSecond * (bench.quick ? 2 : seconds));
      results.set(`${target.name} ${perSecond}`, delays);
      raw[`${target.name} at ${perSecond}/s: send → seen p50 ms`] = delays.seen50;
      raw[`${target.name} at ${perSecond}/s: send → seen p99 ms`] = delays.seen99;
      raw[`${target.name} at ${perSecond}/s: send → acknowledged p50 ms`] = delays.acknowledged50;
    }
  }
  const measured = PACES.flatMap(({ perSecond }) => {
    const of = (name: string) => results.get(`${name} ${perSecond}`)!;
    const plain = of("single");
    const at = `${what} at ${perSecond}/s`;
    const seen50 = both(bench, (name) => of(name).seen50 / plain.seen50);
    const seen99 = both(bench, (name) => of(name).seen99 / plain.seen99);
    const acknowledged = both(bench, (name) => of(name).acknowledged50 / of(name).seen50);
    return [
      ratio(`${at}: send → seen p50`, seen50, "single", "less", 1.1, 1),
      ratio(`${at}: send → seen p99`, seen99, "single", "less", 1.4, 1),
      ratio(`${at}: send → acknowledged p50`, acknowledged, "send → seen", "less", 1.1, 1),
    ];
  });
  return { measured, raw };
}
