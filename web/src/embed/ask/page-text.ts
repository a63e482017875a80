/** The words of a page as one text, with the way back from a place in it to where it stands. */
import { AROUND_MAX_CHARS, QUOTE_MAX_CHARS, type Quote } from "../../../../protocol/embed.ts";
import type { Found } from "./find-quote.ts";

const NO_WORDS = "script,style,noscript,textarea,select,template,[hidden],[aria-hidden=true]";
const BLANKS = /\s+/gu;

export class PageText {
  readonly text: string;
  /** Where each text node begins in `text`, and where each of its letters that count stands in it. */
  readonly #pieces: { node: Text; at: number; offsets: number[] }[] = [];

  /** Reads the page as it is now. Blanks are one space each, as they are seen. */
  constructor(root: Node = document.body) {
    let text = "";
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement?.closest(NO_WORDS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { data } = node as Text;
      const offsets: number[] = [];
      const at = text.length;
      for (let i = 0; i < data.length; i += 1) {
        const isBlank = /\s/u.test(data[i] ?? "");
        if (isBlank && (text === "" || text.endsWith(" "))) continue;
        text += isBlank ? " " : (data[i] ?? "");
        offsets.push(i);
      }
      if (offsets.length > 0) this.#pieces.push({ node: node as Text, at, offsets });
      // Two blocks are two words.
      if (!text.endsWith(" ") && isBlockEnd(node)) text += " ";
    }
    this.text = text;
  }

  /** Where it stands in the page. */
  rangeOf({ start, end }: Found): Range | null {
    const from = this.#placeOf(start);
    const to = this.#placeOf(end - 1);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset + 1);
    return range;
  }

  /** The words of a range, and what stands around them; null: none, or more than a question is about. */
  quoteOf(range: Range): Quote | null {
    const exact = range.toString().replace(BLANKS, " ").trim();
    if (exact.length < 2 || exact.length > QUOTE_MAX_CHARS) return null;
    const begins = this.#beginOf(range);
    const start = begins < 0 ? this.text.indexOf(exact) : this.text.indexOf(exact, Math.max(0, begins - 1));
    if (start < 0) return { exact, prefix: "", suffix: "" };
    const end = start + exact.length;
    return {
      exact,
      prefix: this.text.slice(Math.max(0, start - AROUND_MAX_CHARS), start).trim(),
      suffix: this.text.slice(end, end + AROUND_MAX_CHARS).trim(),
    };
  }

  #placeOf(index: number): { node: Text; offset: number } | null {
    const piece = this.#pieces.findLast(({ at }) => at <= index);
    const offset = piece?.offsets[Math.min(index - piece.at, piece.offsets.length - 1)];
    return piece && offset !== undefined ? { node: piece.node, offset } : null;
  }

  #beginOf({ startContainer, startOffset }: Range): number {
    const piece = this.#pieces.find(({ node }) => node === startContainer);
    if (!piece) return -1;
    const within = piece.offsets.findIndex((offset) => offset >= startOffset);
    return piece.at + (within < 0 ? piece.offsets.length : within);
  }
}

/** The last text of a block: what follows stands on another line. */
function isBlockEnd(node: Node): boolean {
  const parent = node.parentElement;
  if (!parent || node.nextSibling) return false;
  return !getComputedStyle(parent).display.startsWith("inline");
}
