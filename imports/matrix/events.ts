/** Events of Matrix: what each is at least, and the words of those that have some. */
import * as v from "valibot";
import { addressesInText } from "../../protocol/foreign/addresses.ts";
import { readEntry, type Entry } from "../../protocol/foreign/entries.ts";
import { isObject } from "../../protocol/foreign/json.ts";
import { plainText, type Block } from "../../protocol/foreign/markup/rich-text.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { cleanText, personReference } from "../../protocol/foreign/references.ts";
import type { SourceFile } from "../history.ts";
import { blocksOfHtml } from "../markup/html.ts";
import { shorten } from "../people.ts";

export { isObject };
const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const Content = v.fallback(v.record(v.string(), v.unknown()), {});
const Event = v.looseObject({
  ...{ type: v.string(), event_id: Id, sender: Id, content: Content, unsigned: v.optional(Content, {}) },
  origin_server_ts: v.pipe(v.number(), v.integer(), v.minValue(1)),
  room_id: v.optional(Id),
  state_key: v.fallback(v.optional(v.string()), undefined),
  redacts: v.fallback(v.optional(v.string()), undefined),
});
export type MatrixEvent = v.InferOutput<typeof Event>;
export const eventOf = (entry: unknown): Entry<MatrixEvent> => readEntry(Event, entry);

type Content = Record<string, unknown>;
const FILES = new Set(["m.image", "m.file", "m.video", "m.audio"]);

/** @param known the key of a person of the room by their id; undefined for anybody else */
export function readWords(
  type: string,
  content: Content,
  known: (id: string) => string | undefined,
): { body: string; files: SourceFile[] } {
  const kind = String(content["msgtype"] ?? "");
  const text = typeof content["body"] === "string" ? cleanText(content["body"]) : "";
  if (type === "m.sticker") return { body: writeMarkup([lines(`[sticker: ${text || "without a name"}]`)]), files: [] };
  if (/poll\.start$/u.test(type))
    return { body: writeMarkup([{ kind: "quote", blocks: [lines(pollOf(content))] }]), files: [] };
  const name = typeof content["filename"] === "string" ? content["filename"] : text;
  const files = FILES.has(kind) ? [fileOf(name, content["info"])] : [];
  // Where a file has a name of its own, its body are words about it.
  if (files.length > 0 && (content["filename"] === undefined || content["filename"] === text))
    return { body: "", files };
  const blocks = blocksOf(content, text, known);
  const isDone = kind === "m.emote";
  return {
    body: writeMarkup(
      isDone
        ? blocks.map((block) =>
            block.kind === "lines" ? { kind: "lines", spans: [{ kind: "italic", spans: block.spans }] } : block,
          )
        : blocks,
    ),
    files,
  };
}

/**
 * What an edit makes of a message. Small bots leave the new words out that stand apart, and have them only in the words for whoever
 * knows no edits, behind a star; Element's own reader then shows none (findings/a-question-mark-rings-for-a-dot.sh).
 */
export function newWords(content: Content): Content {
  if (isObject(content["m.new_content"])) return content["m.new_content"];
  const unstarred = (value: unknown) => (typeof value === "string" ? value.replace(/^ ?\* /u, "") : value);
  return { ...content, body: unstarred(content["body"]), formatted_body: unstarred(content["formatted_body"]) };
}

const lines = (text: string): Block => ({ kind: "lines", spans: [plainText(addressesInText(text))] });

function blocksOf(content: Content, text: string, known: (id: string) => string | undefined): Block[] {
  const html = content["formatted_body"];
  if (content["format"] === "org.matrix.custom.html" && typeof html === "string")
    return blocksOfHtml(html, (name, { href = "" }) => {
      const id = name === "a" ? /^https:\/\/matrix\.to\/#\/(@[^/?]+)/u.exec(href)?.[1] : undefined;
      const person = id === undefined ? undefined : known(decoded(id));
      return person === undefined ? undefined : [{ kind: "name", written: personReference(person) }];
    });
  const relates = isObject(content["m.relates_to"]) ? content["m.relates_to"] : {};
  // Whoever knows no answers is told the words that are answered: they stand in front, quoted.
  const own = isObject(relates["m.in_reply_to"]) ? text.replace(/^(?:> [^\n]*\n|>\n)+\n?/u, "") : text;
  return own === "" ? [] : [lines(own)];
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** Where polls stand: as they were agreed on, and as clients wrote them in the years before (MSC3381, its second form by ruma). */
const POLLS = ["m.poll", "m.poll.start", "org.matrix.msc3381.poll.start", "org.matrix.msc3381.v2.poll"];

function pollOf(content: Content): string {
  const poll = POLLS.map((name) => content[name]).find(isObject);
  if (!poll) return "";
  const textOf = (value: unknown): string => {
    if (!isObject(value)) return "";
    const text = value["body"] ?? value["org.matrix.msc1767.text"] ?? value["m.text"];
    if (Array.isArray(text)) return textOf(text[0]);
    return typeof text === "string" ? cleanText(text) : "";
  };
  const answers = Array.isArray(poll["answers"]) ? poll["answers"].map((answer) => `- ${textOf(answer)}`) : [];
  return [textOf(poll["question"]), ...answers].join("\n");
}

/** Media lie behind `mxc://`: they are named. */
function fileOf(name: string, info: unknown): SourceFile {
  const size = isObject(info) ? info["size"] : undefined;
  const last = name.split(/[/\\]/u).at(-1) || "file";
  return {
    name: cleanText(shorten(last, 255)),
    ...(typeof size === "number" && Number.isSafeInteger(size) && size >= 0 && { size }),
  };
}
