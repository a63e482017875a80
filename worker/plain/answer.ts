/** Answers a page of a channel in a plain format: with the pages beside it, a mark of what it holds, and nothing for search engines. */
import type { Page } from "../../protocol/index.ts";
import { PAGE_DEFAULT } from "../../protocol/limits.ts";
import type { AppContext } from "../hono-env.ts";
import { linkHeader, pagesBeside, type PageQuery } from "../http/links.ts";
import type { ChannelContext } from "../store/membership-context.ts";
import { namesOfMembers } from "../store/previews.ts";
import { FORMATS, type Format } from "./formats.ts";

/** @throws what D1 throws */
export async function answerPlain(
  c: AppContext,
  format: Format,
  { channel, workspace }: Pick<ChannelContext, "channel" | "workspace">,
  page: Page,
  { limit = PAGE_DEFAULT, ...place }: PageQuery,
): Promise<Response> {
  const { origin } = new URL(c.req.url);
  const base = `${origin}/c/${channel.id}.${format}`;
  const of = (query: PageQuery) => {
    const pairs = Object.entries({ ...query, ...(limit !== PAGE_DEFAULT && { limit }) });
    return pairs.length === 0 ? base : `${base}?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`;
  };
  const { prev, next } = pagesBeside(page);
  const links = { self: of(place), ...(prev && { prev: of(prev) }), ...(next && { next: of(next) }) };
  const authors = [...new Set(page.messages.map(({ author }) => author))];
  const { type, write } = FORMATS[format];
  const { id, name, topic } = channel;
  const names = await namesOfMembers(c.env.DB, authors);
  const text = write({ id, name: name ?? "", topic, workspace: workspace.name, origin, page, names, links });
  const link = [linkHeader(links), `<${origin}/c/${id}>; rel="canonical"`].filter((part) => part !== "").join(", ");
  return new Response(text, {
    headers: {
      ...{ "content-type": type, link, "x-robots-tag": "noindex", "x-content-type-options": "nosniff" },
      "cache-control": "private, no-cache",
      vary: "cookie, authorization",
      // Nothing in it is a page; a browser that shows it anyway runs nothing.
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    },
  });
}
