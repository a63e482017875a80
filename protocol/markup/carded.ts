/** Which links of a body get a card of the page behind them. Pure. */
import { CARDS_PER_MESSAGE, LINK_MAX_CHARS } from "../limits.ts";
import { walkInlines } from "./walk.ts";

/** A body that may have such a link. Cheap: asked of every message. */
export const mayHaveCards = (body: string): boolean => /https?:\/\/|www\./iu.test(body);

/** The first few, each once, in their order: none out of code, none under a cover, none between angle brackets (`<https://…>`). */
export function cardLinksIn(body: string): string[] {
  if (!mayHaveCards(body)) return [];
  const found = new Set<string>();
  walkInlines(body, (node) => {
    const isLink = node.type === "link" || (node.type === "address" && node.angled !== true);
    if (isLink && /^https?:/u.test(node.href) && node.href.length <= LINK_MAX_CHARS) found.add(node.href);
    return node.type !== "link" && node.type !== "spoiler";
  });
  return [...found].slice(0, CARDS_PER_MESSAGE);
}
