/** From a link to what its card says: the page is asked as anybody on the open internet would be, without a name, within bounds. */
import { CARD_TEXT_MAX_CHARS, CARD_TITLE_MAX_CHARS, isBlank, type LinkCard } from "../../protocol/index.ts";
import { cutBehind } from "../../protocol/characters.ts";
import { plainLine } from "../../protocol/text.ts";
import { HEAD_BYTES, sniff } from "../files/sniff.ts";
import { fetchOutside, NotFetched, type OutsideAnswer, type OutsidePolicy } from "../outside-fetch.ts";
import { textOf } from "./charset.ts";
import { wordsOf } from "./page-words.ts";

const TIMEOUT_MS = 6_000;
/** What a page says of itself stands in its head; some have half a megabyte of scripts before it. */
const PAGE_MAX_BYTES = 1_000_000;
const REDIRECTS = 4;
const HEADERS = {
  "user-agent": "Mozilla/5.0 (compatible; PLACE link cards)",
  accept: "text/html,application/xhtml+xml",
};

/** A card without its picture, and where that is. */
export interface PageCard extends Omit<LinkCard, "picture"> {
  picture?: string;
}

/** Null where there is nothing to show, whatever the reason: that a link has no card is no fault of anybody here. */
export async function readPage(policy: OutsidePolicy, url: string): Promise<PageCard | null> {
  try {
    const bounds = { timeoutMs: TIMEOUT_MS, maxBytes: PAGE_MAX_BYTES, redirects: REDIRECTS, headers: HEADERS };
    return await cardOf(url, await fetchOutside(policy, url, bounds));
  } catch (error) {
    if (error instanceof NotFetched) return null;
    throw error;
  }
}

async function cardOf(url: string, { status, headers, body, url: at }: OutsideAnswer): Promise<PageCard | null> {
  const type = headers.get("content-type") ?? "";
  if (status !== 200 || !isPage(type) || isOther(body)) return null;
  const words = await wordsOf(textOf(body, type));
  const title = shown(words.title, CARD_TITLE_MAX_CHARS);
  // A page of PLACE itself says nothing before its program runs; links to its messages are shown by the message.
  if (title === undefined || words.generator === "PLACE") return null;
  const text = shown(words.text, CARD_TEXT_MAX_CHARS);
  const base = URL.parse(words.base ?? "", at) ?? at;
  const picture = words.picture === undefined ? null : URL.parse(words.picture.trim(), base);
  return {
    ...{ url, site: at.hostname.replace(/^www\./u, ""), title },
    ...(text !== undefined && text !== title && { text }),
    ...(picture && { picture: picture.href }),
  };
}

const isPage = (type: string) => /^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/iu.test(type);
/** It says that it is a page, and its bytes are a picture, a PDF, an archive. */
const isOther = (body: Uint8Array) =>
  !["text/plain", "application/octet-stream"].includes(sniff(body.subarray(0, HEAD_BYTES)).type);

/** One line without marks that turn the direction of what stands around it; undefined where nothing of it would be seen. */
function shown(words: string | undefined, max: number): string | undefined {
  const text = plainLine((words ?? "").toWellFormed().replaceAll("\0", ""));
  if (isBlank(text)) return undefined;
  return text.length > max ? `${cutBehind(text, max - 1).trimEnd()}…` : text;
}
