/** The people of a history, in the form that the server takes. */
import { DisplayNameSchema, NAME_MAX_CHARS, parse } from "../protocol/index.ts";
import type { SourcePerson } from "./history.ts";
import { cleanText } from "../protocol/foreign/references.ts";

/** The first of these that can be read as a name, cut to length. */
function displayName(...wanted: (string | null | undefined)[]): string {
  for (const name of wanted) {
    const parsed = parse(DisplayNameSchema, shorten(cleanText(name ?? ""), NAME_MAX_CHARS));
    if (parsed.ok) return parsed.value;
  }
  return "Unknown";
}

/** Adds a person, or gives the one that is there. The first that is told of somebody stays. */
export function addPerson(
  people: Map<string, SourcePerson>,
  key: string,
  handle: string | null | undefined,
  ...names: (string | null | undefined)[]
): string {
  if (!people.has(key)) {
    const id = key.slice(key.indexOf(":") + 1);
    people.set(key, { key, handle: shorten(cleanText(handle || id), 200), name: displayName(...names, handle, id) });
  }
  return key;
}

/** At most `max` UTF-16 code units, without half a character at the end. */
export function shorten(text: string, max: number): string {
  return text.length <= max
    ? text
    : text
        .slice(0, max)
        .replace(/[\uD800-\uDBFF]$/u, "")
        .trimEnd();
}
