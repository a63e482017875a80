/** Where the words of a body lead to. Pure. */
import { parseBody } from "../../../../../protocol/markup/blocks.ts";
import type { Block, Inline } from "../../../../../protocol/markup/nodes.ts";

/** The addresses in a body, in their order; none out of code, and none under a cover. */
export function hrefsIn(body: string): string[] {
  const found: string[] = [];
  const inline = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (node.type === "link" || node.type === "address") found.push(node.href);
      if ("nodes" in node && node.type !== "spoiler") inline(node.nodes);
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
