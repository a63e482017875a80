/** After a lecture a thousand leave at once. Do the sixty who go on talking notice? */
import { Client, closeClients, openClients } from "../client.ts";
import { pause } from "../pace.ts";
import type { PlaceTarget } from "../place-target.ts";
import { usage } from "../process-tree.ts";
import { openSockets } from "../raw-socket.ts";
import { both, ratio, targetsOf, type Scenario } from "../scenario.ts";
import { CLASS, talk, type Delays } from "../talk.ts";
import type { Target } from "../target.ts";

const PER_SECOND = 100;
/** What their coming set off is over by then. */
const SETTLE_MS = 2_000;

export const left: Scenario = {
  name: "left",
  samples: { least: 3, most: 6 },
  async run(bench) {
    const [people, seconds] = bench.quick ? [300, 4] : [1_000, 10];
    const { single } = await bench.yardsticks();
    const raw: Record<string, number> = {};
    const slower = new Map<string, number>();
    for (const target of [single, ...(await targetsOf(bench))]) {
      const { before, after, cpuMs } = await leave(target, people, seconds);
      slower.set(target.name, after.seen99 / before.seen99);
      raw[`${target.name}: p99 ms before`] = before.seen99;
      raw[`${target.name}: p99 ms in the ${seconds} s after`] = after.seen99;
      raw[`${target.name}: p50 ms in the ${seconds} s after`] = after.seen50;
      raw[`${target.name}: server CPU ms in the ${seconds} s after`] = cpuMs;
    }
    const versus = both(bench, (name) => slower.get(name)!);
    return {
      measured: [ratio("p99 at 100/s after 1,000 clients have left", versus, "before they came", "less", 2, 1.2)],
      raw,
    };
  },
};

async function leave(
  target: Target | PlaceTarget,
  people: number,
  seconds: number,
): Promise<{ before: Delays; after: Delays; cpuMs: number }> {
  const channel = target.openChannel();
  Client.reset(false);
  const staying = await openClients(channel, CLASS);
  await talk(staying, PER_SECOND, PER_SECOND);
  const before = await talk(staying, PER_SECOND, seconds * PER_SECOND);
  Client.reset(false);
  const crowd = await openClients(channel, people, CLASS);
  // A tab has two sockets.
  const tabs = "workspaceSocket" in target ? await openSockets(people, (i) => target.workspaceSocket(CLASS + i)) : [];
  await pause(SETTLE_MS);
  const gone = Promise.all(crowd.map((client) => new Promise<void>((resolve) => (client.onGone = resolve))));
  closeClients(crowd);
  closeClients(tabs);
  await gone;
  const cpuBefore = usage(target.pid).cpuMs;
  const after = await talk(staying, PER_SECOND, seconds * PER_SECOND);
  const cpuMs = usage(target.pid).cpuMs - cpuBefore;
  closeClients(staying);
  return { before, after, cpuMs };
}
