/** A chat that WhatsApp exported as text: no ids, minutes alone, and a phone's language. Made from what its help and other importers tell. */
import { addressesInText } from "../../protocol/foreign/addresses.ts";
import { blocksOfMrkdwn } from "../../protocol/foreign/slack/mrkdwn.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { cleanText } from "../../protocol/foreign/references.ts";
import { linesOf, textOf, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import {
  DAY_ORDERS,
  emptyChannel,
  MustSay,
  type DayOrder,
  type History,
  type ReadOptions,
  type SourceChannel,
  type SourceFile,
  type SourcePerson,
} from "../history.ts";
import { hashOf, sourceKey } from "../keys.ts";
import { LocalTime, zoneHere } from "../local-time.ts";
import { addPerson, shorten } from "../people.ts";
import { AnchorsByWords } from "../source-ids.ts";
import { dayIn, headOf, ordersOf, type WhatsAppHead } from "./lines.ts";
import { trouble, troubleOf } from "../trouble.ts";
import { placeIn } from "../places.ts";

interface Entry {
  head: WhatsAppHead;
  place: string;
  /** Lines that go on with it. */
  more: string[];
}
interface Chat {
  path: string;
  title: string;
  entries: Entry[];
}

/** Null where no text in it begins as a chat does. @throws MustSay where the days may be read in more than one way */
export async function readWhatsApp(
  files: ExportFiles,
  { days, zone = zoneHere() }: ReadOptions,
): Promise<History | null> {
  const findings = new Findings();
  const chats: Chat[] = [];
  const others: string[] = [];
  for (const path of files.paths) {
    const chat = /\.txt$/iu.test(path) ? await chatIn(files, path, findings) : null;
    if (chat) chats.push(chat);
    else others.push(path);
  }
  if (chats.length === 0) return null;
  for (const other of others) findings.aside("besideFiles", other);
  const order = orderOf(chats, days);
  const reading = new Reading(findings, order, new LocalTime(zone));
  const channels = chats.map((chat) => reading.chat(chat));
  const title = chats.length === 1 ? `a WhatsApp chat, "${chats[0]!.title}"` : "chats of WhatsApp";
  return {
    ...{ source: "whatsapp", title, saysWhoReads: true, isOwnCopy: true, zone },
    ...{ people: reading.people, channels: onceEach(channels), findings },
  };
}

/** The first lines say whether it is one. */
const HEADS_WITHIN = 5;

async function chatIn(files: ExportFiles, path: string, findings: Findings): Promise<Chat | null> {
  const entries: Entry[] = [];
  let n = 0;
  try {
    for await (const bytes of linesOf(files, path)) {
      n += 1;
      if (n > HEADS_WITHIN && entries.length === 0) return null;
      const place = placeIn(path, "line", n);
      if (bytes === null) {
        findings.entry();
        findings.broken(place, trouble("messageTooLong"));
        continue;
      }
      const line = cleanText(textOf(bytes)).replace(/\n$/u, "");
      const head = headOf(line);
      if (head) entries.push({ head, place, more: [] });
      else if (entries.length > 0) entries.at(-1)!.more.push(line);
    }
  } catch (error) {
    if (entries.length === 0) return null;
    findings.broken(path, troubleOf(error));
  }
  // A log of something else may have a date in front as well: in a chat somebody speaks.
  return entries.some(({ head }) => nameIn(head.rest) !== null)
    ? { path, title: titleOf(path, files.name), entries }
    : null;
}

/** `WhatsApp Chat with Ada.txt`; of `_chat.txt` the zip has the name. */
function titleOf(path: string, exported: string): string {
  const last = (name: string) => (name.split(/[/\\]/u).at(-1) ?? "").replace(/\.(?:txt|zip)$/iu, "");
  const own = last(path);
  const named = /^_?chat$/iu.test(own)
    ? last(path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : exported)
    : own;
  const bare = /^whatsapp[- ]?chat(?: with| -|\s-)?\s*(.+)$/iu.exec(named)?.[1] ?? named;
  return shorten(cleanText(bare.normalize("NFC")).trim(), 80) || "chat";
}

function orderOf(chats: readonly Chat[], wanted: DayOrder | undefined): DayOrder {
  if (wanted !== undefined) return wanted;
  const heads = chats.flatMap(({ entries }) => entries.map(({ head }) => head));
  const orders = DAY_ORDERS.filter((order) => ordersOf(heads).has(order));
  const [only, ...more] = orders;
  if (only !== undefined && more.length === 0) return only;
  const example = heads[0]?.date.join("/") ?? "";
  const choices = orders.length === 0 ? DAY_ORDERS : orders;
  throw new MustSay(
    "days",
    choices,
    `Dates like ${example} can be read in more than one way. Say in which they were written: --days ${choices.join(" or --days ")} (d the day, m the month, y the year).`,
  );
}

/**
 * Who speaks, and what: the name ends at the first colon with a blank behind it. Null for a notice. A name with a colon in it is cut there: no export says
 * where it ends.
 */
function nameIn(rest: string): { name: string; words: string } | null {
  const [, name = "", words = ""] =
    /^[\u200E\u200F\u202A-\u202E\u2066-\u2069~\s]*([^:\n]{1,80}):(?: |$)(.*)$/su.exec(rest) ?? [];
  const bare = name.replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "").trim();
  return bare === "" ? null : { name: bare, words };
}

class Reading {
  readonly people = new Map<string, SourcePerson>();
  readonly #findings: Findings;
  readonly #order: DayOrder;
  readonly #time: LocalTime;
  #rank = 0n;

  constructor(findings: Findings, order: DayOrder, time: LocalTime) {
    this.#findings = findings;
    this.#order = order;
    this.#time = time;
  }

  chat({ title, entries }: Chat): SourceChannel {
    // Every chat that an iPhone exports alone is called `_chat`: its first line tells it from others.
    const isNameless = /^_?chat$/iu.test(title);
    const first = entries[0]?.head;
    const key = isNameless
      ? `${title}/${hashOf([...(first?.date ?? []), first?.hour, first?.minute, first?.rest].join(" "))}`
      : title;
    const channel = emptyChannel(sourceKey("whatsapp", key), "private", title);
    const anchors = new AnchorsByWords();
    for (const entry of entries) this.#message(entry, channel, anchors);
    channel.members = [...new Set(channel.messages.map(({ author }) => author))];
    return channel;
  }

  #message({ head, place, more }: Entry, channel: SourceChannel, anchors: AnchorsByWords): void {
    const findings = this.#findings;
    findings.entry();
    const said = nameIn(head.rest);
    if (!said) return findings.leftOut("noAuthor", place);
    const day = dayIn(head, this.#order);
    const times = day ? this.#time.read([...day, head.hour, head.minute, head.second]) : undefined;
    if (!day || !times) return findings.broken(place, trouble("dateNone"));
    const text = [said.words, ...more]
      .join("\n")
      .replace(/[\u200E\u200F]/gu, "")
      .trim();
    const { words, files } = attachedIn(text);
    const body = writeMarkup(blocksOfMrkdwn(asMrkdwn(words)));
    if (body === "" && files.length === 0) return findings.leftOut("empty", place);
    const author = addPerson(this.people, sourceKey("whatsapp", said.name), said.name.replace(/\s+/gu, "."), said.name);
    this.#rank += 1n;
    const time = [...day, head.hour, head.minute, head.second].join("-");
    channel.messages.push({
      ...{ anchor: anchors.next(author, time, text), place, ...times, rank: this.#rank, author, body, files },
      reactions: [],
    });
  }
}

/** Bold, slanted and struck words, and code, have the marks that Slack's have; a bare `<` begins nothing here. */
const asMrkdwn = (text: string) =>
  addressesInText(text).replace(/[&<>]/gu, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);

/** `IMG-1.jpg (file attached)`, in the phone's language; `<attached: IMG-1.jpg>`; what was left out of the export keeps its words. */
function attachedIn(text: string): { words: string; files: SourceFile[] } {
  const [line = "", ...rest] = text.split("\n");
  const [, bracketed] = /^<\p{L}[^:<>]{0,30}: ([^<>/\\]+\.\w{2,5})>$/u.exec(line) ?? [];
  const [, plain] =
    /^([^<>/\\()]{1,200}\.(?:jpe?g|png|webp|gif|mp4|3gp|opus|m4a|mp3|aac|pdf|vcf|docx?|pptx?|xlsx?|zip|txt|csv)) \([^()]{3,60}\)$/iu.exec(
      line,
    ) ?? [];
  const name = bracketed ?? plain;
  return name === undefined
    ? { words: text, files: [] }
    : { words: rest.join("\n"), files: [{ name: cleanText(shorten(name, 255)) }] };
}

/** A chat that stands in two files is one. */
function onceEach(channels: readonly SourceChannel[]): SourceChannel[] {
  const byKey = new Map<string, SourceChannel>();
  for (const channel of channels) {
    const known = byKey.get(channel.key);
    if (!known) byKey.set(channel.key, channel);
    else {
      known.messages.push(...channel.messages);
      known.members = [...new Set([...known.members, ...channel.members])];
    }
  }
  return [...byKey.values()];
}
