/** A body as HTML for who has no scripts: by the writer that the page has too. */
import { parseBody } from "../../protocol/markup/blocks.ts";
import { escapeHtml } from "../../protocol/markup/escape.ts";
import { writeHtml, type Hand } from "../../protocol/markup/html.ts";
import type { PeopleShown } from "./shown.ts";
import type { Words } from "./words.ts";

/**
 * So much is written of one page with its marks, in characters: some 10 ms of the processor's, which is what a request has on the free plan. A
 * body that is longer than what is left stands as it was typed.
 */
const WRITTEN_MAX_CHARS = 24_000;
export class Budget {
  #left = WRITTEN_MAX_CHARS;

  take(body: string): boolean {
    if (body.length > this.#left) return false;
    // Words without marks cost next to nothing.
    if (MARKUP.test(body)) this.#left -= body.length;
    return true;
  }
}
const MARKUP = /[^\p{L}\p{M}\p{N}\s.,;:!?'"()-]/u;

// A name stands for itself by its number between these until the body is HTML: letters of no script, which nobody's words keep.
const [BEGIN, END] = ["\u{E000}", "\u{E001}"];
const MARKS = /[\u{E000}\u{E001}]/gu;
const MARKED = /\u{E000}(\d+)\u{E001}/gu;

const handOf = ({ labels }: Words): Hand => ({
  labels,
  rel: "nofollow ugc noopener noreferrer",
  onlyParagraph: (inner) => `<p dir="auto">${inner}</p>`,
  words: (text) => escapeHtml(text).replaceAll("\n", "<br>"),
  isName: () => false,
  code: (text, language) =>
    `<figure class="code">${language === "" ? "" : `<figcaption>${escapeHtml(language)}</figcaption>`}<pre tabindex="0" dir="ltr"><code>${escapeHtml(text)}</code></pre></figure>`,
  formula: (_source, raw, display) =>
    `<code class="math${display ? " display" : ""}" dir="ltr">${escapeHtml(raw)}</code>`,
  // Lifted by a pointer or by the Tab key: it takes no script.
  spoiler: (inner) => `<span class="spoiler" tabindex="0">${inner}</span>`,
});

/** Any text is one. */
export function bodyHtml(body: string, people: PeopleShown, words: Words, budget: Budget): string {
  const names: string[] = [];
  const marked = people.withoutHandles(body.replace(MARKS, ""), (name) => `${BEGIN}${names.push(name) - 1}${END}`);
  const written = budget.take(marked)
    ? writeHtml(parseBody(marked), handOf(words))
    : `<p class="typed" dir="auto">${escapeHtml(marked)}</p>`;
  return written.replace(
    MARKED,
    (_, no: string) => `<span class="mention">@${escapeHtml(names[Number(no)] ?? "")}</span>`,
  );
}
