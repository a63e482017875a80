/** Whom a body names, by the same reading by which it is shown: code, links and what a backslash stands before name nobody. Pure. */
import { parseBody } from "./blocks.ts";
import { namesIn, type Written } from "./names.ts";
import type { Block, Inline } from "./nodes.ts";

/** All that is written as a name in a body, in order. */
export function namesInBody(body: string): Written[] {
  if (!/[@#]/u.test(body)) return [];
  const names: Written[] = [];
  const inline = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (node.type === "text") names.push(...namesIn(node.text));
      else if ("nodes" in node && node.type !== "link") inline(node.nodes);
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
  return names;
}
