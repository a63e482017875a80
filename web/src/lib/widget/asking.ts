/** Questions about words of the page: how they are written down in a message, and read from it again. */
import {
  AROUND_MAX_CHARS,
  LINES_MAX,
  QUOTE_MAX_CHARS,
  type AskedLine,
  type Quote,
} from "../../../../protocol/embed.ts";
import type { Message, Page } from "../../../../protocol/index.ts";
import { outcomeOf } from "../base/outcome.ts";
import type { VisitorClass } from "./visitor-class.svelte.ts";

/** As many messages are looked through, the newest first, and so many come with one answer. */
const LOOKED_AT = 400;
const AT_ONCE = 100;

/** What ends a link, an address or a part of a text fragment has to be written in another way. */
const part = (text: string) =>
  encodeURIComponent(text.replace(/\s+/gu, " ").trim()).replace(
    /[-!'()*_~]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const withoutFragment = (url: string) => url.replace(/#.*$/u, "");

/**
 * A link that finds the words again, by what stands around them, in the browsers that know how.
 * https://wicg.github.io/scroll-to-text-fragment/
 */
export function linkTo(url: string, { exact, prefix, suffix }: Quote): string {
  const before = prefix.trim() === "" ? "" : `${part(prefix)}-,`;
  const after = suffix.trim() === "" ? "" : `,-${part(suffix)}`;
  return `${withoutFragment(url)}#:~:text=${before}${part(exact)}${after}`;
}

/** The beginning of a question: the words as a quotation, where they stand, and room for what one asks. */
export function asked({ url, exact, prefix, suffix }: Quote & { url: string }): string {
  const words = exact.trim().replace(/\s*\n\s*/gu, " ");
  const { host, pathname } = new URL(url);
  const name = `${host}${pathname === "/" ? "" : pathname}`.replace(/[[\]()*_`\\]/gu, " ");
  return `> ${words}\n[${name}](${linkTo(url, { exact: words, prefix, suffix })})\n\n`;
}

const QUESTION = /^> (?<exact>[^\n]+)\n\[[^\]\n]*\]\((?<url>[^\s)#]+)#:~:text=(?<text>[^\s)]+)\)/u;

/** The words that a message asks about, and on which page; null: it asks about none. */
export function questionIn(body: string): (Quote & { url: string }) | null {
  const { exact = "", url = "", text = "" } = QUESTION.exec(body)?.groups ?? {};
  if (url === "" || exact.length > QUOTE_MAX_CHARS) return null;
  const parts = text.split(",");
  try {
    const prefix = parts[0]?.endsWith("-") ? decodeURIComponent(parts[0].slice(0, -1)) : "";
    const last = parts.at(-1) ?? "";
    const suffix = last.startsWith("-") ? decodeURIComponent(last.slice(1)) : "";
    return { exact, url, prefix: prefix.slice(-AROUND_MAX_CHARS), suffix: suffix.slice(0, AROUND_MAX_CHARS) };
  } catch {
    // Somebody wrote into it.
    return null;
  }
}

/** The questions about a page that these messages ask. */
export function linesIn(messages: readonly Message[], url: string): AskedLine[] {
  const here = withoutFragment(url);
  return messages.flatMap(({ seq, body, deletedAt, meta }) => {
    const question = deletedAt === undefined ? questionIn(body) : null;
    if (question?.url !== here) return [];
    const { exact, prefix, suffix } = question;
    return [{ exact, prefix, suffix, seq, count: 1 + (meta?.thread?.count ?? 0) }];
  });
}

/** Those among the newest messages of the channel; null: they could not be read. */
export async function linesOf({ api, home }: VisitorClass, url: string): Promise<AskedLine[] | null> {
  const messages: Message[] = [];
  let before: number | undefined;
  while (messages.length < LOOKED_AT) {
    const query = { limit: AT_ONCE, ...(before !== undefined && { before }) };
    const page = await outcomeOf<Page>(api.call("messages.page", { channel: home }, query));
    if (!page.ok) return null;
    messages.unshift(...page.value.messages);
    before = page.value.messages[0]?.seq;
    if (page.value.reachedStart || before === undefined) break;
  }
  return linesIn(messages, url).slice(-LINES_MAX);
}
