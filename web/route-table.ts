/**
 * Kit's table of routes as few bytes. It stands in the first file that everybody waits for, and names every page with the whole of its
 * address; here pages that follow one another share its beginning, and what is the same for all of them is said once.
 */

/** Route id → node, layouts, errors: as kit writes it. */
export type Dictionary = Record<string, [leaf: number, ...rest: unknown[]]>;

/** Beginnings that many pages have. */
const SHARED = ["/(class)/w/[workspace]/settings", "/(class)/w/[workspace]", "/(class)/settings", ""];

const TABLE = /export const dictionary = (\{[\s\S]*?\n\s*\});/u;

/** Pages in a row, in their order, which is that in which kit looks for them. */
function runsOf(dictionary: Dictionary): [prefix: string, rest: string, tokens: string[]][] {
  const runs: [string, string, string[]][] = [];
  for (const [id, [leaf, ...rest]] of Object.entries(dictionary)) {
    const prefix = SHARED.find((each) => id.startsWith(each)) ?? "";
    const more = JSON.stringify(rest).slice(1, -1);
    const token = `${id.slice(prefix.length)}:${leaf}`;
    const last = runs.at(-1);
    if (last?.[0] === prefix && last[1] === more) last[2].push(token);
    else runs.push([prefix, more, [token]]);
  }
  return runs;
}

/** An expression that makes the same table. */
export function shortTable(dictionary: Dictionary): string {
  const runs = runsOf(dictionary).map(
    ([prefix, rest, tokens]) => `[${JSON.stringify(prefix)},${JSON.stringify(tokens.join(" "))},[${rest}]]`,
  );
  return `Object.fromEntries([${runs.join(",")}].flatMap(([a,b,c])=>b.split(" ").map(d=>(d=d.split(":"),[a+d[0],[+d[1],...c]]))))`;
}

/** @returns the module with the short table; null where kit writes it in another way */
export function withShortTable(code: string): string | null {
  const written = TABLE.exec(code)?.[1];
  if (written === undefined) return null;
  try {
    return code.replace(TABLE, () => `export const dictionary = ${shortTable(JSON.parse(written) as Dictionary)};`);
  } catch {
    return null;
  }
}
