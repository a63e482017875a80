/** Five of three hundred readers never read: what do the others notice, what does the server keep for the five, and how do they end? */
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { atPace, pause } from "../pace.ts";
import { usage } from "../process-tree.ts";
import { RawSocket } from "../raw-socket.ts";
import { both, counted, ratio, targetsOf, type Scenario } from "../scenario.ts";
import { percentile } from "../stats.ts";
import type { PlaceTarget } from "../place-target.ts";

const READERS = 300;
const NEVER = 5;
const PER_SECOND = 5;
/** Until twice as much was told to each as may be unread, in 36 s. */
const BODY = "x".repeat(9_900);
const COUNT = 220;
const SETTLE_MS = 2_000;

interface Heard {
  p99: number;
  grownKb: number;
  codes: (number | undefined)[];
}

export const unread: Scenario = {
  name: "unread",
  samples: { least: 3, most: 5 },
  async run(bench) {
    await bench.restart();
    const raw: Record<string, number> = {};
    const heard = new Map<string, [Heard, Heard]>();
    const people = bench.quick ? 60 : READERS;
    for (const target of await targetsOf(bench)) {
      // The first one fills what the server keeps for itself.
      await talkTo(target, people, 0);
      const [without, withThem] = [await talkTo(target, people, 0), await talkTo(target, people, NEVER)];
      heard.set(target.name, [without, withThem]);
      raw[`${target.name}: p99 ms where all read`] = without.p99;
      raw[`${target.name}: p99 ms beside ${NEVER} who never do`] = withThem.p99;
      raw[`${target.name}: MB grown where all read`] = without.grownKb / 1024;
      raw[`${target.name}: MB grown beside them`] = withThem.grownKb / 1024;
      raw[`${target.name}: of them closed with 4501`] = withThem.codes.filter((code) => code === 4501).length;
    }
    const of = (name: string) => heard.get(name)!;
    const p99 = both(bench, (name) => of(name)[1].p99 / of(name)[0].p99);
    const kept = both(bench, (name) => Math.max(0, of(name)[1].grownKb - of(name)[0].grownKb) / 1024 / NEVER);
    return {
      measured: [
        ratio(`unread: send → seen p99 of ${people} beside ${NEVER} who never read`, p99, "all read", "less", 1.2, 1),
        counted("unread: kept for each who never reads", kept, "MB", 4, 1),
      ],
      raw,
    };
  },
};

async function talkTo(target: PlaceTarget, people: number, never: number): Promise<Heard> {
  const channel = target.openChannel();
  const clients = await openClients(channel, people);
  const silent = await Promise.all(
    Array.from({ length: never }, (_, i) => {
      const { url, headers } = channel.socket(people + i);
      return RawSocket.open(url, headers, () => undefined);
    }),
  );
  for (const socket of silent) socket.stopReading();
  const before = usage(target.pid).rssKb;
  Client.reset(true);
  await atPace(PER_SECOND, COUNT, (i, dueAt) => clients[(i * 7) % people]!.post(dueAt, BODY));
  await until(clients, isAt(clients, COUNT), "every reader has everything");
  const p99 = percentile(Client.seen, 99);
  await pause(SETTLE_MS);
  const grownKb = usage(target.pid).rssKb - before;
  const ends = silent.map((socket) => new Promise<void>((resolve) => (socket.onClose = resolve)));
  for (const socket of silent) socket.read();
  await Promise.race([Promise.all(ends), pause(SETTLE_MS)]);
  closeClients(clients);
  for (const socket of silent) socket.cut();
  return { p99, grownKb, codes: silent.map(({ closedWith }) => closedWith) };
}
