/** Times that were written down without a zone. */

/** Year, month (1 … 12), day, hour, minute, second: as on the wall. */
export type WallClock = readonly [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
];

export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Does the platform know this zone (IANA's name)? */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Reads wall clocks of one zone as milliseconds since 1970. An hour that came twice is the first; one that never was is the hour beside it. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat;
  /** Milliseconds by which the zone is ahead, by the hour of UTC. */
  readonly #offsets = new Map<number, number>();

  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: zone, hourCycle: "h23" },
      ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
    });
  }

  /** When it was, and the same as if the zone were UTC: what does not change with the zone. Undefined for what no calendar has. */
  read(clock: WallClock): { at: number; idAt: number } | undefined {
    const at = this.#at(clock);
    const [year, month, day, hour, minute, second] = clock;
    return at === undefined ? undefined : { at, idAt: Date.UTC(year, month - 1, day, hour, minute, second) };
  }

  #at([year, month, day, hour, minute, second]: WallClock): number | undefined {
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    const date = new Date(wall);
    if (Number.isNaN(wall) || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59)
      return undefined;
    // By the zone half a day before, an hour that comes twice is the first of both.
    const before = wall - this.#ahead(wall - 43_200_000);
    const after = wall - this.#ahead(before);
    return after === before ? before : Math.min(after, wall - this.#ahead(after));
  }

  #ahead(at: number): number {
    // Zones change at quarters of an hour.
    const quarter = Math.floor(at / 900_000);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const whole = quarter * 900_000;
    const parts = Object.fromEntries(this.#format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    this.#offsets.set(quarter, wall - whole);
    return wall - whole;
  }
}
