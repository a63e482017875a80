/** One message of a Zulip export, in the neutral form: of its Markdown and the HTML made of it, the Markdown is read. */
import * as v from "valibot";
import { readEntry, Text } from "../../protocol/foreign/entries.ts";
import { withEmoji } from "../../protocol/foreign/emoji-names.ts";
import { plainText } from "../../protocol/foreign/markup/rich-text.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { channelReference, cleanText, personReference } from "../../protocol/foreign/references.ts";
import { eachEmojiOnce } from "../../protocol/reactions.ts";
import { accountFor } from "../accounting.ts";
import type { Findings } from "../findings.ts";
import type { SourceFile, SourceMessage, SourceReaction } from "../history.ts";
import { blocksOfMarkdown } from "../markup/markdown.ts";
import { wordsWith } from "../markup/words.ts";
import { shorten } from "../people.ts";
import { MESSAGE_PARTS } from "./parts.ts";

const Message = v.looseObject({
  ...{ id: v.number(), sender: v.number(), date_sent: v.pipe(v.number(), v.minValue(1)), content: Text },
  last_edit_time: v.fallback(v.nullish(v.pipe(v.number(), v.minValue(1))), undefined),
});

export interface ZulipContext {
  findings: Findings;
  /** Keys of people by their whole names, and of streams by theirs: what a mention has. */
  names: ReadonlyMap<string, string>;
  streams: ReadonlyMap<string, string>;
  reactions: ReadonlyMap<
    number,
    {
      user_profile: number;
      emoji_name?: string | null | undefined;
      emoji_code?: string | null | undefined;
      reaction_type?: string | null | undefined;
    }[]
  >;
  person(id: number): string;
}

/** Null for what is no message of a person; the findings say why. */
export function readZulipMessage(entry: unknown, place: string, context: ZulipContext): SourceMessage | null {
  const { findings } = context;
  findings.entry();
  const read = readEntry(Message, entry);
  if (!read.ok) {
    findings.broken(place, read.why);
    return null;
  }
  const { id, sender, date_sent, last_edit_time, content } = read.value;
  const { text, files } = withoutUploads(cleanText(content ?? ""));
  const body = writeMarkup(blocksOfMarkdown(asMarkdown(text), wordsOf(context)));
  if (body === "" && files.length === 0) {
    findings.leftOut("empty", place);
    return null;
  }
  accountFor(read.value, MESSAGE_PARTS, { findings, place });
  return {
    ...{
      anchor: String(id),
      place,
      at: Math.floor(date_sent * 1000),
      rank: BigInt(Math.trunc(id)),
      author: context.person(sender),
    },
    ...{ body, files, reactions: reactionsOf(id, context) },
    ...(last_edit_time && { editedAt: Math.floor(last_edit_time * 1000) }),
  };
}

/** The name of a topic, over its first message. */
export const titleOfTopic = (topic: string): string =>
  `${writeMarkup([{ kind: "lines", spans: [{ kind: "bold", spans: [plainText(cleanText(topic))] }] }])}\n`;

/** Quotes and spoilers are fences in Zulip: as quotes, so that their words are read. */
const asMarkdown = (text: string): string =>
  text.replace(/^```+ ?(?:quote|spoiler)([^\n]*)\n([\s\S]*?)\n```+$/gmu, (_, title: string, inside: string) =>
    [title.trim(), ...inside.split("\n")]
      .filter((line, n) => n > 0 || line !== "")
      .map((line) => `> ${line}`)
      .join("\n")
      .concat("\n"),
  );

const NAMES = /@_?\*\*([^*|\n]{1,100})(?:\|\d+)?\*\*|#\*\*([^*>\n]{1,100})(?:>[^*\n]*)?\*\*|@_?\*([^*\n]{1,100})\*/gu;

/** Names stand in double stars: they are taken out before stars are bold. */
function wordsOf({ names, streams }: ZulipContext) {
  return wordsWith(/\uE000([^\uE000\uE001]*)\uE001/gu, ([, written = ""]) => {
    const [, person, stream, group] = [...written.replaceAll("\uE002", "*").matchAll(NAMES)][0] ?? [];
    if (stream !== undefined) {
      const key = streams.get(stream);
      return key === undefined ? plainText(`#${stream}`) : { kind: "name", written: channelReference(key) };
    }
    if (group !== undefined) return plainText(`@${group}`);
    if (person !== undefined && /^(?:all|everyone|channel|stream|topic)$/u.test(person))
      return { kind: "name", written: "@channel" };
    const key = names.get(person ?? "");
    return key === undefined ? plainText(`@${person ?? ""}`) : { kind: "name", written: personReference(key) };
  });
}

/** A file is a link to what the organisation keeps: its name stays. And names are put aside from the marks around them. */
function withoutUploads(text: string): { text: string; files: SourceFile[] } {
  const files: SourceFile[] = [];
  const rest = text.replace(
    /!?\[([^\]\n]{0,300})\]\(\/user_uploads\/([^)\s]{1,500})\)/gu,
    (_, label: string, path: string) => {
      files.push({ name: cleanText(shorten(label || path.split("/").at(-1) || "file", 255)) });
      return "";
    },
  );
  return {
    text: rest
      .trim()
      .replaceAll(/[\uE000-\uE002]/gu, "")
      .replace(NAMES, (name) => `\uE000${name.replaceAll("*", "\uE002")}\uE001`),
    files,
  };
}

function reactionsOf(id: number, { reactions, person }: ZulipContext): SourceReaction[] {
  const given = (reactions.get(id) ?? []).map(({ user_profile, emoji_name, emoji_code, reaction_type }) => ({
    emoji: reaction_type === "unicode_emoji" ? (characterOf(emoji_code ?? "") ?? named(emoji_name)) : named(emoji_name),
    members: [person(user_profile)],
    count: 1,
  }));
  return [...eachEmojiOnce(given)];
}

const named = (name: string | null | undefined) => withEmoji(`:${cleanText(shorten(name ?? "emoji", 60))}:`);

/** `1f44d`, or several with dashes between. */
function characterOf(code: string): string | undefined {
  const points = code.split("-").map((hex) => (/^[0-9a-f]{2,6}$/iu.test(hex) ? Number.parseInt(hex, 16) : NaN));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : undefined;
}
