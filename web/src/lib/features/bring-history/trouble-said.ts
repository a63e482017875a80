/** What is wrong with an export, and where, in the reader's language. */
import { t } from "#texts/import-troubles";
import { partsOfPlace } from "../../../../../imports/places.ts";
import type { Broken, Trouble } from "../../../../../imports/trouble.ts";

type Sentence = (values: Readonly<Record<string, string | number>>) => string;

export function troubleSaid({ code, values = {} }: Trouble): string {
  const sentence = t[code];
  // Which values a sentence wants, `trouble()` has seen to.
  return typeof sentence === "string" ? sentence : (sentence as Sentence)(values);
}

/** `general/2026-09-14.json, entry 3: its time lies in the future` */
export const brokenSaid = ({ place, why }: Broken): string => t.at({ place: placeSaid(place), why: troubleSaid(why) });

/** Names of files stay as they are. In a line of several, it is isolated by who puts it there. */
export function placeSaid(place: string): string {
  const { path, parts } = partsOfPlace(place);
  return parts.reduce((outer, { kind, n }) => t.within({ outer, inner: t[kind]({ n }) }), path);
}
