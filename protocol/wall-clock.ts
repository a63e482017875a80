/** Times as the clock on somebody's wall shows them, `2026-03-29T02:30:00`, so that nine o'clock stays nine when clocks are changed. */

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const two = "2-digit";
    const fields = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two } as const;
    format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", { timeZone: zone, hourCycle: "h23", ...fields });
    formats.set(zone, format);
  }
  return format;
}

/** @param at ms since 1970, of a year from 1 to 9999. @param zone a time zone that exists */
export function wallClockAt(at: number, zone: string): string {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const year = (parts["year"] ?? "").padStart(4, "0");
  return `${year}-${parts["month"]}-${parts["day"]}T${parts["hour"]}:${parts["minute"]}:${parts["second"]}`;
}

/** How far the zone's clock is ahead of UTC, ms. */
const offsetAt = (at: number, zone: string) => Date.parse(`${wallClockAt(at, zone)}Z`) - Math.floor(at / 1000) * 1000;

/** When the clock shows that: the earlier time of two; where clocks skip it, as long after the skip as it stands after its start. */
export function instantOf(wallClock: string, zone: string): number {
  const asUtc = Date.parse(`${wallClock}Z`);
  const [before, after] = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => asUtc - offsetAt(at, zone)) as [number, number];
  return [before, after].find((at) => wallClockAt(at, zone) === wallClock) ?? before;
}
