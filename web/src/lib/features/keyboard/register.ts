/** Every key that PLACE listens to: "?", and a page of the settings. */
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { Key } from "../../conversation/feature.ts";

export function openKeyMap(): void {
  void dialogs.open(() => import("./KeyMapDialog.svelte"), {});
}

export const keyMapKey: Key = { key: "?", run: openKeyMap };
