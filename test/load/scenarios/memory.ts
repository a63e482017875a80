/** Tabs that are open and say nothing: what does each hold of the server's memory? */
import { Client, closeClients, openClients } from "../client.ts";
import { pause } from "../pace.ts";
import { usage } from "../process-tree.ts";
import { ratio, type Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";

/** The heap has settled by then. */
const SETTLE_MS = 3_000;

export const memory: Scenario = {
  name: "memory",
  async run(bench) {
    // What the other scenarios left in the heap would take up the clients without a trace.
    await bench.restart();
    const [place, { single }] = [await bench.place(), await bench.yardsticks()];
    const raw: Record<string, number> = {};
    for (const target of [single, place])
      raw[`${target.name}: KiB per idle client`] = await holdOpen(target, bench.quick ? 200 : 500);
    return {
      measured: [
        ratio(
          "memory per idle client",
          raw["PLACE: KiB per idle client"]! / raw["single: KiB per idle client"]!,
          "single",
          "less",
          1.25,
          1.05,
        ),
      ],
      raw,
    };
  },
};

/** The first `people` fill what the server keeps for itself, the next as many are measured. */
async function holdOpen(target: Target, people: number): Promise<number> {
  Client.reset(false);
  const channel = target.openChannel();
  const first = await openClients(channel, people);
  await pause(SETTLE_MS);
  const before = usage(target.pid).rssKb;
  const more = await openClients(channel, people, people);
  await pause(SETTLE_MS);
  const grown = usage(target.pid).rssKb - before;
  closeClients([...first, ...more]);
  return grown / people;
}
