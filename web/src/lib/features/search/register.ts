/** The way to search: Ctrl+Shift+F everywhere, Ctrl+F from a channel for that channel alone. */
import { goto } from "$app/navigation";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { Key } from "../../conversation/feature.ts";
import { searchAddress, searchPath, within } from "./address.ts";

/** @param isHere in the channel that is open; in all of mine otherwise */
async function openSearch(workspace: WorkspaceState, isHere: boolean): Promise<void> {
  const field = document.querySelector<HTMLInputElement>("[data-search-field]");
  if (field && location.pathname === searchPath(workspace.id)) return field.select();
  const channel = isHere && workspace.activeChannel !== null ? workspace.channel(workspace.activeChannel) : undefined;
  await goto(searchAddress(workspace.id, channel ? within(workspace, channel) : {}));
}

export const searchKey: Key = { key: "f", run: (workspace, { shiftKey }) => void openSearch(workspace, !shiftKey) };
