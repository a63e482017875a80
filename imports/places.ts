/** Where something stands in an export: the path of a file, and which of its entries. */

/** What a place may be of a file: `general/2026-09-14.json, entry 3`. */
export const PLACES = {
  entry: "entry {n}",
  line: "line {n}",
  message: "message {n}",
  answer: "answer {n}",
  reply: "reply {n}",
  event: "event {n}",
} as const;
export type PlaceKind = keyof typeof PLACES;

/** In English, as a text: two are the same where they are equal. @param n from 1 */
export const placeIn = (path: string, kind: PlaceKind, n: number): string =>
  `${path}, ${PLACES[kind].replace("{n}", String(n))}`;

const LAST = new RegExp(`^(.*), (${Object.keys(PLACES).join("|")}) (\\d+)$`, "su");

/** The same taken apart, for who says it in another language: the path, and what follows it. */
export function partsOfPlace(place: string): { path: string; parts: { kind: PlaceKind; n: number }[] } {
  const [, before, kind, n] = LAST.exec(place) ?? [];
  if (before === undefined) return { path: place, parts: [] };
  const { path, parts } = partsOfPlace(before);
  return { path, parts: [...parts, { kind: kind as PlaceKind, n: Number(n) }] };
}
