/** Answers a page of a channel in a plain format: with the pages beside it, a mark of what it holds, and nothing for search engines. */
import type { Page } from "../../protocol/index.ts";
import { PAGE_DEFAULT } from "../../protocol/limits.ts";
import type { AppContext } from "../hono-env.ts";
import { linkHeader, pagesBeside, type PageQuery } from "../http/links.ts";
import type { ChannelContext } from "../store/membership-context.ts";
import { namesOfMembers } from "../store/previews.ts";
import { FORMATS, type Format } from "./formats.ts";
import type { PlainChannel } from "./plain-channel.ts";

/** For who is in the channel. @throws what D1 throws */
export async function answerPlain(
  c: AppContext,
  format: Format,
  { channel, workspace }: Pick<ChannelContext, "channel" | "workspace">,
  page: Page,
  query: PageQuery,
): Promise<Response> {
  const authors = [...new Set(page.messages.map(({ author }) => author))];
  const names = await namesOfMembers(c.env.DB, authors);
  return writePlain(c, format, { channel, workspace, page, names, query, beside: pagesBeside(page) });
}

interface Written extends Pick<PlainChannel, "page" | "names" | "queryTo"> {
  channel: Pick<ChannelContext["channel"], "id" | "name" | "topic">;
  workspace: Pick<ChannelContext["workspace"], "name">;
  query: PageQuery;
  beside: { prev?: PageQuery; next?: PageQuery };
}

export function writePlain(c: AppContext, format: Format, written: Written): Response {
  const { channel, workspace, page, names, query, beside, queryTo } = written;
  const { limit = PAGE_DEFAULT, ...place } = query;
  const { origin } = new URL(c.req.url);
  const base = `${origin}/c/${channel.id}.${format}`;
  const of = (asked: PageQuery) => {
    const pairs = Object.entries({ ...asked, ...(limit !== PAGE_DEFAULT && { limit }) });
    return pairs.length === 0 ? base : `${base}?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`;
  };
  const { prev, next } = beside;
  const links = { self: of(place), ...(prev && { prev: of(prev) }), ...(next && { next: of(next) }) };
  const { type, write } = FORMATS[format];
  const { id, name, topic } = channel;
  const plain = { id, name: name ?? "", topic, workspace: workspace.name, origin, page, names, links };
  const text = write({ ...plain, ...(queryTo && { queryTo }) });
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
