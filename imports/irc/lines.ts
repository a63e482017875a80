/** One line of a log of IRC, as each program writes it: what was said, or when, or neither. */
import type { WallClock } from "../local-time.ts";
import type { Reason } from "../reasons.ts";

export type IrcLine =
  | { kind: "said"; nick: string; words: string; isAction: boolean; time: Clock; day?: Day }
  /** Two names of one person. */
  | { kind: "renamed"; from: string; to: string }
  | { kind: "day"; day: Day }
  /** `Day changed` in a language whose months nobody knows: the day is the one behind. */
  | { kind: "nextDay"; dayOfMonth: number }
  | { kind: "notice"; what: Reason }
  | { kind: "blank" };
type Day = readonly [year: number, month: number, day: number];
type Clock = readonly [hour: number, minute: number, second: number];

export interface IrcProgram {
  name: "WeeChat" | "irssi" | "ZNC";
  /** Null for what no line of this program is. */
  read(line: string): IrcLine | null;
}

const NOTICE = "ircNotices";
const notice: IrcLine = { kind: "notice", what: NOTICE };
const clock = (hour: string, minute: string, second = "0"): Clock => [Number(hour), Number(minute), Number(second)];

/** Fields parted by tabs: time, who, words. Sentences are in the user's language, so that none is looked at. */
const weechat: IrcProgram = {
  name: "WeeChat",
  read(line) {
    const [, year, month, day, hour = "", minute = "", second, rest = ""] =
      /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\t(.*)$/su.exec(line) ?? [];
    if (year === undefined) return null;
    const tab = rest.indexOf("\t");
    const [field, words] = tab < 0 ? [rest, ""] : [rest.slice(0, tab), rest.slice(tab + 1)];
    const at = { time: clock(hour, minute, second), day: [Number(year), Number(month), Number(day)] as const };
    if (field.trim() === "*") {
      const [, nick = "", action = ""] = /^([^ ]+) ?(.*)$/su.exec(words) ?? [];
      return nick === "" ? notice : { kind: "said", nick, words: action, isAction: true, ...at };
    }
    if (field === "" || /^(?:--|-->|<--|=!=|\s)/u.test(field)) return notice;
    return { kind: "said", nick: bare(field), words, isAction: false, ...at };
  },
};

/** Minutes; the day stands in lines of its own, in the language of the machine. */
const irssi: IrcProgram = {
  name: "irssi",
  read(line) {
    const opened = /^--- (?:Log (?:opened|closed)|Day changed) (.*)$/u.exec(line)?.[1];
    if (opened !== undefined) return dayLine(opened, line.startsWith("--- Day"));
    const [, hour = "", minute = "", second, rest] = /^(\d\d):(\d\d)(?::(\d\d))? (.*)$/su.exec(line) ?? [];
    if (rest === undefined) return null;
    const time = clock(hour, minute, second);
    const [, nick, words = ""] = /^<([^>]+)> ?(.*)$/su.exec(rest) ?? [];
    if (nick !== undefined) return { kind: "said", nick: bare(nick), words, isAction: false, time };
    const [, actor, action = ""] = /^ \* (\S+) ?(.*)$/su.exec(rest) ?? [];
    if (actor !== undefined) return { kind: "said", nick: bare(actor), words: action, isAction: true, time };
    const [, from, to] = /^-!- (\S+) is now known as (\S+)$/u.exec(rest) ?? [];
    if (from !== undefined && to !== undefined) return { kind: "renamed", from, to };
    return notice;
  },
};

/** And energymech: the day stands in the file's name alone. */
const znc: IrcProgram = {
  name: "ZNC",
  read(line) {
    const [, hour = "", minute = "", second, rest] = /^\[(\d\d):(\d\d)(?::(\d\d))?\] (.*)$/su.exec(line) ?? [];
    if (rest === undefined) return null;
    const time = clock(hour, minute, second);
    const [, nick, words = ""] = /^<([^>]+)> ?(.*)$/su.exec(rest) ?? [];
    if (nick !== undefined) return { kind: "said", nick: bare(nick), words, isAction: false, time };
    const [, actor, action = ""] = /^\* (\S+) ?(.*)$/su.exec(rest) ?? [];
    if (actor !== undefined) return { kind: "said", nick: bare(actor), words: action, isAction: true, time };
    const [, from, to] = /^\*\*\* (\S+) is now known as (\S+)$/u.exec(rest) ?? [];
    if (from !== undefined && to !== undefined) return { kind: "renamed", from, to };
    return notice;
  },
};

const PROGRAMS = [weechat, znc, irssi];

/** Whose the first lines are; null: no log of IRC. @param lines the first of a file */
export function programOf(lines: readonly string[]): IrcProgram | null {
  const filled = lines.filter((line) => line.trim() !== "");
  for (const program of PROGRAMS) {
    const read = filled.map((line) => program.read(line));
    const known = read.filter((line) => line !== null).length;
    // Of times and words alone there is more in the world than logs: somebody has to have said something, or the log to begin.
    const isSure =
      read.some((line) => line?.kind === "said" || line?.kind === "day" || line?.kind === "nextDay") ||
      program !== irssi;
    if (known > 0 && known >= filled.length * 0.8 && isSure) return program;
  }
  return null;
}

/** A nick without the sign of its mode, and without what irssi puts in its place. */
const bare = (nick: string) => nick.trim().replace(/^[~&@%+!]/u, "");

/** `Thu Dec 31 23:59:55 2026`, `Fr Jan 01 2027`: day and month are words of any language. */
function dayLine(text: string, isNext: boolean): IrcLine {
  const [, dayOfMonth] = /(?:^|\D)(\d{1,2})(?!\d|:)/u.exec(text.replace(/\d{1,2}:\d\d(?::\d\d)?/u, " ")) ?? [];
  const [, year] = /(?:^|\D)(\d{4})(?:\D*)$/u.exec(text) ?? [];
  const month = text
    .split(/[\s\d,]+/u)
    .map(monthNamed)
    .find((found) => found !== undefined);
  if (dayOfMonth === undefined || year === undefined) return notice;
  if (month !== undefined) return { kind: "day", day: [Number(year), month, Number(dayOfMonth)] };
  return isNext ? { kind: "nextDay", dayOfMonth: Number(dayOfMonth) } : notice;
}

/** Languages whose short months are looked up; the first letters are compared, for every library cuts them elsewhere. */
const LANGUAGES =
  "en de fr es it pt nl da sv nb fi pl cs sk hu ro hr sl lt lv et tr ru uk bg el ca gl eu ga cy is".split(" ");
let months: Map<string, number> | undefined;

function monthNamed(word: string): number | undefined {
  months ??= new Map(
    LANGUAGES.flatMap((language) =>
      ["short", "long"].flatMap((length) => {
        const format = new Intl.DateTimeFormat(language, {
          month: length as "short" | "long",
          day: "numeric",
          timeZone: "UTC",
        });
        return Array.from({ length: 12 }, (_, n): [string, number] => {
          const name = format.formatToParts(Date.UTC(2026, n, 15)).find(({ type }) => type === "month")?.value ?? "";
          return [plainMonth(name), n + 1];
        });
      }),
    ).reverse(),
  );
  const plain = plainMonth(word);
  return plain.length < 3 ? undefined : months.get(plain);
}

const plainMonth = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^\p{L}]/gu, "")
    .slice(0, 3);

/** The day behind one. */
export function dayAfter([year, month, day]: Day): Day {
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  return [next.getUTCFullYear(), next.getUTCMonth() + 1, next.getUTCDate()];
}

export const wallClock = (day: Day, time: Clock): WallClock => [...day, ...time];

/**
 * Words without what colours and formats them: bold, colours by number and by hexadecimal digits, hidden, monospace, reverse, slanted, struck,
 * underlined.
 */
export const withoutControls = (words: string): string =>
  words
    .replace(/\u0003(?:\d{1,2}(?:,\d{1,2})?)?|\u0004(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?/giu, "")

    .replace(/[\u0001\u0002\u000f\u0011\u0012\u0016\u001d\u001e\u001f]/gu, "");
export type { Clock, Day };
