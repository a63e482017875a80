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
