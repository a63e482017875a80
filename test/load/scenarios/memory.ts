/** Tabs that are open and say nothing: what does each hold of the server's memory? */
import { Client, closeClients, openClients } from "../client.ts";
import { timeOf } from "../http.ts";
import { pause } from "../pace.ts";
import type { PlaceTarget } from "../place-target.ts";
import { usage } from "../process-tree.ts";
import { openSockets } from "../raw-socket.ts";
import { both, ratio, targetsOf, type Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";

/** The heap has settled by then. */
const SETTLE_MS = 3_000;

interface Held {
  /** KiB by which the process grew for each socket on the channel. */
  grown: number;
  /** Of it, what a request leaves behind that holds nothing. */
  left: number;
  /** KiB by which it grew for each second socket of the same tab; 0 where there are none. */
  tab: number;
}

export const memory: Scenario = {
  name: "memory",
  samples: { least: 3, most: 5 },
  async run(bench) {
    // What the other scenarios left in the heap would take up the clients without a trace.
    await bench.restart();
    const { single } = await bench.yardsticks();
    const raw: Record<string, number> = {};
    const held = new Map<string, Held>();
    for (const target of [single, ...(await targetsOf(bench))]) {
      const { grown, left, tab } = await holdOpen(target, bench.quick ? 200 : 500);
      held.set(target.name, { grown, left, tab });
      raw[`${target.name}: KiB grown per idle client`] = grown;
      raw[`${target.name}: KiB of it left by the request that brought it`] = left;
      raw[`${target.name}: KiB grown per workspace socket`] = tab;
    }
    const plain = held.get("single")!;
    const of = (name: string) => held.get(name)!;
    return {
      measured: [
        ratio(
          "memory per idle client",
          both(bench, (name) => (of(name).grown - of(name).left) / (plain.grown - plain.left)),
          "single",
          "less",
          1.25,
          1.05,
        ),
        ratio(
          "memory per joined client, with both its sockets and what its requests leave",
          // As many sockets of the yardstick.
          both(bench, (name) => (of(name).grown + of(name).tab) / (2 * plain.grown)),
          "single",
          "less",
          1.4,
          1.15,
        ),
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
async function holdOpen(target: Target | PlaceTarget, people: number): Promise<Held> {
  Client.reset(false);
  const channel = target.openChannel();
  const openTabs = (from: number) =>
    "workspaceSocket" in target ? openSockets(people, (i) => target.workspaceSocket(from + i)) : Promise.resolve([]);
  const first = [...(await openClients(channel, people)), ...(await openTabs(0))];
  const settled = () => pause(SETTLE_MS).then(() => usage(target.pid).rssKb);
  const before = await settled();
  await timeOf(people, (i) => target.ask(people + i));
  const asked = await settled();
  const more = await openClients(channel, people, people);
  const opened = await settled();
  const tabs = await openTabs(people);
  const tabbed = tabs.length > 0 ? await settled() : opened;
  closeClients([...first, ...more, ...tabs]);
  return { grown: (opened - asked) / people, left: (asked - before) / people, tab: (tabbed - opened) / people };
}
