/** Files by the message that they are for: those in the field's tray, and those of messages that wait for them. */
import { SvelteMap } from "svelte/reactivity";
import type { FileDraft } from "./file-draft.svelte.ts";

/** Message id → its files, in their order. Also read by the row of a message that waits. */
export const filesOf = new SvelteMap<string, readonly FileDraft[]>();

/** Names of files that are not there yet. */
const unfinished = (): string[] =>
  [...filesOf.values()].flat().flatMap(({ name, state }) => (state === "there" || state === "failed" ? [] : [name]));

// The browser asks in words of its own; what is kept goes on with the next page, and what stands in a tray does not.
addEventListener("beforeunload", (event) => {
  if (unfinished().length > 0) event.preventDefault();
});
