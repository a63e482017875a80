/** Rows written per message in a steady channel, room and D1 together, and rows read for a page, by the platform's counters. */
import { channelId, FIRST_FRESH, LONG, SHORT, SHORT_LENGTH } from "../bench-class.ts";
import type { Checkout } from "../checkout.ts";
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { startCountingPlace } from "../counting-place.ts";
import { get } from "../http.ts";
import { pause } from "../pace.ts";
import { both, counted, ratio, type Bench, type Scenario } from "../scenario.ts";

const PEOPLE = 60;
/** Until the last batch is in D1. */
const SETTLE_MS = 1_000;

interface Counted {
  /** Rows written per message. */
  room: number;
  d1: number;
  /** Rows read for a page. */
  long: number;
  short: number;
}

export const rows: Scenario = {
  name: "rows",
  once: true,
  async run(bench) {
    const results = new Map<string, Counted>();
    for (const build of bench.builds) results.set(build.name, await count(bench, build));
    const of = (name: string) => results.get(name)!;
    return {
      measured: [
        counted(
          "rows written per message, room and D1",
          both(bench, (name) => of(name).room + of(name).d1),
          "rows",
          6,
          4,
        ),
        ratio(
          "rows read in D1 for a page of 100,000 messages",
          both(bench, (name) => of(name).long / of(name).short),
          "of 1,000",
          "less",
          1.1,
          1.03,
        ),
      ],
      raw: Object.fromEntries(
        [...results].flatMap(([name, { room, d1, long, short }]) => [
          [`${name}, room: rows written per message`, room],
          [`${name}, D1: rows written per message`, d1],
          [`${name}, D1: rows read for a page of the long channel`, long],
          [`${name}, D1: rows read for a page of the short channel`, short],
        ]),
      ),
    };
  },
};

async function count(bench: Bench, build: Checkout): Promise<Counted> {
  const place = await startCountingPlace(bench.longHistory, PEOPLE, build);
  try {
    const address = `${place.url.replace(/^http/u, "ws")}/api/channels/${channelId(FIRST_FRESH)}/socket`;
    const channel = { socket: (i: number) => ({ url: address, headers: place.headers(i) }) };
    Client.reset(false);
    const clients = await openClients(channel, PEOPLE);
    let posted = 0;
    // One after another, as people write: each is a commit and, as a rule, a batch of its own.
    const post = async (times: number) => {
      for (let i = 0; i < times; i++) {
        clients[posted % PEOPLE]!.post();
        posted += 1;
        await until(clients, isAt(clients, posted), "every reader has it");
      }
      await pause(SETTLE_MS);
    };
    // The log is as long as it gets before it is trimmed.
    await post(300);
    await place.counts();
    const messages = bench.quick ? 300 : 1_000;
    await post(messages);
    const { roomWritten, d1Written } = await place.counts();
    closeClients(clients);

    const page = async (channelNo: number, query: string) => {
      await place.counts();
      await get(`${place.url}/api/channels/${channelId(channelNo)}/messages?limit=50${query}`, place.headers(0));
      return (await place.counts()).d1Read;
    };
    // Once, so that the rooms have taken over what D1 holds.
    for (const no of [SHORT, LONG]) await page(no, "");
    const short = await page(SHORT, `&before=${SHORT_LENGTH / 2}`);
    const long = await page(LONG, `&before=${bench.longHistory / 2}`);
    return { room: roomWritten / messages, d1: d1Written / messages, long, short };
  } finally {
    await place.stop();
  }
}
