/** What becomes of each part of an entry: it is taken, or the report says why it is not. A part that nobody has thought of is named. */
import type { Findings } from "./findings.ts";
import type { Reason } from "./reasons.ts";

/** By the path of a part (`reactions.users`; lists have no numbers in it), or of one above it: taken, or why not, as a reason. */
export type Parts = Readonly<Record<string, true | Reason>>;

export const UNKNOWN: Reason = "unknownParts";

export interface Where {
  findings: Findings;
  place: string;
  /** What stands before the paths in the report. */
  prefix?: string;
}

/**
 * Says of each part of the entry that has anything in it and is not taken, why it is not.
 * @param otherwise why not, for all parts that the table does not have
 */
export function accountFor(entry: unknown, parts: Parts, where: Where, otherwise: Reason = UNKNOWN): void {
  for (const path of pathsIn(entry)) {
    const known = ruleFor(path, parts);
    if (known !== true) where.findings.part(known ?? otherwise, (where.prefix ?? "") + path, where.place);
  }
}

function ruleFor(path: string, parts: Parts): true | Reason | undefined {
  for (let above = path; above !== ""; above = above.slice(0, Math.max(0, above.lastIndexOf("."))))
    if (Object.hasOwn(parts, above)) return parts[above];
  return undefined;
}

/** Paths of all that is neither empty nor nothing nor false; each once. */
function pathsIn(entry: unknown): Set<string> {
  const paths = new Set<string>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, path);
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, path === "" ? name : `${path}.${name}`);
    else if (value !== null && value !== undefined && value !== "" && value !== false && value !== 0) paths.add(path);
  };
  walk(entry, "");
  return paths;
}

/** The same table with this part of it written behind a name. */
export const below = (name: string, parts: Parts): Parts =>
  Object.fromEntries(Object.entries(parts).map(([path, rule]) => [`${name}.${path}`, rule]));

/** The same rule for each of these paths, which blanks part. */
export const each = (rule: true | Reason, paths: string): Parts =>
  Object.fromEntries(paths.split(" ").map((path) => [path, rule]));
