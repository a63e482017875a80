/** Who came when, who is in which channel, and how far they have read. */
import { mentionedHandles, handleKey } from "../../protocol/index.ts";
import { CLASS_MADE, type Calendar } from "./calendar.ts";
import { isStaff, type Cast, type CastPerson } from "./cast.ts";
import type { TalkedChannel } from "./read-talk.ts";
import { seededRandom } from "./seeded-random.ts";
import type { SentMessage } from "./timeline.ts";

export interface FilledChannel extends TalkedChannel {
  messages: SentMessage[];
}
export interface Attendance {
  handle: string;
  /** Milliseconds since 1970. */
  joinedAt: number;
  readSeq: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Of those who never wrote in a channel that nobody has to be in. */
const SHARE_OF_QUIET_READERS = 0.75;

/** When each person came into the class, by handle: before they first wrote, most of them before the first lecture. */
export function arrivals(cast: Cast, channels: FilledChannel[], calendar: Calendar): Map<string, number> {
  const made = calendar.at(CLASS_MADE.day, CLASS_MADE.minute);
  const firstLecture = calendar.at(0, 10 * 60);
  return new Map(
    cast.people.map((person) => {
      const random = seededRandom(`arrival ${person.handle}`);
      if (person.role === "owner") return [person.handle, made];
      const latest = isStaff(person) ? made + 4 * HOUR : firstLecture;
      const wrote = channels.flatMap(
        ({ messages }) => messages.find(({ author }) => author === person.handle)?.at ?? [],
      );
      const came = random.between(made + HOUR, latest);
      return [person.handle, Math.floor(Math.min(came, ...wrote.map((at) => at - 5 * MINUTE)))];
    }),
  );
}

/** The people of a channel. `arrived` is what `arrivals` tells. */
export function attendanceOf(cast: Cast, channel: FilledChannel, arrived: Map<string, number>): Attendance[] {
  const took = channel.messages.flatMap((message) => [message, ...message.thread]);
  const wrote = new Set(
    took.flatMap(({ author, reactions, poll }) => [
      author,
      ...[...reactions, ...poll].flatMap(({ handles }) => handles),
    ]),
  );
  const named = new Set(took.flatMap(({ body }) => mentionedHandles(body)));
  const isIn = (person: CastPerson): boolean => {
    if (!channel.channel) return channel.between?.includes(person.handle) ?? false;
    if (channel.channel.isDefault || isStaff(person)) return true;
    if (wrote.has(person.handle) || named.has(handleKey(person.handle))) return true;
    return seededRandom(`${channel.key} joined by ${person.handle}`).next() < SHARE_OF_QUIET_READERS;
  };
  return cast.people.filter(isIn).map(({ handle }) => ({
    handle,
    joinedAt: Math.max(arrived.get(handle) ?? 0, channel.channel ? 0 : (channel.messages[0]?.at ?? 0)),
    readSeq: readBy(handle, channel),
  }));
}

/** What somebody wrote, they have seen; beyond that, some look in every hour and some once a week. */
function readBy(handle: string, { key, messages }: FilledChannel): number {
  const habit = seededRandom(`habit of ${handle}`).next();
  const usualHours = habit < 0.55 ? 2 : habit < 0.85 ? 20 : 120;
  const hoursAgo = -Math.log(1 - seededRandom(`${key} read by ${handle}`).next()) * usualHours;
  const lookedIn = (messages.at(-1)?.at ?? 0) - (hoursAgo - 1) * HOUR;
  return messages.findLast(({ author, at }) => author === handle || at <= lookedIn)?.seq ?? 0;
}
