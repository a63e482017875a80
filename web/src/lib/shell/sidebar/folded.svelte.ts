/** Which of a class's folders are folded, as this device remembers it. */
import { SvelteMap } from "svelte/reactivity";
import { readJson, write } from "../../base/browser/storage.ts";

const known = new SvelteMap<string, ReadonlySet<string>>();
const keyFor = (workspace: string) => `place.folded.${workspace}`;

function read(workspace: string): ReadonlySet<string> {
  // Not what was written there: all are open.
  const names = readJson(keyFor(workspace), []);
  return new Set(Array.isArray(names) ? names.filter((name) => typeof name === "string") : []);
}
const foldedIn = (workspace: string) => known.get(workspace) ?? read(workspace);

export const isFoldedHere = (workspace: string, folder: string): boolean => foldedIn(workspace).has(folder);

export function fold(workspace: string, folder: string, isFolded: boolean): void {
  const folded = new Set(foldedIn(workspace));
  if (isFolded) folded.add(folder);
  else folded.delete(folder);
  known.set(workspace, folded);
  write(keyFor(workspace), folded.size === 0 ? null : JSON.stringify([...folded]));
}
