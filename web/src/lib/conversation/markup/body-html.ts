/**
 * A message's body as HTML, for the page: the writing itself is in protocol/markup/html.ts, which escapes all text, and the result
 * still goes through `safe-html.ts` before it is shown: two walls, each enough.
 */
import { t as conversation } from "#texts/conversation-later";
import { t } from "#texts/message-body";
import { parseBody } from "../../../../../protocol/markup/blocks.ts";
import { escapeHtml } from "../../../../../protocol/markup/escape.ts";
import { writeHtml, type Hand } from "../../../../../protocol/markup/html.ts";
import { namesIn } from "../../../../../protocol/markup/names-in-words.ts";
import type { Block } from "../../../../../protocol/markup/nodes.ts";
import { paragraphHtml, wordsToHtml, type Names } from "./plain-text.ts";

/** HTML for a message. Any text is one; made anew for other names. */
export const bodyToHtml = (body: string, names: Names): string => blocksToHtml(parseBody(body), names);

export const blocksToHtml = (blocks: readonly Block[], names: Names): string => writeHtml(blocks, handOf(names));

const handOf = (names: Names): Hand => ({
  labels: t,
  rel: "noopener noreferrer nofollow",
  onlyParagraph: (inner) => paragraphHtml(inner, true),
  words: (text, people) => wordsToHtml(text, names, people),
  isName: (written) => isName(written, names),
  code: codeBlock,
  formula,
  spoiler: (inner) =>
    `<span class="spoiler" role="button" tabindex="0" aria-label="${escapeHtml(t.spoiler)}" data-spoiler><span>${inner}</span></span>`,
});

/** Would it point at somebody or something without its backslash? */
function isName(written: string, names: Names): boolean {
  if (written.startsWith(":")) return names.emoji(written.slice(1, -1)) !== undefined;
  const [name] = namesIn(written);
  if (!name) return false;
  return (name.sign === "@" ? names.member(name.name) : names.channel(name.name.toLowerCase())) !== undefined;
}

/** From so many lines on they are numbered, and from so many on the rest is folded. */
const NUMBERED_LINES = 3;
const FOLDED_LINES = 20;

/** What stands for a formula until math.ts has set it: its source, which is also what shows where math cannot be had. */
const formula = (source: string, raw: string, display: boolean): string =>
  `<span class="math${display ? " display" : ""}" data-math="${display ? "display" : "inline"}" data-source="${escapeHtml(source)}">${escapeHtml(raw)}</span>`;

function codeBlock(text: string, language: string): string {
  const lines = text.split("\n").length;
  // Numbers are drawn from an attribute: neither selected nor copied.
  const numbers =
    lines < NUMBERED_LINES ? "" : ` data-numbers="${Array.from({ length: lines }, (_, at) => at + 1).join("&#10;")}"`;
  const isFolded = lines > FOLDED_LINES + 3;
  const fold = isFolded
    ? `<button type="button" class="fold" aria-expanded="false" data-fold="${lines}">${escapeHtml(t.allLines({ count: lines }))}</button>`
    : "";
  return (
    `<figure class="${isFolded ? "code folded" : "code"}"><figcaption><span>${escapeHtml(language)}</span>` +
    `<button type="button" data-copy>${escapeHtml(conversation.copy)}</button></figcaption>` +
    `<pre tabindex="0"${numbers}><code data-language="${escapeHtml(language.toLowerCase())}">${escapeHtml(text)}\n</code></pre>${fold}</figure>`
  );
}
