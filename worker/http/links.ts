/** The pages beside a page of history, as RFC 8288 names them in a header. */
import type { Page } from "../../protocol/index.ts";

export interface PageQuery {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
  limit?: number | undefined;
}

/** `prev`: what was said before; `next`: what was said after. Absent where there is nothing. */
export function pagesBeside({ messages, reachedStart, reachedEnd }: Page): { prev?: PageQuery; next?: PageQuery } {
  const [first, last] = [messages[0], messages.at(-1)];
  return {
    ...(first && !reachedStart && { prev: { before: first.seq } }),
    ...(last && !reachedEnd && { next: { after: last.seq } }),
  };
}

/** @param links by relation; empty where there are none */
export const linkHeader = (links: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(links)
    .flatMap(([rel, address]) => (address === undefined || rel === "self" ? [] : [`<${address}>; rel="${rel}"`]))
    .join(", ");

/**
 * For a page that is JSON already, and is not taken apart for it: there is no hole in a channel, so that what was asked for says where a page
 * begins and ends.
 * @param places those that were asked for; null for the newest page
 * @param page JSON of a `Page`
 */
export function linksOfPage(
  path: string,
  { limit }: PageQuery,
  places: { from: number; to: number } | null,
  page: string,
): string {
  const ends = /"reachedStart":(true|false),"reachedEnd":(true|false),"rev":\d+\}$/u.exec(page);
  if (!ends) return "";
  const [, reachedStart, reachedEnd] = ends;
  const of = (query: PageQuery) => `${path}?${new URLSearchParams(Object.entries({ ...query, limit }).map(pair))}`;
  const first = places?.from ?? (JSON.parse(page) as Page).messages[0]?.seq;
  return linkHeader({
    ...(first !== undefined && reachedStart === "false" && { prev: of({ before: first }) }),
    ...(places && reachedEnd === "false" && { next: of({ after: places.to }) }),
  });
}
const pair = ([name, value]: [string, unknown]): [string, string] => [name, String(value)];
