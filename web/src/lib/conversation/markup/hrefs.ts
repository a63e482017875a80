/** Where the words of a body lead to. Pure. */
import type { Inline } from "../../../../../protocol/markup/nodes.ts";
import { walkInlines } from "../../../../../protocol/markup/walk.ts";

export interface BodyLink {
  href: string;
  /** What it is called there; "" where the address stands as it is. */
  words: string;
}

/** The links in a body, in their order; none out of code, and none under a cover. */
export function linksIn(body: string): BodyLink[] {
  const found: BodyLink[] = [];
  walkInlines(body, (node) => {
    if (node.type === "address") found.push({ href: node.href, words: "" });
    if (node.type === "link") found.push({ href: node.href, words: wordsOf(node.nodes) });
    return node.type !== "link" && node.type !== "spoiler";
  });
  return found;
}

/** The addresses in a body, as `linksIn`. */
export const hrefsIn = (body: string): string[] => linksIn(body).map(({ href }) => href);

const wordsOf = (nodes: readonly Inline[]): string =>
  nodes.map((node) => ("nodes" in node ? wordsOf(node.nodes) : node.type === "math" ? node.raw : node.text)).join("");
