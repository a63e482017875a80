/** The words that were found, marked where a result led to, for a moment. Nothing in the page changes: where a browser cannot, nothing is marked. */
import type { SearchHit } from "../../../../../protocol/search/contract.ts";
import { marksIn, type Sought } from "../../../../../protocol/search/marks.ts";
import { soughtFrom } from "./hits.ts";

/** As `::highlight()` in SearchPage.svelte names it. */
const NAME = "place-found";
const MARKED_MS = 6_000;
const BREAKS = "br, p, li, pre, td, th, blockquote, h1, h2, h3, h4, h5, h6";
/** Words under a cover stay there. */
const COVERED = "[data-spoiler][role=button]";

let stop: () => void = () => undefined;

/** Marks them as soon as the message is on the screen, which is on its way there now. */
export function markOnLanding({ message, marks, parent }: SearchHit): void {
  stop();
  if (!("highlights" in CSS)) return;
  const sought = soughtFrom(message.body, marks);
  // A thread stands beside its channel, where another message may have the same number.
  const selector = `${parent ? "aside" : "main"} article[data-seq="${message.seq}"] .body`;
  const mark = () => {
    const body = document.querySelector(selector);
    if (body) CSS.highlights.set(NAME, new Highlight(...rangesIn(body, sought)));
  };
  // Its formatting may come after its words.
  const watcher = new MutationObserver(mark);
  watcher.observe(document.body, { childList: true, subtree: true });
  const timer = setTimeout(() => stop(), MARKED_MS);
  stop = () => {
    clearTimeout(timer);
    watcher.disconnect();
    CSS.highlights.delete(NAME);
  };
}

function rangesIn(body: Element, sought: readonly Sought[]): Range[] {
  let text = "";
  const pieces: { node: Node; at: number; end: number }[] = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    // A line that begins parts two words, though nothing stands between them.
    if (node instanceof Element) text += node.matches(BREAKS) ? "\n" : "";
    else if (!node.parentElement?.closest(COVERED)) {
      const at = text.length;
      text += node.nodeValue ?? "";
      pieces.push({ node, at, end: text.length });
    }
  }
  return marksIn(text, sought).flatMap(([from, to]) => {
    const first = pieces.find(({ end }) => from < end);
    const last = pieces.find(({ end }) => to <= end);
    if (!first || !last) return [];
    const range = new Range();
    range.setStart(first.node, from - first.at);
    range.setEnd(last.node, to - last.at);
    return [range];
  });
}
