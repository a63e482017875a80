/** Quotes at the beginning of a draft. Apart from what makes and shows them: the field needs it at once. Pure. */

/** What `quoted` makes, at the beginning of a draft: lines of a quote, the last of them a link to a message. */
export const QUOTE = /^(?:>.*\n){0,12}?> *(https?:\/\/\S+\/c\/([^\s/#?]+)#\d+) *(?:\n\n|\n?$)/u;

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
