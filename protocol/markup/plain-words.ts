/** The words of a body without their marks, by the same reading by which it is shown: what is no mark stays, and a formula is said in letters. Pure. */
import { parseBody } from "./blocks.ts";
import { formulaWords } from "./formula-words.ts";
import type { Block, Inline } from "./nodes.ts";

/** @param spoiler stands for words that are hidden */
export function plainWords(body: string, spoiler: string): string {
  const inline = (nodes: readonly Inline[]): string =>
    nodes
      .map((node) => {
        if (node.type === "spoiler") return spoiler;
        if ("nodes" in node) return inline(node.nodes);
        return node.type === "math" ? formulaWords(node.source) : node.text;
      })
      .join("");
  const block = (one: Block): string => {
    switch (one.type) {
      case "code":
        return one.text;
      case "math":
        return formulaWords(one.source);
      case "quote":
        return blocks(one.blocks);
      case "list":
        return one.items
          .map(({ number, blocks: inner }) => (number === undefined ? "" : `${number}${one.mark} `) + blocks(inner))
          .join("\n");
      case "table":
        return [one.header, ...one.rows].map((cells) => cells.map(inline).join(" ")).join("\n");
      default:
        return inline(one.nodes);
    }
  };
  const blocks = (all: readonly Block[]): string => all.map(block).join("\n");
  return blocks(parseBody(body));
}
