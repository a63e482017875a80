/** The list of pages that search engines may know (https://www.sitemaps.org/protocol.html). Pure. */
import type { ListedOnWeb } from "../store/web-pages.ts";
import { pagesOf } from "./addresses.ts";

/** The protocol takes 50,000. */
const MOST = 50_000;

/** Each channel's newest page first; then the older ones, as many as there is room for. @param origin e.g. `https://place.example` */
export function sitemapOf(origin: string, channels: readonly ListedOnWeb[]): string {
  const newest = channels.map(
    ({ id, lastAt }) =>
      `<url><loc>${origin}/c/${id}</loc>${lastAt === null ? "" : `<lastmod>${dayOf(lastAt)}</lastmod>`}</url>`,
  );
  const older: string[] = [];
  for (const { id, from, lastSeq } of channels) {
    const { first, last } = pagesOf(from, lastSeq);
    for (let page = last; page >= first && newest.length + older.length < MOST; page -= 1)
      older.push(`<url><loc>${origin}/c/${id}?page=${page}</loc></url>`);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${[...newest, ...older].join("\n")}
</urlset>
`;
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
