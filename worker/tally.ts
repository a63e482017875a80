/**
 * What is counted while PLACE runs, in the memory of this isolate: all objects and requests that share it count into the same one. It costs
 * no row and no call; now and then it is carried to the one object that keeps it (meter/carry.ts), and what an isolate had not carried when it ended
 * is lost: these are figures for looking at, and nothing depends on them.
 */
import { TIME_BOUNDS_MS, type Timed } from "../protocol/status.ts";

/** Counted for PLACE as a whole, and not for one class. */
export const ALL = "";
/** What is counted by the minute too. */
export const BY_MINUTE = ["posts", "deliveries", "faults"] as const;
type ByMinute = (typeof BY_MINUTE)[number];

/** The list is closed, so that no text of anybody becomes a name. */
type CountName =
  | ByMinute
  | `${ByMinute}@${number}`
  | "requests.worker"
  | "requests.object"
  /** Came in on sockets: twenty are a request. */
  | "frames"
  /** ms for which objects waited for D1, each other and the outside. */
  | "object.ms"
  | "rows.object"
  | "rows.d1"
  | `refused.${string}`
  | `fault.${string}`
  /** How many were that fast (a place in TIME_BOUNDS_MS), and the sum of all, ms. */
  | `time.${Timed}.${number}`
  | `sum.${Timed}`;

export const HOUR_MS = 3_600_000;
/** Public id of a class, or ALL; hours since 1970; and what was counted in it. */
export interface HourOf {
  scope: string;
  hour: number;
  counts: Record<string, number>;
}

/** Classes that are counted one by one before they are carried; with more at once, the rest is counted for PLACE alone. */
const SCOPES_MAX = 200;

class Tally {
  #hours = new Map<string, HourOf>();
  /** Something failed since it was carried. */
  isUrgent = false;

  add(scope: string, name: CountName, count = 1, now = Date.now()): void {
    const { counts } = this.#of(scope, now);
    counts[name] = (counts[name] ?? 0) + count;
  }

  addToMinute(scope: string, name: ByMinute, count: number, now = Date.now()): void {
    this.add(scope, name, count, now);
    this.add(scope, `${name}@${Math.floor(now / 60_000) % 60}`, count, now);
  }

  time(scope: string, what: Timed, ms: number, count = 1, now = Date.now()): void {
    const place = TIME_BOUNDS_MS.findIndex((bound) => ms <= bound);
    this.add(scope, `time.${what}.${place < 0 ? TIME_BOUNDS_MS.length : place}`, count, now);
    this.add(scope, `sum.${what}`, Math.max(0, ms) * count, now);
  }

  /** @param what `what.code`, as in the log */
  fault(what: string, now = Date.now()): void {
    this.addToMinute(ALL, "faults", 1, now);
    this.add(ALL, `fault.${what}`, 1, now);
    this.isUrgent = true;
  }

  /** All that was counted since the last time; empty: nothing was. */
  take(): HourOf[] {
    const taken = [...this.#hours.values()];
    this.#hours = new Map();
    this.isUrgent = false;
    return taken;
  }

  /** What could not be carried is carried with what follows. */
  giveBack(taken: readonly HourOf[]): void {
    for (const { scope, hour, counts } of taken) addTo(this.#of(scope, hour * HOUR_MS).counts, counts);
  }

  #of(scope: string, now: number): HourOf {
    const hour = Math.floor(now / HOUR_MS);
    const key = `${hour} ${scope}`;
    let found = this.#hours.get(key);
    if (!found) {
      if (scope !== ALL && this.#hours.size >= SCOPES_MAX) return this.#of(ALL, now);
      this.#hours.set(key, (found = { scope, hour, counts: {} }));
    }
    return found;
  }
}

export function addTo(sums: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
}

/** Of this isolate. */
export const tally = new Tally();
