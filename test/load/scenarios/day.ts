/**
 * A day of a class on the free plan: some minutes of it are lived through by real clients on a PLACE with counters (day-slice.ts), and
 * what comes beside that is counted once; then all is multiplied. The day is made hard on purpose: everybody has the app open all day,
 * and all of them look at the channel in which everything happens.
 */
import { channelId, FIRST_FRESH, LONG, WORKSPACE } from "../bench-class.ts";
import { Client, closeClients, isAt, openClients, until } from "../client.ts";
import { startCountingPlace, type CountingPlace } from "../counting-place.ts";
import { arithmeticOf, QUOTAS, shareOf, type Cost, type Quota, type Use } from "../free-plan.ts";
import { get } from "../http.ts";
import { pause } from "../pace.ts";
import { RawSocket } from "../raw-socket.ts";
import { counted, type Scenario } from "../scenario.ts";
import type { Counts } from "../counts.ts";
import { liveThrough, MESSAGE_EVERY_S, PEOPLE } from "./day-slice.ts";
import { rowsOfThread } from "./thread-rows.ts";

const HOURS = 10;
const SECONDS = HOURS * 3_600;
const MESSAGES = SECONDS / MESSAGE_EVERY_S;
/** As long as a socket's lease, so that each is renewed once in it. */
const SLICE_S = 240;
/** Of the messages: those that find their room asleep, which none of the slice does. */
const WAKING = MESSAGES / 2;
/** A person a day. */
const [ARRIVALS, CHANNELS_OPENED, PAGES] = [4, 30, 40];
const HEARTBEAT_S = 25;
/** The room, and the workspace on one device or two. */
const SOCKETS = PEOPLE * 2.25;
/** In production a round trip to D1 takes about that long, during which the object is awake. */
const D1_S = 0.3;
/** Messages that wake their room, of which the mean is taken. */
const WAKES = 3;
const FALLS_ASLEEP_MS = 11_000;
const SETTLE_MS = 1_500;

export const day: Scenario = {
  name: "day",
  once: true,
  async run(bench) {
    const place = await startCountingPlace(bench.longHistory, PEOPLE);
    try {
      const pieces = await countPieces(place);
      const seconds = bench.quick ? 60 : SLICE_S;
      const slice = await liveThrough(place, channelId(TALK), seconds);
      const thread = await rowsOfThread(place, channelId(TALK));
      const scale = SLICE_S / seconds;
      const awake = scale * secondsOf(slice.counts);
      const uses = usesOf(pieces, perOne(slice.counts, seconds / SLICE_S));
      const shares = (Object.keys(QUOTAS) as Quota[]).map((quota) => ({ quota, ...shareOf(uses, quota) }));
      return {
        measured: [
          ...shares.map(({ quota, share }) =>
            counted(`a day of 60: ${QUOTAS[quota].name}`, share * 100, "% of the free plan", 40, 33),
          ),
          counted("a slice of 240 s: awake seconds of room and hub", awake, "s", 60, 30),
          counted("a slice of 240 s: hub calls", scale * slice.counts.hubCalls, "calls", 40, 15),
          counted("rows written by a reply in a thread", thread.reply, "rows", 5, 4),
          counted("rows written by the first reply", thread.first, "rows", 14, 10),
        ],
        raw: {
          ...Object.fromEntries(shares.map(({ quota, total }) => [QUOTAS[quota].name, total])),
          ...Object.fromEntries(Object.entries(slice.counts).map(([name, count]) => [`slice: ${name}`, count])),
          "slice: messages": slice.messages,
          "rows written by somebody's first reply, who follows from then on": thread.joining,
          "slice: of them replies": slice.replies,
        },
        texts: { "free-plan": arithmeticOf(uses) },
      };
    } finally {
      await place.stop();
    }
  },
};

/** Where the slice is; the pieces are counted in another. */
const TALK = FIRST_FRESH + 1;

interface Pieces {
  bootstrap: Cost;
  tab: Cost;
  channel: Cost;
  page: Cost;
  /** What a message costs more in a room that sleeps. */
  waking: Cost;
  /** Rows of the log that go where one comes. */
  trimmed: Cost;
}

async function countPieces(place: CountingPlace): Promise<Pieces> {
  Client.reset(false);
  const ws = place.url.replace(/^http/u, "ws");
  const hub = `${ws}/api/workspaces/${WORKSPACE}/socket`;
  const costOf = async (count: number, work: () => Promise<void>): Promise<Cost> => {
    await place.counts();
    await work();
    await pause(SETTLE_MS);
    return perOne(await place.counts(), count);
  };
  const addressOf = (no: number) => ({
    socket: (i: number) => ({ url: `${ws}/api/channels/${channelId(no)}/socket`, headers: place.headers(i) }),
  });
  const post = async (by: Client[], count: number) => {
    for (let i = 0; i < count; i++) {
      by[0]!.post();
      const posted = by[0]!.places.length + 1;
      await until(by, isAt(by, posted), "stored");
    }
  };
  /** The log as it is in a channel that is used: a whole turn of it, in which a hundred come and a hundred are trimmed. */
  const filled = async (no: number): Promise<Cost> => {
    const writer = await openClients(addressOf(no), 1);
    await post(writer, 301);
    const steady = await costOf(100, () => post(writer, 100));
    closeClients(writer);
    return steady;
  };
  await filled(TALK);
  const steady = await filled(FIRST_FRESH);

  const tabs: RawSocket[] = [];
  const bootstrap = await costOf(PEOPLE, async () => {
    for (let i = 0; i < PEOPLE; i++) await get(`${place.url}/api/workspaces/${WORKSPACE}/bootstrap`, place.headers(i));
  });
  const tab = await costOf(PEOPLE, async () => {
    for (let i = 0; i < PEOPLE; i++) tabs.push(await RawSocket.open(hub, place.headers(i), () => undefined));
  });
  let clients: Client[] = [];
  const channel = await costOf(PEOPLE, async () => {
    clients = await openClients(addressOf(FIRST_FRESH), PEOPLE);
  });
  const page = await costOf(20, async () => {
    for (let i = 0; i < 20; i++) {
      const query = `before=${1_000 + i * 50}&limit=50`;
      await get(`${place.url}/api/channels/${channelId(LONG)}/messages?${query}`, place.headers(i));
    }
  });
  // What may be told at once was told: from here on the hub is told at its pace.
  await post(clients, 3);
  await pause(SETTLE_MS);
  const awake = await costOf(WAKES, () => post(clients, WAKES));
  // The alarm has rung by then, and the room has gone to sleep after it.
  await pause(30_000 + FALLS_ASLEEP_MS);
  const wakes: Cost[] = [];
  for (let i = 0; i < WAKES; i++) {
    wakes.push(await costOf(WAKES, () => post(clients, 1)));
    await pause(30_000 + FALLS_ASLEEP_MS);
  }
  const asleep = plus(...wakes);
  closeClients(clients);
  for (const each of tabs) each.cut();
  await pause(SETTLE_MS);
  return {
    bootstrap,
    tab,
    channel,
    page,
    waking: minus(asleep, awake),
    trimmed: { roomWritten: Math.max(0, (steady.roomWritten ?? 0) - 1) },
  };
}

function usesOf({ bootstrap, tab, channel, page, waking, trimmed }: Pieces, slice: Cost): Use[] {
  return [
    { what: `${SLICE_S} seconds of the day, all together`, times: SECONDS / SLICE_S, each: slice },
    { what: "row of the log trimmed, for each message", times: MESSAGES, each: trimmed },
    { what: "message that wakes its room: what it costs more", times: WAKING, each: waking },
    { what: "bootstrap, with every arrival", times: PEOPLE * ARRIVALS, each: bootstrap },
    { what: "workspace socket, with every arrival", times: PEOPLE * ARRIVALS, each: tab },
    { what: "channel socket, with every channel opened", times: PEOPLE * CHANNELS_OPENED, each: channel },
    { what: "history page", times: PEOPLE * PAGES, each: page },
    {
      what: "heartbeat of a socket, should it count as a frame",
      times: (SOCKETS * SECONDS) / HEARTBEAT_S,
      each: { objectRequests: 1 / 20 },
    },
  ];
}

/** Awake seconds of room and workspace object, as in production. */
function secondsOf({ roomAwakeMs, hubAwakeMs, objectD1Calls }: Counts): number {
  return (roomAwakeMs + hubAwakeMs) / 1_000 + D1_S * objectD1Calls;
}

/** @param count how many of the piece were counted together */
function perOne(counts: Counts, count: number): Cost {
  const { workerRequests, objectRequests, frames, roomRead, roomWritten, d1Read, d1Written } = counts;
  return {
    workerRequests: workerRequests / count,
    objectRequests: (objectRequests + frames / 20) / count,
    objectSeconds: secondsOf(counts) / count,
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

function minus(cost: Cost, other: Cost): Cost {
  const rest = (quota: Quota) => Math.max(0, (cost[quota] ?? 0) - (other[quota] ?? 0));
  return Object.fromEntries((Object.keys(QUOTAS) as Quota[]).map((quota) => [quota, rest(quota)]));
}
