/** Tabs that are open and say nothing: what does each hold of the server's memory? */
import { Client, closeClients, openClients } from "../client.ts";
import { timeOf } from "../http.ts";
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
    const held = new Map<string, number>();
    for (const target of [single, place]) {
      const { grownKb, leftKb } = await holdOpen(target, bench.quick ? 200 : 500);
      held.set(target.name, grownKb - leftKb);
      raw[`${target.name}: KiB grown per idle client`] = grownKb;
      raw[`${target.name}: KiB of it left by the request that brought it`] = leftKb;
    }
    return {
      measured: [
        ratio("memory per idle client", held.get("PLACE")! / held.get("single")!, "single", "less", 1.25, 1.05),
      ],
      raw,
    };
  },
};

/**
 * The first `people` fill what the server keeps for itself, the next as many are measured. What any request leaves behind until
 * somebody collects it, most of it in the D1 of this machine, is measured by as many requests that hold nothing, and is not the
 * client's. All of it stays far below what makes the runtime collect: nothing of the one is used again for the other.
 */
async function holdOpen(target: Target, people: number): Promise<{ grownKb: number; leftKb: number }> {
  Client.reset(false);
  const channel = target.openChannel();
  const first = await openClients(channel, people);
  const settled = () => pause(SETTLE_MS).then(() => usage(target.pid).rssKb);
  const before = await settled();
  await timeOf(people, (i) => target.ask(people + i));
  const asked = await settled();
  const more = await openClients(channel, people, people);
  const opened = await settled();
  closeClients([...first, ...more]);
  return { grownKb: (opened - asked) / people, leftKb: (asked - before) / people };
}
