/** One message of a Telegram export, in the neutral form. */
import * as v from "valibot";
import { addressInText, addressesInText } from "../../protocol/foreign/addresses.ts";
import { Count, readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";
import { plainText, visible, type Block, type Span } from "../../protocol/foreign/markup/rich-text.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { cleanText, personReference } from "../../protocol/foreign/references.ts";
import { eachEmojiOnce } from "../../protocol/reactions.ts";
import { accountFor } from "../accounting.ts";
import type { Findings } from "../findings.ts";
import type { SourceFile, SourceMessage, SourcePerson, SourceReaction } from "../history.ts";
import { sourceKey } from "../keys.ts";
import type { LocalTime, WallClock } from "../local-time.ts";
import { addPerson, shorten } from "../people.ts";
import { MESSAGE_PARTS } from "./parts.ts";
import { trouble } from "../trouble.ts";

const Seconds = v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(1));
const Message = v.looseObject({
  id: v.pipe(v.number(), v.safeInteger()),
  type: Text,
  date: Text,
  date_unixtime: v.fallback(v.nullish(Seconds), undefined),
  edited_unixtime: v.fallback(v.nullish(Seconds), undefined),
  from: Text,
  from_id: v.fallback(v.nullish(v.union([v.string(), v.number()])), undefined),
  reply_to_message_id: v.fallback(v.nullish(v.pipe(v.number(), v.safeInteger())), undefined),
});
type Message = v.InferOutput<typeof Message>;
const Entity = v.looseObject({
  type: v.string(),
  text: v.string(),
  href: Text,
  language: Text,
  user_id: v.fallback(v.nullish(v.union([v.string(), v.number()])), undefined),
});
const Reaction = v.looseObject({ type: Text, emoji: Text, count: Count, recent: v.optional(v.unknown()) });
const Recent = v.looseObject({ from: Text, from_id: v.union([v.string(), v.number()]) });
const Poll = v.looseObject({ question: v.string(), answers: v.optional(v.unknown()) });
const Answer = v.looseObject({ text: v.string(), voters: Count });

export interface TelegramContext {
  people: Map<string, SourcePerson>;
  findings: Findings;
  time: LocalTime;
  /** Set where a time was read as a wall clock. */
  usesZone: boolean;
}

/** Null for what is no message of a person; the findings say why. */
export function readTelegramMessage(entry: unknown, place: string, context: TelegramContext): SourceMessage | null {
  const { people, findings } = context;
  findings.entry();
  const read = readEntry(Message, entry);
  if (!read.ok) {
    findings.broken(place, read.why);
    return null;
  }
  const message = read.value;
  if (message.type === "service" || message["action"] !== undefined) {
    findings.leftOut("callsAndPins", place);
    return null;
  }
  const times = timeOf(message, context);
  if (!times) {
    findings.broken(place, trouble("fieldWrong", { field: "date" }));
    return null;
  }
  const files = filesOf(message);
  const body = writeMarkup(blocksOf(message));
  if (body === "" && files.length === 0) {
    findings.leftOut("empty", place);
    return null;
  }
  accountFor(message, MESSAGE_PARTS, { findings, place });
  return {
    ...{
      anchor: String(message.id),
      place,
      ...times,
      rank: BigInt(message.id),
      author: authorOf(message, people),
      body,
      files,
    },
    ...(message.edited_unixtime && { editedAt: message.edited_unixtime * 1000 }),
    // A reply to a message of another chat names that one, and leads nowhere here.
    ...(message.reply_to_message_id &&
      !message["reply_to_peer_id"] && { replyTo: String(message.reply_to_message_id) }),
    reactions: reactionsOf(message["reactions"], people),
  };
}

function timeOf({ date, date_unixtime }: Message, context: TelegramContext): { at: number; idAt?: number } | undefined {
  if (date_unixtime) return { at: date_unixtime * 1000 };
  const wall = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/u
    .exec(date ?? "")
    ?.slice(1)
    .map(Number);
  if (!wall) return undefined;
  context.usesZone = true;
  // The pattern has six numbers.
  return context.time.read(wall as unknown as WallClock);
}

/** Old exports have a bare number. Of a deleted account there is an id and no name. */
const personKey = (id: string | number) => sourceKey("telegram", /^\d/u.test(String(id)) ? `user${id}` : String(id));

function authorOf({ from, from_id }: Message, people: Map<string, SourcePerson>): string {
  if (from_id !== undefined && from_id !== null)
    return addPerson(people, personKey(from_id), from, from || "Deleted account");
  return addPerson(people, sourceKey("telegram", `name/${from ?? ""}`), from, from || "Deleted account");
}

const MARKS: Record<string, "bold" | "italic" | "struck" | "spoiler"> = {
  ...{ bold: "bold", italic: "italic", underline: "italic", strikethrough: "struck", spoiler: "spoiler" },
};

/** `text` is a string, or a list of strings and parts; newer exports have all of it in `text_entities`. */
function blocksOf(message: Message): Block[] {
  const given =
    Array.isArray(message["text_entities"]) && message["text_entities"].length > 0
      ? message["text_entities"]
      : message["text"];
  const parts = (Array.isArray(given) ? given : [given]).flatMap((part: unknown) =>
    typeof part === "string" ? [{ type: "plain", text: part }] : readAll(Entity, [part]),
  );
  const blocks: Block[] = [];
  let line: Span[] = [];
  const endLine = () => {
    if (visible(line) !== "") blocks.push({ kind: "lines", spans: line });
    line = [];
  };
  for (const part of parts) {
    const text = cleanText(part.text);
    if (part.type === "pre" || part.type === "blockquote" || part.type === "expandable_blockquote") {
      endLine();
      const language =
        "language" in part && part.language && /^[\w+#.-]+$/u.test(part.language) ? { language: part.language } : {};
      if (part.type === "pre")
        blocks.push({ kind: "code", text: addressesInText(text.replace(/\n$/u, "")), ...language });
      else blocks.push({ kind: "quote", blocks: [{ kind: "lines", spans: [plainText(addressesInText(text))] }] });
    } else {
      const after =
        blocks.at(-1)?.kind !== "lines" && line.length === 0 && blocks.length > 0 ? text.replace(/^\n/u, "") : text;
      line.push(spanOf(part as v.InferOutput<typeof Entity>, after));
    }
  }
  endLine();
  const extra = [pollOf(message), stickerOf(message), forwardOf(message)].filter((text) => text !== "");
  return [
    ...blocks,
    ...extra.map((text): Block => ({ kind: "quote", blocks: [{ kind: "lines", spans: [plainText(text)] }] })),
  ];
}

function spanOf({ type, href, user_id }: v.InferOutput<typeof Entity>, text: string): Span {
  const mark = MARKS[type];
  if (mark) return { kind: mark, spans: [plainText(text)] };
  if (type === "code") return { kind: "code", text: addressesInText(text) };
  if (type === "link") return { kind: "address", address: addressInText(text) };
  if (type === "text_link" && href) return { kind: "link", address: addressInText(href), spans: [plainText(text)] };
  if (type === "mention_name" && user_id) return { kind: "name", written: personReference(personKey(user_id)) };
  return plainText(addressesInText(text));
}

function pollOf(message: Message): string {
  const poll = readEntry(Poll, message["poll"]);
  if (!poll.ok) return "";
  const answers = readAll(Answer, poll.value.answers).map(({ text, voters }) => `${cleanText(text)}: ${voters ?? 0}`);
  return [cleanText(poll.value.question), ...answers].join("\n");
}

const stickerOf = (message: Message) =>
  message["media_type"] === "sticker" && typeof message["sticker_emoji"] === "string"
    ? `[sticker: ${cleanText(message["sticker_emoji"])}]`
    : "";
const forwardOf = (message: Message) =>
  typeof message["forwarded_from"] === "string" ? `Forwarded from ${cleanText(message["forwarded_from"])}` : "";

/** Files lie beside the JSON, or stand there as "(File not included …)": a path is a name, and leads nowhere. */
function filesOf(message: Message): SourceFile[] {
  const name = typeof message["file_name"] === "string" ? message["file_name"] : undefined;
  return ["photo", "file"].flatMap((field) => {
    const path = message[field];
    if (typeof path !== "string") return [];
    const size = message[field === "photo" ? "photo_file_size" : "file_size"];
    const isThere = !path.startsWith("(");
    const last = isThere ? path.split(/[/\\]/u).at(-1) : undefined;
    const called = name || last || (field === "photo" ? "photo.jpg" : "file");
    return [
      {
        name: cleanText(shorten(called, 255)),
        ...(typeof size === "number" && Number.isSafeInteger(size) && size >= 0 && { size }),
      },
    ];
  });
}

function reactionsOf(list: unknown, people: Map<string, SourcePerson>): SourceReaction[] {
  const given = readAll(Reaction, list).flatMap(({ emoji, count, recent }) => {
    if (!emoji) return [];
    const members = [
      ...new Set(readAll(Recent, recent).map(({ from, from_id }) => addPerson(people, personKey(from_id), from, from))),
    ];
    return [{ emoji: cleanText(shorten(emoji, 60)), members, count: Math.max(count ?? 0, members.length) }];
  });
  return [...eachEmojiOnce(given)];
}
