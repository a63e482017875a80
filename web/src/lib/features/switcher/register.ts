/** The way to anywhere: Ctrl+K. */
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { Key } from "../../conversation/feature.ts";

export function openSwitcher(workspace: WorkspaceState): void {
  void dialogs.open(() => import("./Switcher.svelte"), { workspace });
}

export const switcherKey: Key = { key: "k", run: openSwitcher };
