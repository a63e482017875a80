/** Times as a field for date and time has them: on the clock of this device, without a zone. */
import { t } from "#texts/schedule-dialog";

const two = (part: number) => String(part).padStart(2, "0");

/** `2026-11-20T09:05`. @param at milliseconds since 1970 */
export function toField(at: number): string {
  const local = new Date(at);
  const day = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${day}T${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** Milliseconds since 1970; null where the field is not filled in. */
export function fromField(value: string): number | null {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}

/** Times people mean by "later": this evening, tomorrow morning, Monday morning. Those to come only. */
export function suggestedTimes(now: number): { label: string; at: number }[] {
  const at = (days: number, hour: number) => {
    const day = new Date(now);
    return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour).getTime();
  };
  const weekday = new Date(now).getDay();
  const toMonday = (8 - weekday) % 7 || 7;
  return [
    { label: t.thisEvening, at: at(0, 18) },
    { label: t.tomorrowMorning, at: at(1, 9) },
    ...(toMonday > 1 ? [{ label: t.mondayMorning, at: at(toMonday, 9) }] : []),
  ].filter((time) => time.at > now);
}

export const myZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
