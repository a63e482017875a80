/** A page of a channel that anyone on the web can read: one document without scripts, fonts or pictures. */
import { html, raw } from "hono/html";
import type { Message } from "../../protocol/index.ts";
import { log } from "../log.ts";
import type { WebPlace } from "../store/web-pages.ts";
import { Budget } from "./body.ts";
import { messageHtml, type Around } from "./message.ts";
import type { WebPage } from "./read.ts";
import type { PeopleShown } from "./shown.ts";
import { STYLE } from "./style.ts";
import type { Words } from "./words.ts";

export interface Asked {
  /** e.g. `https://place.example` */
  origin: string;
  /** The address that was asked for, without what follows it. */
  base: string;
  words: Words;
}

/** One author's messages stand together as long as no more time lies between them, ms: as in the app. */
const TOGETHER_MS = 5 * 60_000;

/** @throws where it is put together from what no page can show; never for words of people */
export async function documentOf(place: WebPlace, page: WebPage, people: PeopleShown, asked: Asked): Promise<string> {
  const { channel, parent, workspace, onWeb } = place;
  const { origin, base, words } = asked;
  const home = parent ?? channel;
  const title = `${parent ? `${words.thread} · ` : ""}#${home.name ?? ""} · ${workspace.name}`;
  const own = `${origin}/c/${channel.id}`;
  const { prev, next } = besideOf(page);
  const canonical = `${own}${page.page === undefined ? "" : `?page=${page.page}`}`;
  const body = html`<!doctype html>
    <html lang="${words.lang}" dir="${words.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        ${workspace.demo && html`<meta name="robots" content="noindex" />`}
        <title>${title}</title>
        <meta name="description" content="${home.topic === "" ? words.ofClass(workspace.name) : home.topic}" />
        <link rel="canonical" href="${canonical}" />
        ${prev !== undefined && html`<link rel="prev" href="${own}${prev}" />`}
        ${next !== undefined && html`<link rel="next" href="${own}${next}" />`}
        <link rel="alternate" type="application/atom+xml" href="${own}.atom" />
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header class="top">
          <p class="class"><bdi>${words.ofClass(workspace.name)}</bdi></p>
          <h1><bdi>${parent ? words.thread : `#${home.name ?? ""}`}</bdi></h1>
          ${parent === null && home.topic !== "" && html`<p class="topic" dir="auto">${home.topic}</p>`}
          <p class="about">${words.about} ${onWeb.names === "team" && words.namesHidden}</p>
          <p class="ways">
            <a class="open" href="/c/${channel.id}?app">${words.open}</a
            >${parent && html`<a href="${backTo(place)}">${words.backToChannel}</a>`}
          </p>
        </header>
        <main>
          ${navHtml(base, prev, next, words)} ${messagesHtml(place, page, people, asked)}
          ${page.messages.length > 0 && navHtml(base, prev, next, words)}
        </main>
        <footer><span>${words.zone}</span><a href="/c/${channel.id}.atom">${words.feed}</a></footer>
      </body>
    </html> `;
  return String(await body);
}

/** What follows the channel's address to get to the pages beside this one. */
function besideOf({ page, pages }: Pick<WebPage, "page" | "pages">): { prev?: string; next?: string } {
  const before = page === undefined ? pages.last : page - 1;
  return {
    ...(before >= pages.first && { prev: `?page=${before}` }),
    ...(page !== undefined && { next: page < pages.last ? `?page=${page + 1}` : "" }),
  };
}

function navHtml(base: string, prev: string | undefined, next: string | undefined, words: Words) {
  if (prev === undefined && next === undefined) return "";
  return html`<nav aria-label="${words.pages}">
    <span>${prev !== undefined && html`<a rel="prev" href="${base}${prev}">${words.older}</a>`}</span
    ><span>${next !== undefined && html`<a rel="next" href="${base}${next}">${words.newer}</a>`}</span>
  </nav>`;
}

function messagesHtml(
  { channel, from }: WebPlace,
  { messages, pages }: WebPage,
  people: PeopleShown,
  { base, words }: Asked,
) {
  if (messages.length === 0) return html`<p class="quiet">${words.empty}</p>`;
  const zone = { timeZone: "UTC" } as const;
  const days = new Intl.DateTimeFormat(words.lang, { ...zone, dateStyle: "full" });
  const times = new Intl.DateTimeFormat(words.lang, { ...zone, timeStyle: "short" });
  // In their order, so that who has no name is numbered as they come.
  const authors = new Map(messages.map((message) => [message.seq, people.author(message)]));
  const around: Around = {
    base,
    pages,
    from,
    people,
    words,
    budget: new Budget(),
    authors,
    timeOf: (ms) => times.format(ms),
  };
  let before: { message: Message; day: string } | undefined;
  return messages.map((message) => {
    // Whatever a row holds, the page is there, with all others.
    try {
      const day = days.format(message.at);
      const isNewDay = before?.day !== day;
      const isSame = !isNewDay && before !== undefined && isTogether(before.message, message);
      before = { message, day };
      return html`${isNewDay && html`<h2>${day}</h2>`}${messageHtml(message, around, isSame)}`;
    } catch (error) {
      log.fault("web message", error, { channel: channel.id, item: message.seq });
      return html`<article id="${message.seq}"><p class="quiet">${words.unreadable}</p></article>`;
    }
  });
}

function isTogether(before: Message, message: Message): boolean {
  return (
    before.author === message.author &&
    before.meta?.as === message.meta?.as &&
    message.meta?.checkpoint === undefined &&
    message.replyTo === undefined &&
    message.at - before.at < TOGETHER_MS
  );
}

/** A thread's message may stand on any page of its channel; the newest is looked for first. */
const backTo = ({ parent, channel }: WebPlace): string => `/c/${parent?.id ?? ""}#${channel.parentSeq ?? ""}`;

/** Where something that it takes is away. */
export async function awayDocument(words: Words): Promise<string> {
  return String(
    await html`<!doctype html>
      <html lang="${words.lang}" dir="${words.dir}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${words.away}</title>
          ${raw(`<style>${STYLE}</style>`)}
        </head>
        <body>
          <main>
            <h1>${words.away}</h1>
            <p class="quiet">${words.awayMore}</p>
          </main>
        </body>
      </html> `,
  );
}
