/**
 * How much of the page a message would take, and the same message in pieces. Nobody types a thousand links; what does comes from a program
 * or from somebody who tries. It is shown as it was typed, and formatted, when that is asked for, a piece at a time: no message holds
 * up the page.
 */
import type { Block, Inline, ListItem } from "../../../../../protocol/markup/nodes.ts";

/** A long answer with lists, code and links has some hundred elements. Measured: 500 take 20 ms to make, put in and lay out. */
export const WEIGHT_MAX = 500;
/** Of one piece. */
const PIECE = 120;

const NAMES = /[@#:][\p{L}\p{N}_]|\n/gu;

/** Elements that it becomes, about; names, emoji and line breaks in its words count as such. */
export function weightOf(nodes: readonly (Block | Inline)[]): number {
  let weight = 0;
  for (const node of nodes) weight += 1 + within(node);
  return weight;
}

function within(node: Block | Inline): number {
  if ("nodes" in node) return weightOf(node.nodes);
  switch (node.type) {
    case "text":
      return node.text.match(NAMES)?.length ?? 0;
    case "quote":
      return weightOf(node.blocks);
    case "list":
      return node.items.reduce((sum, item) => sum + 1 + weightOf(item.blocks), 0);
    case "table":
      return [node.header, ...node.rows].flat().reduce((sum, cell) => sum + 1 + weightOf(cell), 0);
    default:
      return 0;
  }
}

/** What is put in at once. `goesOn`: behind the last piece, in the same paragraph. */
export type Piece = { block: Block; goesOn: boolean };

/** All blocks, in their order, none of the pieces much heavier than PIECE. */
export function piecesOf(blocks: readonly Block[]): Piece[] {
  return blocks.flatMap((block): Piece[] => {
    if (1 + within(block) <= PIECE) return [{ block, goesOn: false }];
    switch (block.type) {
      case "paragraph":
      case "heading":
        return chunksOf(split(block.nodes)).map((nodes, at) => ({ block: { ...block, nodes }, goesOn: at > 0 }));
      case "quote":
        return piecesOf(block.blocks).map((piece) => ({ ...piece, block: { ...block, blocks: [piece.block] } }));
      case "list":
        return chunksOf(block.items.flatMap(splitItem)).map((items) => ({ block: { ...block, items }, goesOn: false }));
      case "table":
        return chunksOf(block.rows).map((rows) => ({ block: { ...block, rows }, goesOn: false }));
      default:
        return [{ block, goesOn: false }];
    }
  });
}

const heft = (part: Inline | ListItem | readonly Inline[][]): number => {
  if ("type" in part) return 1 + within(part);
  if ("blocks" in part) return 1 + weightOf(part.blocks);
  return part.reduce((sum, cell) => sum + 1 + weightOf(cell), 0);
};

function chunksOf<T extends Inline | ListItem | readonly Inline[][]>(parts: readonly T[]): T[][] {
  const chunks: T[][] = [[]];
  let weight = 0;
  for (const part of parts) {
    const its = heft(part);
    if (weight > 0 && weight + its > PIECE) {
      chunks.push([]);
      weight = 0;
    }
    chunks.at(-1)?.push(part);
    weight += its;
  }
  return chunks;
}

/** A mark around more than a piece is several marks, and words with that many names are several words. */
function split(nodes: readonly Inline[]): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    if (1 + within(node) <= PIECE) return [node];
    if ("nodes" in node) return chunksOf(split(node.nodes)).map((inner) => ({ ...node, nodes: inner }));
    if (node.type !== "text") return [node];
    return (node.text.match(/(?:\S*\s+){1,60}|\S+$|[^]{1,600}/gu) ?? []).map((text) => ({ ...node, text }));
  });
}

/** An item that is more than a piece goes on below itself, as blocks of a list with one item each. */
function splitItem(item: ListItem): ListItem[] {
  if (heft(item) <= PIECE) return [item];
  return piecesOf(item.blocks).map(({ block }) => ({ ...item, blocks: [block] }));
}
