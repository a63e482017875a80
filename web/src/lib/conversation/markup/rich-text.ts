/** Markdown to HTML that may be put on the page. Loaded as a chunk of its own: see formatting.svelte.ts. */
// What a spoiler or folded code needs to answer a click is here with the words that have one.
import "./body-parts.ts";
import { bodyToHtml } from "./body-html.ts";
import type { Names } from "./plain-text.ts";
import { safeHtml } from "./safe-html.ts";

export function richText(body: string, names: Names): string {
  return safeHtml(bodyToHtml(body, names));
}

export { plainWords } from "./plain-words.ts";
