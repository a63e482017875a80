/** Slack's blocks: what rich text is made of, and what programs send. */
import * as v from "valibot";
import { addressInText, fileAddress } from "../addresses.ts";
import { emojiNamed } from "../emoji-names.ts";
import { plainText, type Block, type ListItem, type Span } from "../markup/rich-text.ts";
import { channelReference, cleanText, personReference } from "../references.ts";
import { blocksOfMrkdwn, dateOf } from "./mrkdwn.ts";

/** Deeper than any block that Slack takes. */
const DEEPEST = 12;

type Json = Record<string, unknown>;

/** What the text beside the blocks calls groups: blocks have their ids alone. */
export type Labels = ReadonlyMap<string, string>;

/** @param labels by id; see `labelsIn` */
export function blocksOfSlack(list: unknown, labels: Labels = new Map()): Block[] {
  return objects(list).flatMap((block) => blocksOf(block, labels, 0));
}

/** `<!subteam^S01|@staff>` in a text says what S01 is called. */
export const labelsIn = (text: string): Labels =>
  new Map([...text.matchAll(/<!subteam\^(\w+)\|@?([^<>]+)>/gu)].map(([, id = "", label = ""]) => [id, label] as const));

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objects = (list: unknown): Json[] => (Array.isArray(list) ? list.filter(isObject) : []);
const textIn = (value: unknown): string =>
  typeof value === "string" ? cleanText(value) : isObject(value) ? textIn(value["text"]) : "";
const lines = (...spans: Span[]): Block[] => (spans.length === 0 ? [] : [{ kind: "lines", spans }]);
const bold = (text: string): Span => ({ kind: "bold", spans: [plainText(text)] });

function blocksOf(block: Json, labels: Labels, depth: number): Block[] {
  if (depth > DEEPEST) return [];
  const elements = objects(block["elements"]);
  switch (block["type"]) {
    case "rich_text":
      return joinLists(elements.flatMap((element) => blocksOf(element, labels, depth + 1)));
    case "rich_text_section":
      return lines(...spansOf(elements, labels, depth + 1));
    case "rich_text_preformatted": {
      const language =
        typeof block["language"] === "string" && block["language"] !== "" ? block["language"] : undefined;
      return [{ kind: "code", text: letters(elements, labels), ...(language !== undefined && { language }) }];
    }
    case "rich_text_quote":
      return [{ kind: "quote", blocks: lines(...spansOf(elements, labels, depth + 1)) }];
    case "rich_text_list":
      return [{ kind: "list", items: itemsOf(block, elements, labels, depth) }];
    case "header":
      return lines(bold(textIn(block["text"])));
    case "section":
      return [block["text"], ...objects(block["fields"])].flatMap(textObject);
    case "context":
      return lines(...elements.flatMap((element, n) => [...(n > 0 ? [plainText(" ")] : []), ...contextSpans(element)]));
    case "markdown":
      return blocksOfMrkdwn(textIn(block["text"]).replace(/[&<>]/gu, (sign) => ESCAPES[sign] as string));
    case "image":
      return lines(...picture(block));
    case "video":
      return lines(...titled(textIn(block["title"]), textIn(block["title_url"])));
    case "table":
      return [{ kind: "table", rows: rowsOf(block["rows"], labels, depth) }];
    // What can be pressed says nothing once the program is gone.
    case "actions":
    case "input":
    case "divider":
      return [];
    default:
      return [
        ...(elements.length === 0 ? textObject(block["text"]) : []),
        ...elements.flatMap((one) => blocksOf(one, labels, depth + 1)),
      ];
  }
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text of a program: mrkdwn unless it says otherwise. */
function textObject(value: unknown): Block[] {
  const text = textIn(value);
  if (text === "") return [];
  return isObject(value) && value["type"] === "plain_text" ? lines(plainText(text)) : blocksOfMrkdwn(text);
}

function contextSpans(element: Json): Span[] {
  if (element["type"] === "image") return picture(element);
  return textObject(element).flatMap((block) => (block.kind === "lines" ? block.spans : []));
}

/** What a picture is called, and where it is. */
function picture(block: Json): Span[] {
  const address = fileAddress(textIn(block["image_url"]) || textIn((block["slack_file"] as Json | undefined)?.["url"]));
  return titled(textIn(block["title"]) || textIn(block["alt_text"]), address ?? "");
}

function titled(title: string, address: string): Span[] {
  if (address === "") return title === "" ? [] : [plainText(title)];
  return title === "" ? [{ kind: "address", address }] : [{ kind: "link", address, spans: [plainText(title)] }];
}

function itemsOf(block: Json, elements: Json[], labels: Labels, depth: number): ListItem[] {
  const from = Number(block["offset"]) || 0;
  return elements.map((element, n) => ({
    depth: Math.max(0, Math.min(8, Number(block["indent"]) || 0)),
    mark: block["style"] === "ordered" ? `${from + n + 1}.` : "-",
    spans: spansOf(objects(element["elements"]), labels, depth + 2),
  }));
}

/** A list within a list comes as one behind the other. */
function joinLists(blocks: Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const before = joined.at(-1);
    if (before?.kind === "list" && block.kind === "list") before.items.push(...block.items);
    else joined.push(block);
  }
  return joined;
}

function rowsOf(rows: unknown, labels: Labels, depth: number): Span[][][] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row: unknown) =>
    objects(row).map((cell) =>
      blocksOf(
        cell["type"] === "raw_text" ? { type: "section", text: { type: "plain_text", text: cell["text"] } } : cell,
        labels,
        depth + 1,
      ).flatMap((block, n): Span[] => [
        ...(n > 0 ? [plainText(" ")] : []),
        ...(block.kind === "lines"
          ? block.spans
          : block.kind === "code"
            ? [{ kind: "code" as const, text: block.text }]
            : []),
      ]),
    ),
  );
}

const Style = v.fallback(
  v.optional(
    v.looseObject({
      bold: v.optional(v.boolean()),
      italic: v.optional(v.boolean()),
      strike: v.optional(v.boolean()),
      code: v.optional(v.boolean()),
    }),
  ),
  undefined,
);

function spansOf(elements: Json[], labels: Labels, depth: number): Span[] {
  if (depth > DEEPEST) return [];
  return elements.flatMap((element) => {
    const style = v.parse(Style, element["style"]) ?? {};
    let spans = elementOf(element, labels, depth);
    if (style.code) spans = spans.map((span) => (span.kind === "text" ? { kind: "code", text: span.text } : span));
    if (style.strike) spans = [{ kind: "struck", spans }];
    if (style.italic) spans = [{ kind: "italic", spans }];
    return style.bold ? [{ kind: "bold", spans }] : spans;
  });
}

function elementOf(element: Json, labels: Labels, depth: number): Span[] {
  const said = (name: string) => textIn(element[name]);
  switch (element["type"]) {
    case "text":
      return [plainText(said("text"))];
    case "link":
      return titled(said("text"), addressInText(said("url")));
    case "user":
      return [{ kind: "name", written: personReference(`slack:${said("user_id")}`) }];
    case "channel":
      return [{ kind: "name", written: channelReference(`slack:${said("channel_id")}`) }];
    case "usergroup":
      return [plainText(`@${labels.get(said("usergroup_id")) ?? "group"}`)];
    case "broadcast":
      return [{ kind: "name", written: `@${said("range")}` }];
    case "emoji":
      return [plainText(emojiOf(element))];
    case "date":
      return [plainText(said("fallback") || dateOf(String(element["timestamp"])))];
    case "color":
      return [plainText(said("value"))];
    default:
      return Array.isArray(element["elements"])
        ? spansOf(objects(element["elements"]), labels, depth + 1)
        : [plainText(said("text") || said("fallback") || said("name"))];
  }
}

function emojiOf(element: Json): string {
  const name = textIn(element["name"]);
  const tone = Number(element["skin_tone"]);
  const toned = tone >= 2 && !name.includes("::") ? `${name}::skin-tone-${tone}` : name;
  return emojiNamed(toned) ?? `:${name}:`;
}

/** Code is letters, whatever a program made of them. */
const letters = (elements: Json[], labels: Labels): string =>
  spansOf(elements, labels, 1)
    .map(function text(span): string {
      if (span.kind === "text" || span.kind === "code") return span.text;
      if (span.kind === "link") return span.spans.map(text).join("");
      return span.kind === "address"
        ? span.address
        : span.kind === "name"
          ? span.written
          : "spans" in span
            ? span.spans.map(text).join("")
            : "";
    })
    .join("");
