/** Words of somebody, to be answered elsewhere. Pure. */

const LINES = 8;
const LONGEST = 600;

/** The words as a quote, the way back to them, and an empty line to write on. */
export function quoted(body: string, link: string): string {
  const lines = body.trim().slice(0, LONGEST).split("\n");
  const cut = lines.length > LINES || body.trim().length > LONGEST;
  const shown = lines.slice(0, LINES).map((line) => `> ${line}`.trimEnd());
  return [...shown, ...(cut ? ["> …"] : []), `> ${link}`, "", ""].join("\n");
}

/** What `quoted` makes, at the beginning of a draft: lines of a quote, the last of them a link to a message. */
const QUOTE = /^(?:>.*\n){0,12}?> *(https?:\/\/\S+\/c\/([^\s/#?]+)#\d+) *(?:\n\n|\n?$)/u;

/** The quotes that a draft begins with, each as it will be sent, and what is written below them. Together they are the draft. */
export function splitQuotes(draft: string): { quotes: string[]; rest: string } {
  const quotes: string[] = [];
  let rest = draft;
  for (let found = QUOTE.exec(rest); found; found = QUOTE.exec(rest)) {
    quotes.push(`${found[0].trimEnd()}\n\n`);
    rest = rest.slice(found[0].length);
  }
  return { quotes, rest };
}

/** What a card shows of a quote: the words, and which channel they are from. */
export function quoteParts(quote: string): { words: string; channelId: string } {
  const [, link = "", channelId = ""] = QUOTE.exec(quote) ?? [];
  const lines = quote.trimEnd().split("\n");
  const words = lines.filter((line) => !line.endsWith(link)).map((line) => line.replace(/^> ?/u, ""));
  return { words: words.join("\n"), channelId };
}
