/** How PLACE is: what is counted while it runs, in what it is told, and what the teaching team sees of it. Counts, and no words of anybody. */
import * as v from "valibot";
import { PublicIdSchema } from "./text.ts";

/**
 * Ways that are timed, ms. `stored`: from Enter to the answer that it is stored, by the writer's clock. `seen`: from its commit to the screen
 * of a reader who looks on, by the room's clock. Within PLACE: `commit`, from its room to the commit; `history` and `index`, from there to D1 and
 * to the search index.
 */
export const TIMED = ["stored", "seen", "commit", "history", "index"] as const;
export type Timed = (typeof TIMED)[number];
/** Upper bounds, ms, of the drawers in which times are counted; what is longer goes into one more. */
export const TIME_BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** A tab tells at most so many times of either kind at once, and not longer ones. */
export const MEASURED_MAX = 20;
export const MEASURED_MAX_MS = 600_000;
/** A tab tells what it measured at most so often. */
export const MEASURED_EVERY_MS = 300_000;

/** Refused so often within FLOOD_WINDOW_MS, a socket is named to the teaching team; refused so often more, it is closed. */
export const FLOOD_NAMED_AT = 100;
export const FLOOD_CLOSED_AT = 1_000;
export const FLOOD_WINDOW_MS = 60_000;

export const HOURS_SHOWN = 24;
export const MINUTES_SHOWN = 60;

/** What the free plan of Cloudflare gives in a day (UTC), for all classes of a PLACE together. */
export const FREE_PLAN = {
  workerRequests: 100_000,
  objectRequests: 100_000,
  /** At 128 MB: of 13,000 GB seconds. */
  objectSeconds: 101_562,
  objectRows: 100_000,
  d1Rows: 100_000,
} as const;
export type Quota = keyof typeof FREE_PLAN;
export const QUOTAS = Object.keys(FREE_PLAN) as Quota[];

const Count = v.number();
export const StatusSchema = v.object({
  /** ms since 1970. */
  now: v.number(),
  /** Sockets of this class: tabs, and channels that are open in them. */
  sockets: v.object({ tabs: Count, channels: Count }),
  /** Of this class, each of the last 60 minutes, the oldest first; the last one is the minute that runs. */
  posts: v.array(Count),
  deliveries: v.array(Count),
  /** Of this class, in this hour and the one before. Quantiles in ms; null: nothing was timed. */
  times: v.array(
    v.object({
      what: v.picklist(TIMED),
      count: Count,
      p50: v.nullable(v.number()),
      p95: v.nullable(v.number()),
      p99: v.nullable(v.number()),
    }),
  ),
  /** What rooms of this class refused in 24 hours: code → how often. */
  refused: v.record(v.string(), Count),
  /** What failed in PLACE: each of the last 60 minutes, each of the last 24 hours, and in those by what was being done and the kind of fault. */
  faults: v.object({ minutes: v.array(Count), hours: v.array(Count), kinds: v.record(v.string(), Count) }),
  /** What waits to be carried on from rooms of this class that were talked in lately: follower → changes, and since when, ms. */
  queues: v.array(v.object({ name: v.string(), behind: Count, since: v.nullable(v.number()) })),
  /** Rooms that were asked, and those of them that did not answer. */
  rooms: v.object({ asked: Count, silent: Count }),
  /** Of all classes together, since midnight (UTC): percent of the day's allowance, rounded up; when it ends at the pace of the last hour, ms, or null: not today. */
  quotas: v.array(v.object({ name: v.picklist(QUOTAS), percent: Count, endsAt: v.nullable(v.number()) })),
  /** Sockets of this class that flooded in the last days, newest first. `channel` is null where the reader may not know of it, and of the class's own socket. */
  floods: v.array(
    v.object({
      at: v.number(),
      member: v.string(),
      channel: v.nullable(PublicIdSchema),
      refused: Count,
      closed: v.boolean(),
    }),
  ),
});
export type Status = v.InferOutput<typeof StatusSchema>;
