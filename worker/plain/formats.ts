/** A page of a channel as JSON, text, Markdown and an Atom feed (RFC 4287). */
import { addressOf, markdownOf, markdownText, oneLine, textOf, timeOf } from "../../protocol/transcript/lines.ts";
import { nameIn, placeOf, saidIn, titleOf, type PlainChannel } from "./plain-channel.ts";

export const FORMATS = {
  json: { type: "application/json", write: asJson },
  txt: { type: "text/plain; charset=utf-8", write: asText },
  md: { type: "text/markdown; charset=utf-8", write: asMarkdown },
  atom: { type: "application/atom+xml; charset=utf-8", write: asAtom },
} as const;
export type Format = keyof typeof FORMATS;

function asJson(channel: PlainChannel): string {
  const { id, name, topic, page, names, links } = channel;
  const authors = Object.fromEntries([...names].map(([member, written]) => [member, { name: written }]));
  return JSON.stringify({ channel: { id, name, topic }, ...page, authors, links });
}

function asText(channel: PlainChannel): string {
  const said = saidIn(channel).map((message) => textOf(message, nameIn(channel, message.author), placeOf(channel)));
  const { topic } = channel;
  return [`${titleOf(channel)}${topic === "" ? "" : `: ${oneLine(topic)}`}\n`, ...said].join("\n");
}

function asMarkdown(channel: PlainChannel): string {
  const said = saidIn(channel).map((message) => markdownOf(message, nameIn(channel, message.author), placeOf(channel)));
  const topic = channel.topic === "" ? [] : [`${markdownText(channel.topic)}\n`];
  return [`# ${markdownText(titleOf(channel))}\n`, ...topic, ...said].join("\n");
}

/** Newest first, as feeds are. */
function asAtom(channel: PlainChannel): string {
  const said = saidIn(channel).toReversed();
  const { links, topic } = channel;
  const changed = Math.max(0, ...said.map(({ at, editedAt }) => editedAt ?? at));
  const entries = said.map(
    ({ id, seq, at, editedAt, author, body }) => `  <entry>
    <id>urn:uuid:${id}</id>
    <title>${xml(titleOfMessage(body))}</title>
    <link rel="alternate" type="text/html" href="${xml(addressOf(placeOf(channel), seq))}"/>
    <published>${timeOf(at)}</published>
    <updated>${timeOf(editedAt ?? at)}</updated>
    <author><name>${xml(nameIn(channel, author))}</name></author>
    <content type="text">${xml(body)}</content>
  </entry>\n`,
  );
  // RFC 5005: a feed of pages. What is before in time comes next in a feed, which begins with the newest.
  const beside = [
    ...(links.prev === undefined ? [] : [`  <link rel="next" href="${xml(links.prev)}"/>\n`]),
    ...(links.next === undefined ? [] : [`  <link rel="previous" href="${xml(links.next)}"/>\n`]),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${xml(addressOf(placeOf(channel)))}</id>
  <title>${xml(`${titleOf(channel)} · ${channel.workspace}`)}</title>
${topic === "" ? "" : `  <subtitle>${xml(topic)}</subtitle>\n`}  <updated>${timeOf(changed)}</updated>
  <link rel="self" type="application/atom+xml" href="${xml(links.self)}"/>
  <link rel="alternate" type="text/html" href="${xml(addressOf(placeOf(channel)))}"/>
${beside.join("")}${entries.join("")}</feed>
`;
}

const TITLE_MAX_CHARS = 80;
/** The first line, as far as a list shows it. */
function titleOfMessage(body: string): string {
  const [line = ""] = body.trim().split(/\r?\n/u);
  const letters = [...line];
  return letters.length <= TITLE_MAX_CHARS ? line || "…" : `${letters.slice(0, TITLE_MAX_CHARS - 1).join("")}…`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** As text or in an attribute. What XML 1.0 has no letter for (section 2.2) is left out: no reader would take the file. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"']/gu, (letter) => ENTITIES[letter] ?? "");
}
