/**
 * Messages that use no markup at all, which is most of them, become HTML without the Markdown parser: it then need not be
 * there at first paint, and the result has the same structure as the parser's, so nothing moves when it arrives.
 */

import { escapeHtml } from "../../../../../protocol/markup/escape.ts";
import {
  isGroupMention,
  NamedPeople,
  namesIn,
  type GroupMention,
} from "../../../../../protocol/markup/names-in-words.ts";
import { piecesOf, type EmojiAddress } from "../../class/emoji/written.ts";

/** The names that a message can point at. All are asked with what stands behind the sign. */
export interface Names {
  member: (handle: string) => { id: string; name: string; isMe: boolean; hasLeft?: boolean } | undefined;
  channel: (name: string) => { id: string; href: string } | undefined;
  emoji: EmojiAddress;
  /** The crowds that this message was allowed to reach, and so has told. */
  reach?: readonly GroupMention[];
}

/** Anything that could be markup or a link (docs/markup.md), or hundreds of names or lines. Wrong guesses only cost time, in one direction. */
const MARKUP =
  /(?:[@#:\n][^@#:\n]*){400}|[\\`*_~[\]<|]|\$\S|:\/\/|\bwww\.|\w@\w|^ *(?:#{1,6}|[->]|\d{1,3}[.)])(?:\s|$)/mu;

export function isPlain(body: string): boolean {
  return !MARKUP.test(body);
}

/** Escaped, with the class's own emoji as pictures. */
function textWithEmoji(text: string, { emoji }: Names): string {
  let html = "";
  for (const { written, picture } of piecesOf(text, emoji)) {
    html +=
      picture === undefined
        ? escapeHtml(written)
        : `<img class="class-emoji" src="${escapeHtml(picture)}" alt="${written}" title="${written}" loading="lazy">`;
  }
  return html;
}

/**
 * Escapes a run of text and turns the names of known people, channels and emoji into buttons, links and pictures.
 * @param people whom the message has named before this run
 */
function textWithNames(text: string, names: Names, people: NamedPeople): string {
  let html = "";
  let end = 0;
  for (const { at, sign, name } of namesIn(text)) {
    const found = sign === "@" ? memberHtml(name, names, people) : channelHtml(name, names);
    if (found === null) continue;
    html += textWithEmoji(text.slice(end, at), names) + found;
    end = at + 1 + name.length;
  }
  return html + textWithEmoji(text.slice(end), names);
}

function memberHtml(name: string, names: Names, people: NamedPeople): string | null {
  const crowd = name.toLowerCase();
  if (isGroupMention(crowd))
    return names.reach?.includes(crowd) ? `<span class="mention">@${escapeHtml(name)}</span>` : null;
  const member = people.add(name) === undefined ? undefined : names.member(name);
  if (!member) return null;
  const kind = member.isMe ? "mention me" : member.hasLeft ? "mention left" : "mention";
  return `<button type="button" class="${kind}" data-member="${escapeHtml(member.id)}" title="${escapeHtml(member.name)}">@${escapeHtml(name)}</button>`;
}

function channelHtml(name: string, names: Names): string | null {
  const channel = names.channel(name.toLowerCase());
  return channel ? `<a class="mention" href="${escapeHtml(channel.href)}">#${escapeHtml(name)}</a>` : null;
}

/** Words with their line ends and names. Safe for any input. */
export const wordsToHtml = (text: string, names: Names, people: NamedPeople): string =>
  textWithNames(text, names, people).replaceAll("\n", "<br>");

/** Nothing but emoji, and not many of them: they are shown larger. */
const EMOJI_ALONE =
  /^(?:\s|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{Regional_Indicator}{2})[\u{1F3FB}-\u{1F3FF}\uFE0F\u20E3\u{E0020}-\u{E007F}]*(?:\u200D\p{Extended_Pictographic}\uFE0F?[\u{1F3FB}-\u{1F3FF}]?)*|<img class="class-emoji"[^>]*>){1,12}$/u;

/** A paragraph of a body. @param isAll nothing else is in the body */
export function paragraphHtml(inner: string, isAll: boolean): string {
  return isAll && EMOJI_ALONE.test(inner) ? `<p class="large" dir="auto">${inner}</p>` : `<p dir="auto">${inner}</p>`;
}

/** Paragraphs and line breaks as they were typed, nothing else. Safe for any input. */
export function plainToHtml(body: string, names: Names): string {
  const people = new NamedPeople();
  return body
    .replace(/\r\n?/g, "\n")
    .split(/\n(?:[^\S\n]*\n)+/u)
    .map((paragraph) => paragraph.replace(/^(?:[^\S\n]*\n)+/u, "").trimEnd())
    .filter((paragraph) => paragraph !== "")
    .map((paragraph, _, all) => paragraphHtml(wordsToHtml(paragraph, names, people), all.length === 1))
    .join("");
}
