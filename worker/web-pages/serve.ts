/**
 * Channels that anyone on the web can read, as pages of HTML and in plain formats; and what search engines are told. All of it is asked for anew each
 * time (`no-cache`, with an `etag`): what was closed is closed at once, everywhere.
 */
import type { AppContext } from "../hono-env.ts";
import { withEtag } from "../http/etag.ts";
import { pagesBeside, type PageQuery } from "../http/links.ts";
import { throttleAddress } from "../identity/throttle.ts";
import { isStorageFault, log } from "../log.ts";
import { writePlain } from "../plain/answer.ts";
import type { Format } from "../plain/formats.ts";
import { placesOf } from "../room/sockets/page-places.ts";
import { openDb } from "../store/db.ts";
import { findOnWeb, listOnWeb, type WebPlace } from "../store/web-pages.ts";
import type { PageQueryOutput } from "../../protocol/messages.ts";
import { pageIn, pagesOf, queryTo } from "./addresses.ts";
import { awayDocument, documentOf } from "./document.ts";
import { peopleOf, readNewest, readPage, readPlaces } from "./read.ts";
import { shownOf } from "./shown.ts";
import { sitemapOf } from "./sitemap.ts";
import { STYLE } from "./style.ts";
import { wordsFor, type Words } from "./words.ts";

/** Null: it is not for everybody. @param id of a channel or a thread @throws Refused `too_fast` */
export async function answerWebPage(c: AppContext, id: string): Promise<Response | null> {
  await throttleAddress(c, "reader");
  const words = wordsFor(c.req.header("accept-language"));
  try {
    const place = await findOnWeb(openDb(c.env.DB), id);
    return place ? await pageAnswer(c, place, words) : null;
  } catch (error) {
    if (!isStorageFault(error)) throw error;
    log.fault("web page", error, { channel: id });
    return htmlAnswer(await awayDocument(words), { "retry-after": "5", "cache-control": "no-store" }, 503);
  }
}

async function pageAnswer(c: AppContext, place: WebPlace, words: Words): Promise<Response> {
  const { origin, pathname } = new URL(c.req.url);
  const written = c.req.query("page");
  const asked = pageIn(written);
  const page = written !== undefined && asked === undefined ? null : await readPage(c.env, place, asked);
  // A page that is not whole yet is a part of the newest one.
  if (!page) return c.redirect(pathname, 302);
  const people = await peopleOf(c.env, place, page.messages, words);
  const text = await documentOf(place, page, people, { origin, base: pathname, words });
  const answer = await htmlAnswer(text, {
    "cache-control": "public, no-cache",
    vary: "accept-language, cookie",
    "content-language": words.lang,
    ...(place.workspace.demo && { "x-robots-tag": "noindex" }),
  });
  return withEtag(c, answer);
}

async function htmlAnswer(text: string, headers: Record<string, string>, status = 200): Promise<Response> {
  return new Response(text, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": await policy(),
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      ...headers,
    },
  });
}

let styleHash: string | null = null;
/** Nothing runs and nothing is fetched: not by what somebody wrote either, should it ever become an element. */
async function policy(): Promise<string> {
  styleHash ??= Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE))).toString("base64");
  return `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** Null: it is not for everybody. The names in it are those of its HTML. @throws Refused `too_fast` */
export async function answerPlainToWeb(
  c: AppContext,
  format: Format,
  id: string,
  query: PageQueryOutput,
): Promise<Response | null> {
  await throttleAddress(c, "reader");
  const place = await findOnWeb(openDb(c.env.DB), id);
  if (!place) return null;
  const { rev: _rev, ...asked } = query;
  const places = placesOf(asked);
  const clipped = places && { ...places, from: Math.max(places.from, place.from) };
  const [read, newest] = await Promise.all([
    clipped ? readPlaces(c.env, place, clipped) : readNewest(c.env, place, asked.limit),
    readNewest(c.env, place, 1),
  ]);
  const first = read.messages[0]?.seq ?? place.from;
  const beside = pagesBeside({ ...read, reachedStart: read.reachedStart || first <= place.from });
  const shown = shownOf(read.messages, place.from);
  const words = wordsFor("en");
  const people = await peopleOf(c.env, place, shown, words);
  const messages = shown.map((message) => {
    const { id: messageId, seq, rev, at, body, editedAt } = message;
    const author = people.author(message).name;
    const said = people.withoutHandles(body, (name) => `@${name}`);
    return { id: messageId, seq, rev, author, at, body: said, ...(editedAt !== undefined && { editedAt }) };
  });
  const pages = pagesOf(place.from, newest.messages.at(-1)?.seq ?? 0);
  const answer = writePlain(c, format, {
    channel: { ...place.channel, name: place.channel.name ?? place.parent?.name ?? null },
    workspace: place.workspace,
    page: { ...read, messages, ...(first <= place.from && { reachedStart: true }) },
    names: new Map(messages.map(({ author }) => [author, author])),
    query: query satisfies PageQuery,
    beside,
    queryTo: (seq) => queryTo(seq, pages),
  });
  answer.headers.set("cache-control", "public, no-cache");
  return withEtag(c, answer);
}

/** Those channels, and nothing else of PLACE. @throws Refused `too_fast` */
export async function answerSitemap(c: AppContext): Promise<Response> {
  await throttleAddress(c, "reader");
  const text = sitemapOf(new URL(c.req.url).origin, await listOnWeb(openDb(c.env.DB)));
  const headers = { "content-type": "application/xml; charset=utf-8", "cache-control": "public, no-cache" };
  return withEtag(c, new Response(text, { headers: { ...headers, "x-content-type-options": "nosniff" } }));
}

/** What is not to be found says so itself (`noindex`), which takes being read. */
export function answerRobots(c: AppContext): Response {
  const { origin } = new URL(c.req.url);
  const text = `User-agent: *\nDisallow: /api/\nDisallow: /widget/\n\nSitemap: ${origin}/sitemap.xml\n`;
  return new Response(text, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=3600" },
  });
}
