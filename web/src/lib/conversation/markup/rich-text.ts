/** Markdown to HTML that may be put on the page. Loaded as a chunk of its own: see formatting.svelte.ts. */
// What a spoiler or folded code needs to answer a click is here with the words that have one.
import "./body-parts.ts";
import { parseBody } from "../../../../../protocol/markup/blocks.ts";
import { blocksToHtml } from "./body-html.ts";
import { hrefsIn } from "./hrefs.ts";
import type { Names } from "./plain-text.ts";
import { plainWords } from "../../../../../protocol/markup/plain-words.ts";
import { safeHtml } from "./safe-html.ts";
import { typedHtml } from "./typed.ts";
import { WEIGHT_MAX, weightOf } from "./weight.ts";

function richText(body: string, names: Names): string {
  const blocks = parseBody(body);
  return safeHtml(weightOf(blocks) > WEIGHT_MAX ? typedHtml(body, names) : blocksToHtml(blocks, names));
}

/** What a body is asked for that is more than plain words. */
export const grammar = { richText, hrefsIn, plainWords };
export type Grammar = typeof grammar;
