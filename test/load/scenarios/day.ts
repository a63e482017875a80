/**
 * A day of a class on the free plan: each piece of it is counted once on a PLACE with counters, then multiplied. The day is
 * made hard on purpose: everybody has the app open all day, and all of them look at the channel in which everything happens.
 */
import { READ_MARK_ALONE_MS, READ_MARK_EVERY_MS } from "../../../protocol/index.ts";
import { channelId, FIRST_FRESH, LONG, WORKSPACE } from "../bench-class.ts";
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { startCountingPlace, type CountingPlace } from "../counting-place.ts";
import { arithmeticOf, QUOTAS, shareOf, type Cost, type Quota, type Use } from "../free-plan.ts";
import { get } from "../http.ts";
import { pause } from "../pace.ts";
import { RawSocket } from "../raw-socket.ts";
import { counted, type Scenario } from "../scenario.ts";
import type { Counts } from "../counts.ts";

const PEOPLE = 60;
const MESSAGES = 10_000;
const HOURS = 10;
/** Of the messages: those that find their room asleep. */
const WAKING = MESSAGES / 2;
/** A person a day. */
const [ARRIVALS, CHANNELS_OPENED, PAGES] = [4, 30, 40];
const HEARTBEAT_S = 25;
const LEASE_S = 240;
const MARKS_SAVED_EVERY_S = 120;
/** Of its newest messages the room keeps 200 to 300: the room that was measured had as many. */
const IN_LOG = 250;
/** In production a batch takes D1 about that long, during which the room is awake. */
const D1_S = 0.3;
const FALLS_ASLEEP_MS = 11_000;
const SETTLE_MS = 1_500;

export const day: Scenario = {
  name: "day",
  once: true,
  async run(bench) {
    const place = await startCountingPlace(bench.longHistory, PEOPLE);
    try {
      const uses = await countPieces(place, bench.quick ? 2 : 8);
      const shares = (Object.keys(QUOTAS) as Quota[]).map((quota) => ({ quota, ...shareOf(uses, quota) }));
      return {
        measured: shares.map(({ quota, share }) =>
          counted(`a day of 60: ${QUOTAS[quota].name}`, share * 100, "% of the free plan", 50, 33.4),
        ),
        raw: Object.fromEntries(shares.map(({ quota, total }) => [QUOTAS[quota].name, total])),
        texts: { "free-plan": arithmeticOf(uses) },
      };
    } finally {
      await place.stop();
    }
  },
};

/** Part of the class that has PLACE open twice, all day. */
const WITH_ANOTHER_DEVICE = 0.25;

async function countPieces(place: CountingPlace, times: number): Promise<Use[]> {
  Client.reset(false);
  const ws = place.url.replace(/^http/u, "ws");
  const room = `${ws}/api/channels/${channelId(FIRST_FRESH)}/socket`;
  const hub = `${ws}/api/workspaces/${WORKSPACE}/socket`;
  const costOf = async (count: number, work: () => Promise<void>): Promise<Cost> => {
    await place.counts();
    await work();
    await pause(SETTLE_MS);
    return perOne(await place.counts(), count);
  };

  const address = { socket: (i: number) => ({ url: room, headers: place.headers(i) }) };
  const first = await openClients(address, 1);
  let posted = 0;
  const post = async (count: number) => {
    for (let i = 0; i < count; i++) {
      first[0]!.post();
      posted += 1;
      await until(first, isAt(first, posted), "stored");
    }
  };
  await post(300);
  // A whole turn of the log: a hundred come, a hundred are trimmed.
  const steady = await costOf(100, () => post(100));
  await post(IN_LOG - 200);
  closeClients(first);

  const tabs: RawSocket[] = [];
  const bootstrap = await costOf(PEOPLE, async () => {
    for (let i = 0; i < PEOPLE; i++) await get(`${place.url}/api/workspaces/${WORKSPACE}/bootstrap`, place.headers(i));
  });
  const tab = await costOf(PEOPLE, async () => {
    for (let i = 0; i < PEOPLE; i++) tabs.push(await RawSocket.open(hub, place.headers(i), () => undefined));
  });
  let clients: Client[] = [];
  const channel = await costOf(PEOPLE, async () => {
    clients = await openClients(address, PEOPLE);
  });
  const page = await costOf(20, async () => {
    for (let i = 0; i < 20; i++) {
      await get(
        `${place.url}/api/channels/${channelId(LONG)}/messages?before=${1_000 + i * 50}&limit=50`,
        place.headers(i),
      );
    }
  });
  // Hidden tabs apart, nobody does anything: sweeps and alarms.
  const quietS = 31;
  const quiet = await costOf(1, () => pause(quietS * 1_000));

  const gap = () => pause(((HOURS * 3_600) / MESSAGES) * 1_000);
  const message = await costOf(times, async () => {
    for (let i = 0; i < times; i++) {
      clients[i % PEOPLE]!.post();
      await gap();
    }
  });
  const marks = await costOf(1, async () => {
    for (const client of clients) client.markRead();
  });
  await pause(FALLS_ASLEEP_MS);
  const waking = await costOf(1, async () => {
    clients[7]!.post();
    await gap();
  });
  for (const client of clients) client.markRead();
  await pause(SETTLE_MS);
  const leaving = await costOf(1, async () => {
    closeClients(clients);
    await pause(1_000);
  });
  for (const each of tabs) each.cut();

  const seconds = HOURS * 3_600;
  // Of the few messages that are counted one by one, none was trimmed: what a message costs beside its own row is added.
  const trimming = { roomWritten: (steady.roomWritten ?? 0) - 1 };
  return [
    { what: "bootstrap, with every arrival", times: PEOPLE * ARRIVALS, each: { ...bootstrap, workerRequests: 1 } },
    { what: "workspace socket, with every arrival", times: PEOPLE * ARRIVALS, each: { ...tab, workerRequests: 1 } },
    {
      what: "channel socket, with every channel opened",
      times: PEOPLE * CHANNELS_OPENED,
      each: { ...channel, workerRequests: 1 },
    },
    { what: "history page", times: PEOPLE * PAGES, each: { ...page, workerRequests: 1 } },
    {
      what: "message in a room that is awake",
      times: MESSAGES - WAKING,
      each: plus(message, trimming, { objectSeconds: D1_S }),
    },
    { what: "message that wakes its room", times: WAKING, each: plus(waking, trimming, { objectSeconds: D1_S }) },
    {
      what: `read marks told by ${PEOPLE} tabs`,
      times: Math.min(
        MESSAGES,
        (WITH_ANOTHER_DEVICE * seconds) / (READ_MARK_EVERY_MS / 1_000) +
          ((1 - WITH_ANOTHER_DEVICE) * seconds) / (READ_MARK_ALONE_MS / 1_000),
      ),
      each: marks,
    },
    {
      what: "read marks of all, saved together",
      times: seconds / MARKS_SAVED_EVERY_S,
      each: { d1Written: leaving.d1Written ?? 0, d1Read: leaving.d1Read ?? 0 },
    },
    {
      what: "leases looked up again, room and workspace",
      times: (2 * seconds) / LEASE_S,
      each: { d1Read: PEOPLE * 5 },
    },
    { what: `quiet ${quietS} seconds: alarms and sweeps`, times: seconds / quietS, each: quiet },
    {
      what: "heartbeat of a socket, should it count as a frame",
      times: (2 * PEOPLE * seconds) / HEARTBEAT_S,
      each: { objectRequests: 1 / 20 },
    },
  ];
}

/** @param count how many of the piece were counted together */
function perOne(counts: Counts, count: number): Cost {
  const { objectRequests, frames, awakeMs, roomRead, roomWritten, d1Read, d1Written } = counts;
  return {
    objectRequests: (objectRequests + frames / 20) / count,
    // Which object was awake is not told apart: room and hub are both taken to have been.
    objectSeconds: (2 * awakeMs) / 1_000 / count,
    roomRead: roomRead / count,
    roomWritten: roomWritten / count,
    d1Read: d1Read / count,
    d1Written: d1Written / count,
  };
}

function plus(...costs: Cost[]): Cost {
  const sum = (quota: Quota) => costs.reduce((total, cost) => total + (cost[quota] ?? 0), 0);
  return Object.fromEntries((Object.keys(QUOTAS) as Quota[]).map((quota) => [quota, sum(quota)]));
}
