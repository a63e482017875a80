/**
 * An hour at 30 messages a second, 108,000 of them, as fast as the room takes them: does its memory grow with what was written? Told
 * by its isolate, in which worker and objects live, and by its process, D1 being in another.
 */
import type { Checkout } from "../checkout.ts";
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { startWithD1Elsewhere } from "../d1-elsewhere.ts";
import { Inspector } from "../inspector.ts";
import { usage } from "../process-tree.ts";
import { both, ratio, type Scenario } from "../scenario.ts";
import { percentile } from "../stats.ts";

const HOUR = 108_000;
const [READERS, WRITERS, UNANSWERED] = [60, 8, 8];
const SIXTHS = 6;

interface Grown {
  /** Of each sixth, MiB: what the heap did not exceed but for a tenth of the time, garbage included. */
  heap: number[];
  /** What was held after the first sixth and after all, MiB. */
  held: [number, number];
  /** Resident memory of the process, MiB. */
  rss: [number, number];
  seconds: number;
}

export const hour: Scenario = {
  name: "hour",
  async run(bench) {
    const messages = bench.quick ? HOUR / 10 : HOUR;
    const grown = new Map<string, Grown>();
    for (const build of bench.builds) grown.set(build.name, await writeAnHour(build, messages));
    const growth = ([first, last]: [number, number]) => last / first;
    return {
      measured: [
        ratio(
          "an hour at 30/s: what the room holds",
          both(bench, (name) => growth(grown.get(name)!.held)),
          "after 10 minutes",
          "less",
          1.1,
          1.02,
        ),
        ratio(
          "an hour at 30/s: memory of the room's process",
          both(bench, (name) => growth(grown.get(name)!.rss)),
          "after 10 minutes",
          "less",
          1.15,
          1.05,
        ),
      ],
      raw: Object.fromEntries(
        [...grown].flatMap(
          ([
            name,
            {
              heap,
              held: [heldFirst, heldLast],
              rss: [rssFirst, rssLast],
              seconds,
            },
          ]) => [
            [`${name}: messages/s`, messages / seconds],
            ...heap.map((mib, i): [string, number] => [`${name}: heap in sixth ${i + 1}, MiB`, mib]),
            [`${name}: held after a sixth, MiB`, heldFirst],
            [`${name}: held after all, MiB`, heldLast],
            [`${name}: resident after a sixth, MiB`, rssFirst],
            [`${name}: resident after all, MiB`, rssLast],
          ],
        ),
      ),
    };
  },
};

async function writeAnHour(checkout: Checkout, messages: number): Promise<Grown> {
  const place = await startWithD1Elsewhere(checkout);
  const inspector = await Inspector.open(await place.inspector());
  try {
    Client.reset(false);
    const clients = await openClients(place.openChannel(), READERS);
    const start = performance.now();
    const grown: Grown = { heap: [], held: [0, 0], rss: [0, 0], seconds: 0 };
    for (let sixth = 1; sixth <= SIXTHS; sixth++) {
      const sizes: number[] = [];
      await write(clients, messages / SIXTHS, () => void inspector.heapMiB().then((mib) => sizes.push(mib)));
      await until(clients, isAt(clients, (messages / SIXTHS) * sixth), "every reader has everything");
      grown.heap.push(percentile(sizes, 90));
      if (sixth > 1 && sixth < SIXTHS) continue;
      const which = sixth === 1 ? 0 : 1;
      grown.rss[which] = usage(place.pid).rssKb / 1024;
      grown.held[which] = await inspector.liveHeapMiB();
    }
    grown.seconds = (performance.now() - start) / 1000;
    closeClients(clients);
    return grown;
  } finally {
    inspector.close();
    await place.stop();
  }
}

/** @param look a hundred times meanwhile */
function write(clients: Client[], count: number, look: () => void): Promise<void> {
  let [posted, answered] = [0, 0];
  return new Promise((resolve) => {
    for (const writer of clients.slice(0, WRITERS)) {
      const post = () => {
        if (posted === count) return;
        writer.post();
        posted += 1;
        if (posted % Math.ceil(count / 100) === 0) look();
      };
      writer.onAck = (some) => {
        answered += some;
        for (let i = 0; i < some; i++) post();
        if (answered === count) resolve();
      };
      for (let i = 0; i < UNANSWERED; i++) post();
    }
  });
}
