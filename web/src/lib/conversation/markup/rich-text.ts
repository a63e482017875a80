/** Markdown to HTML that may be put on the page. Loaded as a chunk of its own: see formatting.svelte.ts. */
// What a spoiler or folded code needs to answer a click is here with the words that have one.
import "./body-parts.ts";
import { parseBody } from "../../../../../protocol/markup/blocks.ts";
import { blocksToHtml } from "./body-html.ts";
import type { Names } from "./plain-text.ts";
import { safeHtml } from "./safe-html.ts";
import { typedHtml } from "./typed.ts";
import { WEIGHT_MAX, weightOf } from "./weight.ts";

export function richText(body: string, names: Names): string {
  const blocks = parseBody(body);
  return safeHtml(weightOf(blocks) > WEIGHT_MAX ? typedHtml(body, names) : blocksToHtml(blocks, names));
}

export { plainWords } from "./plain-words.ts";
