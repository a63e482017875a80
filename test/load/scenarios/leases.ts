/** Rows that D1 reads to confirm again that sixty and a thousand open sockets may hear, and for a message that names two people. */
import { channelId, FIRST_FRESH } from "../bench-class.ts";
import type { Checkout } from "../checkout.ts";
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { startCountingPlace } from "../counting-place.ts";
import { pause } from "../pace.ts";
import { both, counted, ratio, type Scenario } from "../scenario.ts";

/** Later than any lease lasts. */
const LATER_MS = 10 * 60_000;
const SETTLE_MS = 1_000;
const CLASS = 60;

interface Counted {
  /** Rows read to renew the leases of all sockets, by socket. */
  perLease: number;
  /** Rows read by a message that names two. */
  naming: number;
}

export const leases: Scenario = {
  name: "leases",
  once: true,
  async run(bench) {
    const many = bench.quick ? 200 : 1_000;
    const results = new Map<string, Counted>();
    for (const build of bench.builds)
      for (const sockets of [CLASS, many]) results.set(`${build.name} ${sockets}`, await count(build, sockets));
    const of = (name: string, sockets: number) => results.get(`${name} ${sockets}`)!;
    const perLease = (sockets: number) => both(bench, (name) => of(name, sockets).perLease);
    return {
      measured: [
        ratio("rows read to renew the leases of 60 sockets", perLease(CLASS), "sockets", "less", 4, 3),
        ratio("rows read to renew the leases of 1,000 sockets", perLease(many), "sockets", "less", 4, 3),
        counted(
          "rows read by a message that names two of 60",
          both(bench, (name) => of(name, CLASS).naming),
          "rows",
          12,
          6,
        ),
      ],
      raw: Object.fromEntries(
        [...results].flatMap(([name, { perLease: rows, naming }]) => [
          [`${name} sockets: rows read to renew a lease`, rows],
          [`${name} sockets: rows read by a message that names two`, naming],
        ]),
      ),
    };
  },
};

/** In a class of as many people as there are sockets, all of them on one channel. */
async function count(build: Checkout, sockets: number): Promise<Counted> {
  const place = await startCountingPlace(1, sockets, build);
  try {
    const address = `${place.url.replace(/^http/u, "ws")}/api/channels/${channelId(FIRST_FRESH)}/socket`;
    Client.reset(false);
    const clients = await openClients(
      { socket: (i: number) => ({ url: address, headers: place.headers(i) }) },
      sockets,
    );
    let posted = 0;
    const readBy = async (body?: string) => {
      await place.counts();
      clients[0]!.post(performance.now(), body);
      posted += 1;
      await until(clients, isAt(clients, posted), "every reader has it");
      await pause(SETTLE_MS);
      return (await place.counts()).d1Read;
    };
    // The first sets off what is done once.
    await readBy();
    const plain = await readBy();
    const naming = await readBy("@user3 and @user5, does it work with you?");
    await place.later(LATER_MS);
    const renewing = await readBy();
    closeClients(clients);
    return { perLease: (renewing - plain) / sockets, naming };
  } finally {
    await place.stop();
  }
}
