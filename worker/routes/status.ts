/** How PLACE is, for the teaching team: what was counted, and what the class's objects say of themselves now. */
import type { Queue } from "../room/part.ts";
import type { HandlersOf } from "../http/handler.ts";
import { log } from "../log.ts";
import { carryCountsNow, meterOf } from "../meter/carry.ts";
import { byHour, byMinute, quotasOf, sumsOf, timesOf } from "../meter/figures.ts";
import { watchedHub, watchedRoom, type RoomStatus } from "../room/watched.ts";
import { permitInWorkspace } from "../access.ts";
import { talkedInSince } from "../store/class-channels.ts";
import { readableChannels } from "../store/readable-channels.ts";
import { HOUR_MS, type HourOf } from "../tally.ts";

/** Rooms that are asked, of those that were talked in lately: each is a request, and woken by it. */
const ROOMS_ASKED = 12;
/** Who takes longer is told as silent. */
const ANSWER_WITHIN_MS = 2_000;
const DAY_HOURS = 24;

export const status: HandlersOf<"status"> = {
  async read({ env, db, permit }) {
    const { workspace } = permit;
    const [hub, talkedIn] = await Promise.all([
      inTime(watchedHub(env, workspace.id).status()),
      inTime(inHistory(workspace.id, () => talkedInSince(db, permit, Date.now() - HOUR_MS, ROOMS_ASKED))),
    ]);
    const asked = [...new Set([...(hub?.rooms ?? []), ...(talkedIn ?? [])])].slice(0, ROOMS_ASKED);
    const [rooms] = await Promise.all([
      Promise.all(asked.map((id) => inTime(watchedRoom(env, id).status()))),
      carryCountsNow(),
    ]);
    const { ofClass, ofAll, floods } = await meterOf(env).read(workspace.id);
    const now = Date.now();
    const ofDay = { class: lastDay(ofClass, now), all: lastDay(ofAll, now) };
    const mine = floods.length > 0 ? await readableChannels(env.DB, permitInWorkspace("readWorkspace", permit)) : [];
    const readable = new Set(mine.map(({ id }) => id));
    return {
      now,
      sockets: { tabs: hub?.tabs ?? 0, channels: rooms.reduce((sum, room) => sum + (room?.sockets ?? 0), 0) },
      posts: byMinute(ofClass, "posts", now),
      deliveries: byMinute(ofClass, "deliveries", now),
      times: timesOf(ofClass, now),
      refused: sumsOf(ofDay.class, "refused."),
      faults: {
        minutes: byMinute(ofAll, "faults", now),
        hours: byHour(ofAll, "faults", now),
        kinds: sumsOf(ofDay.all, "fault."),
      },
      queues: queuesOf(rooms),
      rooms: { asked: asked.length, silent: rooms.filter((room) => room === null).length },
      quotas: quotasOf(ofAll, now),
      floods: floods.map(({ channel, ...flood }) => ({
        ...flood,
        channel: channel !== null && readable.has(channel) ? channel : null,
      })),
    };
  },
};

/** By class: in this isolate, which rooms the history knew of, and when it was asked, ms since 1970. */
const known = new Map<string, { at: number; rooms: string[] }>();
const KNOWN_FOR_MS = 120_000;
const KNOWN_MAX = 100;

/** What the class's object heard is forgotten when it sleeps, which it does between two looks; each room would seem to have nothing waiting. */
async function inHistory(workspaceId: string, ask: () => Promise<string[]>): Promise<string[]> {
  const before = known.get(workspaceId);
  if (before && Date.now() - before.at < KNOWN_FOR_MS) return before.rooms;
  const rooms = await ask();
  known.delete(workspaceId);
  known.set(workspaceId, { at: Date.now(), rooms });
  const [oldest] = known.keys();
  if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  return rooms;
}

const lastDay = (hours: readonly HourOf[], now: number) =>
  hours.flatMap(({ hour, counts }) => (hour > Math.floor(now / HOUR_MS) - DAY_HOURS ? [counts] : []));

/** Over all rooms: which of them it is stands in no line. */
function queuesOf(rooms: readonly (RoomStatus | null)[]): (Queue & { name: string })[] {
  const queues = new Map<string, Queue & { name: string }>();
  for (const { name, behind, since } of rooms.flatMap((room) => room?.queues ?? [])) {
    const sum = queues.get(name) ?? { name, behind: 0, since: null };
    const times = [sum.since, since].filter((at) => at !== null);
    queues.set(name, { name, behind: sum.behind + behind, since: times.length === 0 ? null : Math.min(...times) });
  }
  return [...queues.values()];
}

/** Null where it fails or takes too long. */
async function inTime<T>(asked: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ANSWER_WITHIN_MS)));
  const answer = asked.catch((error: unknown) => {
    log.fault("status", error);
    return null;
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
