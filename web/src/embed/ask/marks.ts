/** Beside the lines that were asked about: how much was said, as quiet as a footnote, over the page and not in it. */
import { dress } from "../page.ts";
import type { AskedLine } from "../../../../protocol/embed.ts";
import { findQuote } from "./find-quote.ts";
import { PageText } from "./page-text.ts";

const MARK =
  "all:initial;position:absolute;min-width:20px;box-sizing:border-box;padding:0 5px;border-radius:9px;cursor:pointer;background:#2450c422;color:#2450c4;font:600 11px/18px system-ui,sans-serif;text-align:center";
const HIT = "outline-offset:2px";
const AFTER_MS = 150;

export interface Placed {
  line: AskedLine;
  range: Range;
}

/** Where the lines stand now, and which of them are not there any more. */
export function placeLines(lines: readonly AskedLine[]): { placed: Placed[]; gone: number[] } {
  const page = new PageText();
  const placed: Placed[] = [];
  const gone: number[] = [];
  for (const line of lines) {
    const found = findQuote(page.text, line);
    const range = found && page.rangeOf(found);
    if (range) placed.push({ line, range });
    else gone.push(line.seq);
  }
  return { placed, gone };
}

/** Questions about the same words are one mark. */
function together(placed: readonly Placed[]): { range: Range; seq: number; count: number }[] {
  const marks: { range: Range; seq: number; count: number }[] = [];
  for (const { line, range } of placed) {
    const same = marks.find(
      (mark) => mark.range.startContainer === range.startContainer && mark.range.startOffset === range.startOffset,
    );
    if (same) Object.assign(same, { seq: line.seq, count: same.count + line.count });
    else marks.push({ range, seq: line.seq, count: line.count });
  }
  return marks;
}

/** Draws the marks, and moves them with the page until the returned function is called. */
export function drawMarks(
  root: ShadowRoot,
  placed: readonly Placed[],
  { label, onopen, rtl }: { label: (count: number) => string; onopen: (seq: number) => void; rtl: boolean },
): () => void {
  const marks = together(placed).map(({ range, seq, count }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = String(count);
    button.ariaLabel = label(count);
    button.title = label(count);
    dress(button, `${MARK};${HIT}`);
    button.onclick = () => onopen(seq);
    root.append(button);
    return { range, button };
  });
  const move = () => {
    for (const { range, button } of marks) {
      const box = [...range.getClientRects()].at(-1);
      dress(button, `display:${box ? "block" : "none"}`);
      if (!box) continue;
      const block = blockOf(range).getBoundingClientRect();
      // In the margin where there is one, else at the end of the line.
      const beside = rtl ? block.left - button.offsetWidth - 6 : block.right + 6;
      const left = Math.min(Math.max(2, beside), document.documentElement.clientWidth - button.offsetWidth - 2);
      dress(
        button,
        `left:${Math.round(left + scrollX)}px;top:${Math.round(box.top + scrollY + (box.height - 18) / 2)}px`,
      );
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(move, AFTER_MS);
  };
  const watch = new ResizeObserver(soon);
  watch.observe(document.body);
  move();
  return () => {
    watch.disconnect();
    clearTimeout(timer);
    for (const { button } of marks) button.remove();
  };
}

function blockOf(range: Range): Element {
  const { endContainer } = range;
  let at = endContainer instanceof Element ? endContainer : (endContainer.parentElement ?? document.body);
  while (at.parentElement && getComputedStyle(at).display.startsWith("inline")) at = at.parentElement;
  return at;
}
