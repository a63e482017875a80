/** What a delivery to who reads a channel in another site without a name costs the server, by that to a member. */
import type { D1Database } from "@cloudflare/workers-types";
import { OURS } from "../checkout.ts";
import { channelId, CHANNELS } from "../bench-class.ts";
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { atPace } from "../pace.ts";
import { startPlace, type PlaceTarget } from "../place-target.ts";
import { usage } from "../process-tree.ts";
import { ratio, type Scenario } from "../scenario.ts";
import { median } from "../stats.ts";
import type { Channel } from "../target.ts";

const WRITERS = 10;
const PER_SECOND = 10;
const MESSAGES = 60;
const WARM_UP = 10;
const SITE = "https://class.example";
/** The last channel of the class: the others are opened from the first on. */
const CHANNEL = channelId(CHANNELS);
const WIDGET = "bench-readers";

export const readers: Scenario = {
  name: "readers",
  samples: { least: 3, most: 6 },
  async run(bench) {
    const people = bench.quick ? 200 : 1_000;
    const place = await bench.started("PLACE with a class site", () => startPlace(OURS, 1, openToReaders));
    const ofMembers = place.openChannel();
    const ofReaders = await channelOfReaders(place, people);
    const ratios: number[] = [];
    // The first round compiles what the others run; each is the first as often as the other.
    for (let round = 0; round <= 4; round++) {
      const isFirst = round % 2 === 0;
      const first = await cpuOf(place, isFirst ? ofReaders : ofMembers, people);
      const second = await cpuOf(place, isFirst ? ofMembers : ofReaders, people);
      if (round > 0) ratios.push(isFirst ? first / second : second / first);
    }
    const quantity = `CPU of a delivery to ${people.toLocaleString("en")} readers of a class site`;
    return {
      measured: [ratio(quantity, median(ratios), "members", "less", 1.05, 1)],
      raw: Object.fromEntries(ratios.map((value, i) => [`${quantity}, round ${i + 1}`, value])),
    };
  },
};

async function openToReaders(d1: D1Database): Promise<void> {
  await d1
    .prepare(
      `insert into widgets (id, workspace_no, channel_no, is_on, sites, read, write, guests, holds, confirmed_at, changed_at, changed_by)
       select ?1, workspace_no, no, 1, ?2, 'anyone', 'nobody', 0, 0, null, 1, 0 from channels where id = ?3`,
    )
    .bind(WIDGET, JSON.stringify([SITE]), CHANNEL)
    .run();
}

/** Members who write, and all others without a name, each with a token of their own. */
async function channelOfReaders(place: PlaceTarget, people: number): Promise<Channel> {
  const url = `${place.url.replace(/^http/u, "ws")}/api/channels/${CHANNEL}/socket`;
  const tokens: string[] = [];
  while (tokens.length < people - WRITERS) tokens.push(await readerToken(place, tokens.length));
  return {
    socket: (i) => {
      const headers =
        i < WRITERS
          ? place.headers(i)
          : {
              "sec-websocket-protocol": `place, place-token.${tokens[i - WRITERS]!}`,
              origin: place.url,
              ...fromAddress(i - WRITERS),
            };
      return { url, headers };
    },
  };
}

/** Each comes from somewhere else: how many may come from one address is limited. */
const fromAddress = (i: number) => ({ "cf-connecting-ip": `10.${i >> 8}.${i & 255}.1` });

/** @throws Error with what was answered where nobody is let in */
async function readerToken({ url }: PlaceTarget, i: number): Promise<string> {
  const answer = await fetch(`${url}/api/widgets/${WIDGET}/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", ...fromAddress(i) },
    body: JSON.stringify({ as: "reader", site: SITE }),
  });
  if (answer.status !== 201) throw new Error(`A reader was not let in: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token;
}

/** Milliseconds of CPU for all deliveries of a round. */
async function cpuOf(place: PlaceTarget, channel: Channel, people: number): Promise<number> {
  Client.reset(false);
  const clients = await openClients(channel, people);
  const post = (i: number) => void clients[i % WRITERS]!.post();
  await atPace(PER_SECOND, WARM_UP, post);
  await until(clients, isAt(clients, WARM_UP), "every reader has everything");
  const before = usage(place.pid).cpuMs;
  await atPace(PER_SECOND, MESSAGES, post);
  await until(clients, isAt(clients, WARM_UP + MESSAGES), "every reader has everything");
  const { cpuMs } = usage(place.pid);
  closeClients(clients);
  return cpuMs - before;
}
