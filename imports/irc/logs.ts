/** Logs of IRC: WeeChat, irssi, ZNC and what writes like them. A file is a channel, or a day of one. */
import { addressesInText } from "../../protocol/foreign/addresses.ts";
import { plainText, type Span } from "../../protocol/foreign/markup/rich-text.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { cleanText, personReference } from "../../protocol/foreign/references.ts";
import { linesOf, textOf, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import { emptyChannel, type History, type ReadOptions, type SourceChannel, type SourcePerson } from "../history.ts";
import { sourceKey } from "../keys.ts";
import { LocalTime, zoneHere } from "../local-time.ts";
import { addPerson } from "../people.ts";
import { AnchorsByWords } from "../source-ids.ts";
import { dayAfter, programOf, wallClock, withoutControls, type Day, type IrcLine, type IrcProgram } from "./lines.ts";
import { placeOfLog, type LogPlace } from "./paths.ts";
import { trouble, troubleOf } from "../trouble.ts";
import { placeIn } from "../places.ts";

const LOG = /\.(?:log|weechatlog|txt)$/iu;
const FIRST_LINES = 60;

/** Null where there is no such log. */
export async function readIrc(files: ExportFiles, { zone = zoneHere() }: ReadOptions): Promise<History | null> {
  const logs: { path: string; program: IrcProgram; place: LogPlace }[] = [];
  const others: string[] = [];
  for (const path of files.paths) {
    const program = LOG.test(path) ? programOf(await firstLines(files, path)) : null;
    if (program) logs.push({ path, program, place: placeOfLog(path, program.name, files.name) });
    else others.push(path);
  }
  if (logs.length === 0) return null;
  const reading = new Reading(new LocalTime(zone));
  for (const other of others) reading.findings.aside("notLogs", other);
  // By day: a channel's lines come in order, whatever folders they lie in.
  const inOrder = logs.sort(
    (a, b) => (a.place.day ?? "").localeCompare(b.place.day ?? "") || (a.path < b.path ? -1 : 1),
  );
  for (const { path, program, place } of inOrder) await reading.file(files, path, program, place);
  const programs = [...new Set(logs.map(({ program }) => program.name))].join(" and ");
  return {
    ...{ source: "irc", title: `a log of ${programs}`, saysWhoReads: false, isOwnCopy: true, zone },
    ...{ people: reading.people, channels: reading.channels(), findings: reading.findings },
  };
}

async function firstLines(files: ExportFiles, path: string): Promise<string[]> {
  const lines: string[] = [];
  try {
    for await (const line of linesOf(files, path)) {
      if (line) lines.push(textOf(line));
      if (lines.length === FIRST_LINES) break;
    }
  } catch {
    return [];
  }
  return lines;
}

class Reading {
  readonly findings = new Findings();
  readonly people = new Map<string, SourcePerson>();
  readonly #time: LocalTime;
  readonly #channels = new Map<string, { channel: SourceChannel; anchors: AnchorsByWords }>();
  /** Whom a nick of a network is, by the name that they had first. */
  readonly #firstNames = new Map<string, string>();
  #rank = 0n;

  constructor(time: LocalTime) {
    this.#time = time;
  }

  async file(files: ExportFiles, path: string, program: IrcProgram, place: LogPlace): Promise<void> {
    // It was made of three numbers.
    let day = place.day === undefined ? undefined : (place.day.split("-").map(Number) as unknown as Day);
    let n = 0;
    try {
      for await (const bytes of linesOf(files, path)) {
        n += 1;
        const where = placeIn(path, "line", n);
        const line = bytes === null ? null : program.read(cleanText(textOf(bytes)).replace(/\n/gu, " "));
        if (line === null) {
          if (bytes?.length === 0) continue;
          this.findings.entry();
          this.findings.broken(
            where,
            bytes === null ? trouble("messageTooLong") : trouble("noLineOf", { program: program.name }),
          );
        } else if (line.kind === "day") day = line.day;
        else if (line.kind === "nextDay") day = this.#next(day, line.dayOfMonth);
        else if (line.kind === "said") this.#said(line, line.day ?? day, place, where);
        else this.#other(line, place, where);
      }
    } catch (error) {
      this.findings.broken(path, troubleOf(error));
    }
  }

  #next(day: Day | undefined, dayOfMonth: number): Day | undefined {
    const next = day && dayAfter(day);
    return next?.[2] === dayOfMonth ? next : undefined;
  }

  #other(line: IrcLine, place: LogPlace, where: string): void {
    if (line.kind === "renamed") {
      const first = this.#firstOf(place.network, line.from);
      const to = nickKey(place.network, line.to);
      // A name that somebody spoke under already stays theirs.
      if (!this.#firstNames.has(to) && !this.people.has(sourceKey("irc", to))) this.#firstNames.set(to, first);
    }
    this.findings.entry();
    this.findings.leftOut(line.kind === "notice" ? line.what : "nicks", where);
  }

  #firstOf(network: string, nick: string): string {
    const key = nickKey(network, nick);
    return this.#firstNames.get(key) ?? key;
  }

  #said(line: Extract<IrcLine, { kind: "said" }>, day: Day | undefined, place: LogPlace, where: string): void {
    this.findings.entry();
    if (place.isServer) return this.findings.leftOut("serverLog", where);
    if (!day) return this.findings.broken(where, trouble("noDay"));
    const times = this.#time.read(wallClock(day, line.time));
    if (!times) return this.findings.broken(where, trouble("timeNone"));
    const words = withoutControls(line.words).trimEnd();
    if (words.trim() === "") return this.findings.leftOut("empty", where);
    const author = addPerson(
      this.people,
      sourceKey("irc", this.#firstOf(place.network, line.nick)),
      line.nick,
      line.nick,
    );
    const { channel, anchors } = this.#channelOf(place);
    const time = [...day, ...line.time].join("-");
    this.#rank += 1n;
    channel.messages.push({
      ...{ anchor: anchors.next(author, time, words), place: where, ...times, rank: this.#rank, author },
      body: this.#body(words, line.isAction, place.network),
      ...{ reactions: [], files: [] },
    });
  }

  /** Whom a line begins with is spoken to. */
  #body(words: string, isAction: boolean, network: string): string {
    const [, nick = "", sign = "", rest = words] = /^([^\s:,<>@]{2,30})([:,])(?= )(.*)$/su.exec(words) ?? [];
    const key = sourceKey("irc", this.#firstOf(network, nick));
    const isTo = nick !== "" && this.people.has(key);
    const spans: Span[] = isTo
      ? [{ kind: "name", written: personReference(key) }, plainText(sign + addressesInText(rest))]
      : [plainText(addressesInText(words))];
    return writeMarkup([{ kind: "lines", spans: isAction ? [{ kind: "italic", spans }] : spans }]);
  }

  #channelOf(place: LogPlace) {
    const key = sourceKey("irc", `${place.network}/${place.channel.toLowerCase()}`);
    const known = this.#channels.get(key);
    if (known) return known;
    const isChannel = /^[#&!+]/u.test(place.channel);
    // Two people's words are nobody else's.
    const channel = emptyChannel(
      key,
      isChannel ? "public" : "group",
      isChannel ? place.channel.replace(/^[#&!+]+/u, "") : undefined,
    );
    if (isChannel) channel.topic = `${place.channel} on ${place.network}`;
    const made = { channel, anchors: new AnchorsByWords() };
    this.#channels.set(key, made);
    return made;
  }

  channels(): SourceChannel[] {
    return [...this.#channels.values()].map(({ channel }) => ({
      ...channel,
      members: [...new Set(channel.messages.map(({ author }) => author))],
    }));
  }
}

/** IRC takes large and small letters for the same (RFC 1459, 2.2), some brackets too. */
const nickKey = (network: string, nick: string) =>
  `${network}/${nick.toLowerCase().replace(/[[\]\\]/gu, (sign) => ({ "[": "{", "]": "}", "\\": "|" })[sign] ?? sign)}`;
