/** 60 readers, 8 of them write with 8 messages unanswered each: how much can be written and read, and is all of it there? */
import { countOf, pourWarm, rawOf, type Flood } from "../pour.ts";
import { both, counted, ratio, targetsOf, type Scenario } from "../scenario.ts";

const QUANTITY = "flood: messages/s, all delivered and in D1";

export const flood: Scenario = {
  name: "flood",
  samples: { least: 6, most: 12 },
  async run(bench) {
    const { single, grouped } = await bench.yardsticks();
    const results = new Map<string, Flood>();
    for (const target of [single, ...(await targetsOf(bench)), grouped])
      results.set(target.name, await pourWarm(target, bench.quick ? 1_000 : 1_500));
    const perSecond = (name: string) => results.get(name)?.perSecond ?? Number.NaN;
    const { ours, other } = both(bench, perSecond);
    const faults = both(bench, (name) => countOf(results.get(name)!.faults));
    const versus = (name: string) => both(bench, (place) => perSecond(place) / perSecond(name));
    return {
      measured: [
        ratio(QUANTITY, versus("grouped"), "grouped", "more", 0.6, 0.7),
        ratio(QUANTITY, versus("single"), "single", "more", 3, 3),
        ...(other === undefined ? [] : [ratio(QUANTITY, ours / other, "other build", "more", 1.25, 1.25)]),
        counted("flood: lost, doubled or out of order", faults, "messages", 0, 0),
      ],
      raw: rawOf(results),
    };
  },
};
