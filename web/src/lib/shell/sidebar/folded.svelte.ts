/** Which of a class's folders are folded, as this device remembers it. */
import { SvelteMap } from "svelte/reactivity";
import { KeptChoice } from "../../base/browser/kept-choice.ts";

const known = new SvelteMap<string, ReadonlySet<string>>();
const keptFor = (workspace: string) => new KeptChoice(`place.folded.${workspace}`);

function read(workspace: string): ReadonlySet<string> {
  try {
    const names: unknown = JSON.parse(keptFor(workspace).get() ?? "[]");
    return new Set(Array.isArray(names) ? names.filter((name) => typeof name === "string") : []);
  } catch {
    // Not what was written there: all are open.
    return new Set();
  }
}
const foldedIn = (workspace: string) => known.get(workspace) ?? read(workspace);

export const isFoldedHere = (workspace: string, folder: string): boolean => foldedIn(workspace).has(folder);

export function fold(workspace: string, folder: string, isFolded: boolean): void {
  const folded = new Set(foldedIn(workspace));
  if (isFolded) folded.add(folder);
  else folded.delete(folder);
  known.set(workspace, folded);
  keptFor(workspace).set(folded.size === 0 ? null : JSON.stringify([...folded]));
}
