/** What PLACE shows of a body, by its own reading of it: every visible sign in order, without those that mark something. */
import { parseBody } from "../../markup/blocks.ts";
import type { Block, Inline } from "../../markup/nodes.ts";

/** Blanks in code are letters: each is told by a sign of its own, since all other blanks are left out. */
const IN_CODE: Record<string, string> = { "\n": "\u{f0001}", " ": "\u{f0002}", "\t": "\u{f0003}" };
export const codeSigns = (code: string): string => code.replace(/[\n \t]/gu, (blank) => IN_CODE[blank] as string);
/** U+FEFF, a blank without width: it parts two signs, and nobody sees it. */
export const JOINER = "\uFEFF";
export const withoutBlanks = (text: string): string => text.replace(/\s+/gu, "");

export const shownOf = (body: string): string => blocksOf(parseBody(body));

const blocksOf = (blocks: readonly Block[]): string => blocks.map(blockOf).join("");

function blockOf(block: Block): string {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return inline(block.nodes);
    case "code":
      return codeSigns(block.text);
    case "math":
      return withoutBlanks(block.source);
    case "quote":
      return blocksOf(block.blocks);
    case "list":
      return block.items
        .map(({ number, blocks }) => (number === undefined ? "" : `${number}${block.mark}`) + blocksOf(blocks))
        .join("");
    case "table":
      return [block.header, ...block.rows].map((cells) => cells.map(inline).join("")).join("");
  }
}

const inline = (nodes: readonly Inline[]): string => nodes.map(inlineOf).join("");

function inlineOf(node: Inline): string {
  switch (node.type) {
    case "code":
      return codeSigns(node.text);
    case "math":
      return withoutBlanks(node.source);
    case "escaped":
      // Whether it would be a name is known only where it is read.
      return withoutBlanks(node.raw);
    case "text":
    case "address":
      return withoutBlanks(node.text);
    default:
      return inline(node.nodes);
  }
}
