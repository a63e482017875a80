/** What a person sets for themselves in one class: status and do-not-disturb, which others see, and settings, which they do not. */
import * as v from "valibot";
import { EmojiSchema } from "./acts.ts";
import { STATUS_MAX_CHARS } from "./limits.ts";
import { line } from "./text.ts";
import { TimeSchema } from "./time.ts";

/** "🍜 At lunch", until a moment (ms since 1970) or until it is changed. */
export const StatusSchema = v.pipe(
  v.object({
    /** One emoji, or `:name:` of the class's own; empty for none. */
    emoji: v.optional(v.union([v.literal(""), EmojiSchema]), ""),
    text: v.optional(line(STATUS_MAX_CHARS), ""),
    until: v.optional(TimeSchema),
  }),
  v.check(({ emoji, text }) => emoji !== "" || text !== "", "empty"),
);
export type Status = v.InferOutput<typeof StatusSchema>;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
/** IANA name of a time zone, as the platform knows it. */
export const ZoneSchema = v.pipe(v.string("invalid"), v.maxLength(60, "invalid"), v.check(isZone, "no_time_zone"));
const ClockTime = v.pipe(v.string("invalid"), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, "invalid"));
/** Every day from `from` to `to` ("22:00" to "07:00"), by the clocks of `zone`. */
export const QuietHoursSchema = v.object({ from: ClockTime, to: ClockTime, zone: ZoneSchema });
export type QuietHours = v.InferOutput<typeof QuietHoursSchema>;

/** `staff`: the teaching team alone may begin, or go on with, a direct message. */
export const DIRECT_FROM = ["everyone", "staff"] as const;

const entries = {
  /** How far I have read is told in direct and group messages, and I am told of others. Off both ways. */
  readReceipts: v.boolean("invalid"),
  /** Others see that I am writing. */
  typing: v.boolean("invalid"),
  /** Others see that I am here. */
  presence: v.boolean("invalid"),
  directFrom: v.picklist(DIRECT_FROM, "invalid"),
  quietHours: v.nullable(QuietHoursSchema),
};
export const SettingsSchema = v.object(entries);
export type Settings = v.InferOutput<typeof SettingsSchema>;
export const DEFAULT_SETTINGS: Settings = {
  readReceipts: true,
  typing: true,
  presence: true,
  directFrom: "everyone",
  quietHours: null,
};
/** What is left out stays as it is. */
export const EditSettingsBody = v.partial(v.object(entries));

/** Settings as they are kept: what was never set, or cannot be read any more, is as it is for everybody. */
export function settingsOf(stored: unknown): Settings {
  const given = typeof stored === "object" && stored !== null ? (stored as Record<string, unknown>) : {};
  const known = Object.entries(entries).filter(([name, schema]) => v.is(schema, given[name]));
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known.map(([name]) => [name, given[name]])) };
}

/** Is it a quiet hour at `now` (ms since 1970)? Hours that end before they begin go over midnight. */
export function isQuiet(hours: QuietHours | null, now: number): boolean {
  if (hours === null || hours.from === hours.to) return false;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: hours.zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const clock = format.format(now);
  if (hours.from < hours.to) return hours.from <= clock && clock < hours.to;
  return clock >= hours.from || clock < hours.to;
}
