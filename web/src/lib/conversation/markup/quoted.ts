/** Words of somebody, to be answered elsewhere. Pure. */
import { QUOTE } from "./split-quotes.ts";

const LINES = 8;
const LONGEST = 600;

/** The words as a quote, the way back to them, and an empty line to write on. */
export function quoted(body: string, link: string): string {
  const lines = body.trim().slice(0, LONGEST).split("\n");
  const cut = lines.length > LINES || body.trim().length > LONGEST;
  const shown = lines.slice(0, LINES).map((line) => `> ${line}`.trimEnd());
  return [...shown, ...(cut ? ["> …"] : []), `> ${link}`, "", ""].join("\n");
}

/** What a card shows of a quote: the words, and which channel they are from. */
export function quoteParts(quote: string): { words: string; channelId: string } {
  const [, link = "", channelId = ""] = QUOTE.exec(quote) ?? [];
  const lines = quote.trimEnd().split("\n");
  const words = lines.filter((line) => !line.endsWith(link)).map((line) => line.replace(/^> ?/u, ""));
  return { words: words.join("\n"), channelId };
}
