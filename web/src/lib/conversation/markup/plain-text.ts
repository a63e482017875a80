/**
 * Messages that use no markup at all, which is most of them, become HTML without the Markdown parser: it then need not be
 * there at first paint, and the result has the same structure as the parser's, so nothing moves when it arrives.
 */

import { piecesOf, type EmojiAddress } from "../../class/emoji/written.ts";

/** The names that a message can point at. All are asked with what stands behind the sign. */
export interface Names {
  member: (handle: string) => { id: string; name: string; isMe: boolean } | undefined;
  channel: (name: string) => { id: string; href: string } | undefined;
  emoji: EmojiAddress;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char] as string);
}

/** Anything that the parser could take for markup or for a link. Wrong guesses only cost time, in one direction. */
const MARKUP = /[\\`*_~[\]<>|]|\$\S|:\/\/|\bwww\.|\w@\w|^ {0,3}(?:#{1,6}|[-+=]+|\d{1,9}[.)])(?:\s|$)/mu;

export function isPlain(body: string): boolean {
  return !MARKUP.test(body);
}

// A name may not begin inside a word, an address or another name: not the `@` of `ada@example.org`, not the `#` of `a#b`.
const NAME = /(?<![\p{L}\p{M}\p{N}_@#/.&-])([@#])([\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_.-]{0,38}[\p{L}\p{M}\p{N}_])?)/gu;

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

/** Escapes a run of text and turns the names of known people, channels and emoji into buttons, links and pictures. */
export function textWithNames(text: string, names: Names): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(NAME)) {
    const found = named(match[1] === "@", match[2] ?? "", names);
    if (!found) continue;
    html += textWithEmoji(text.slice(end, match.index), names) + found.html;
    end = match.index + 1 + found.length;
  }
  return html + textWithEmoji(text.slice(end), names);
}

/** `ada.` at the end of a sentence is `ada` and a full stop: the longest known name counts. */
function named(isMember: boolean, written: string, names: Names): { html: string; length: number } | null {
  let name = written;
  while (name !== "") {
    const shown = escapeHtml((isMember ? "@" : "#") + name);
    if (isMember) {
      const member = names.member(name);
      if (member) {
        const kind = member.isMe ? "mention me" : "mention";
        const html = `<button type="button" class="${kind}" data-member="${escapeHtml(member.id)}" title="${escapeHtml(member.name)}">${shown}</button>`;
        return { html, length: name.length };
      }
    } else {
      const channel = names.channel(name.toLowerCase());
      if (channel)
        return { html: `<a class="mention" href="${escapeHtml(channel.href)}">${shown}</a>`, length: name.length };
    }
    const cut = Math.max(name.lastIndexOf("."), name.lastIndexOf("-"));
    if (cut <= 0) return null;
    name = name.slice(0, cut);
  }
  return null;
}

/** Paragraphs and line breaks as they were typed, nothing else. Safe for any input. */
export function plainToHtml(body: string, names: Names): string {
  return body
    .replace(/\r\n?/g, "\n")
    .split(/\n[^\S\n]*\n/u)
    .map((paragraph) => paragraph.replace(/^\n+/u, "").trimEnd())
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => `<p>${textWithNames(paragraph, names).replaceAll("\n", "<br>")}</p>`)
    .join("");
}
