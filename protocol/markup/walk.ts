/** Through the inline nodes of a body, in the order in which they are read. Pure. */
import { parseBody } from "./blocks.ts";
import type { Block, Inline } from "./nodes.ts";

/** @param visit hears of each node; false: what is inside of it is passed over */
export function walkInlines(body: string, visit: (node: Inline) => boolean): void {
  const inline = (nodes: readonly Inline[]) => {
    for (const node of nodes) if (visit(node) && "nodes" in node) inline(node.nodes);
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
}
