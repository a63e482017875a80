/** Which cards a message shows, when its words change and when a page was read. Pure. */
import type { LinkCard, Message } from "../../../protocol/index.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { PrivateState } from "./message-actions.ts";

/**
 * Of the links in the words, in their order: the card that is there, else the one that was found.
 * @param links those that get a card, without those whose card was taken away (`cardedLinks`)
 */
export function cardsOf(
  { meta }: Pick<Message, "meta">,
  links: readonly string[],
  found: readonly LinkCard[],
): LinkCard[] {
  const known = [...(meta?.cards ?? []), ...found];
  return links.flatMap((link) => known.find(({ url }) => url === link) ?? []);
}

/** Links whose card somebody took away get none again. */
export function cardedLinks({ sealed }: Pick<StoredMessage, "sealed">, links: readonly string[]): string[] {
  const { noCards = [] } = sealed === undefined ? {} : (JSON.parse(sealed) as PrivateState);
  return links.filter((link) => !noCards.includes(link));
}

/**
 * What an edit leaves at once, without reading the new words as they are shown: a card whose address stands nowhere in them is gone before
 * anybody sees them together. The rest is put right when the links are looked at.
 */
export function withoutStaleCards(meta: Message["meta"], body: string): Message["meta"] {
  const { cards, ...rest } = meta ?? {};
  const left = cards?.filter(({ url }) => body.includes(url.replace(/\/$/u, "")));
  return left && left.length > 0 ? { ...rest, cards: left } : rest;
}
