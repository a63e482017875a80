/** What people are told, of what was counted. Pure. */
import {
  FREE_PLAN,
  HOURS_SHOWN,
  MINUTES_SHOWN,
  QUOTAS,
  TIME_BOUNDS_MS,
  TIMED,
  type Quota,
  type Status,
} from "../../protocol/status.ts";
import { addTo, HOUR_MS, type BY_MINUTE, type HourOf } from "../tally.ts";

type Counts = Readonly<Record<string, number>>;
const DAY_MS = 24 * HOUR_MS;
export const FRAMES_PER_REQUEST = 20;

const hourOf = (now: number) => Math.floor(now / HOUR_MS);

/** Each of the last 60 minutes, the oldest first. */
export function byMinute(hours: readonly HourOf[], name: (typeof BY_MINUTE)[number], now: number): number[] {
  const byHour = new Map(hours.map(({ hour, counts }) => [hour, counts]));
  const last = Math.floor(now / 60_000);
  return Array.from({ length: MINUTES_SHOWN }, (_, i) => {
    const minute = last - MINUTES_SHOWN + 1 + i;
    return byHour.get(Math.floor(minute / 60))?.[`${name}@${minute % 60}`] ?? 0;
  });
}

/** Each of the last 24 hours, the oldest first; the last one runs. */
export function byHour(hours: readonly HourOf[], name: string, now: number): number[] {
  const counts = new Map(hours.map((each) => [each.hour, each.counts[name] ?? 0]));
  return Array.from({ length: HOURS_SHOWN }, (_, i) => counts.get(hourOf(now) - HOURS_SHOWN + 1 + i) ?? 0);
}

/** Sums of all counts whose name begins so, by the rest of it. */
export function sumsOf(all: readonly Counts[], prefix: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts))
      if (name.startsWith(prefix)) addTo(sums, { [name.slice(prefix.length)]: count });
  return sums;
}

/** This hour and the one before. */
const lately = (hours: readonly HourOf[], now: number): Counts[] =>
  hours.flatMap(({ hour, counts }) => (hour >= hourOf(now) - 1 ? [counts] : []));

export function timesOf(hours: readonly HourOf[], now: number): Status["times"] {
  return TIMED.map((what) => {
    const drawers = drawersOf(sumsOf(lately(hours, now), `time.${what}.`));
    const count = drawers.reduce((sum, each) => sum + each, 0);
    const at = (share: number) => quantile(drawers, share);
    return { what, count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  });
}

/** How many times fell into each drawer, the one above all bounds last. */
export const drawersOf = (sums: Counts): number[] => [...TIME_BOUNDS_MS, Infinity].map((_, i) => sums[i] ?? 0);

/** Within a drawer the times are taken to lie evenly, as Prometheus does. Of what is longer than the last bound no more is known. Null: none. */
export function quantile(drawers: readonly number[], share: number): number | null {
  const wanted = share * drawers.reduce((sum, each) => sum + each, 0);
  if (wanted === 0) return null;
  let before = 0;
  for (const [place, count] of drawers.entries()) {
    const upper = TIME_BOUNDS_MS[place];
    if (upper === undefined) break;
    if (before + count >= wanted) {
      const lower = TIME_BOUNDS_MS[place - 1] ?? 0;
      return Math.round(lower + ((upper - lower) * (wanted - before)) / count);
    }
    before += count;
  }
  return TIME_BOUNDS_MS.at(-1) ?? null;
}

/** What of the day's allowance that takes. */
const TAKES: Record<Quota, (counts: Counts) => number> = {
  workerRequests: (counts) => counts["requests.worker"] ?? 0,
  objectRequests: (counts) => (counts["requests.object"] ?? 0) + (counts["frames"] ?? 0) / FRAMES_PER_REQUEST,
  objectSeconds: (counts) => (counts["object.ms"] ?? 0) / 1000,
  objectRows: (counts) => counts["rows.object"] ?? 0,
  d1Rows: (counts) => counts["rows.d1"] ?? 0,
};

/** Since midnight (UTC), when the allowance begins anew; and when it ends at the pace of the last sixty minutes. @param hours of all classes together */
export function quotasOf(hours: readonly HourOf[], now: number): Status["quotas"] {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  const sum = (which: readonly HourOf[], takes: (counts: Counts) => number) =>
    which.reduce((total, { counts }) => total + takes(counts), 0);
  const part = (now % HOUR_MS) / HOUR_MS;
  return QUOTAS.map((name) => {
    const takes = TAKES[name];
    const used = sum(
      hours.filter(({ hour }) => hour >= midnight / HOUR_MS),
      takes,
    );
    const thisHour = sum(
      hours.filter(({ hour }) => hour === hourOf(now)),
      takes,
    );
    const before = sum(
      hours.filter(({ hour }) => hour === hourOf(now) - 1),
      takes,
    );
    const perHour = thisHour + before * (1 - part);
    const left = FREE_PLAN[name] - used;
    const endsAt = perHour > 0 ? Math.round(now + (Math.max(0, left) / perHour) * HOUR_MS) : Infinity;
    return {
      name,
      // What single classes of others do is in no figure: of the day's allowance whole percents are told.
      percent: Math.ceil((used / FREE_PLAN[name]) * 100),
      endsAt: endsAt < midnight + DAY_MS ? endsAt : null,
    };
  });
}
