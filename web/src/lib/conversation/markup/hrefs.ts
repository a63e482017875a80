/** Where the words of a body lead to. Pure. */
import { parseBody } from "../../../../../protocol/markup/blocks.ts";
import type { Block, Inline } from "../../../../../protocol/markup/nodes.ts";

export interface BodyLink {
  href: string;
  /** What it is called there; "" where the address stands as it is. */
  words: string;
}

/** The links in a body, in their order; none out of code, and none under a cover. */
export function linksIn(body: string): BodyLink[] {
  const found: BodyLink[] = [];
  const inline = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (node.type === "address") found.push({ href: node.href, words: "" });
      else if (node.type === "link") found.push({ href: node.href, words: wordsOf(node.nodes) });
      else if ("nodes" in node && node.type !== "spoiler") inline(node.nodes);
    }
  };
  const blocks = (all: readonly Block[]) => {
    for (const block of all) {
      if (block.type === "list") for (const item of block.items) blocks(item.blocks);
      else if (block.type === "quote") blocks(block.blocks);
      else if (block.type === "table") for (const row of [block.header, ...block.rows]) row.forEach(inline);
      else if ("nodes" in block) inline(block.nodes);
    }
  };
  blocks(parseBody(body));
  return found;
}

/** The addresses in a body, as `linksIn`. */
export const hrefsIn = (body: string): string[] => linksIn(body).map(({ href }) => href);

const wordsOf = (nodes: readonly Inline[]): string =>
  nodes.map((node) => ("nodes" in node ? wordsOf(node.nodes) : node.type === "math" ? node.raw : node.text)).join("");
