/** Times people mean by "later". */
import { t } from "#texts/schedule-dialog";

/** This evening, tomorrow morning, Monday morning. Those to come only. */
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
