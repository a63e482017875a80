/** When what repeats comes next, by the clock on its author's wall. */
import type { Scheduled } from "../../../protocol/index.ts";
import { instantOf } from "../../../protocol/wall-clock.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The first repeat that comes after `now`: what was missed meanwhile is not made up for. */
export function nextTime(
  wallClock: string,
  zone: string,
  repeat: NonNullable<Scheduled["repeat"]>,
  now: number,
): { at: number; wallClock: string } {
  const step = (repeat === "daily" ? 1 : 7) * DAY_MS;
  const first = Date.parse(`${wallClock}Z`);
  // A day before `now` in any zone, so that few steps are left.
  const skipped = Math.max(0, Math.floor((now - 2 * DAY_MS - first) / step));
  for (let steps = skipped + 1; ; steps++) {
    const next = new Date(first + steps * step).toISOString().slice(0, 19);
    const at = instantOf(next, zone);
    if (at > now) return { at, wallClock: next };
  }
}
