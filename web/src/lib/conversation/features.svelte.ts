/** What features add to menus and commands: fetched with the first of these. The shell says from where. */
import type { Feature } from "./feature.ts";

let here = $state.raw<readonly Feature[] | null>(null);
let fetching: Promise<readonly Feature[]> | null = null;
let load: () => Promise<readonly Feature[]> = () => Promise.resolve([]);

/** @param from imports them all. */
export function provideFeatures(from: () => Promise<readonly Feature[]>): void {
  load = from;
}

/** Rejects where they could not be fetched; the next call tries again. */
export async function loadFeatures(): Promise<readonly Feature[]> {
  if (here !== null) return here;
  fetching ??= load()
    .then((loaded) => (here = loaded))
    .finally(() => (fetching = null));
  return fetching;
}

/** As far as they are here; who reads it is told when they come. */
export const featuresHere = (): readonly Feature[] => here ?? [];
