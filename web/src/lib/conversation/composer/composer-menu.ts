/** What can be added to a message, and the other ways to send it. Fetched with the menu. */
import Eye from "@lucide/svelte/icons/eye";
import { t } from "#texts/composer-menu";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { ComposerAddition, WritingField } from "../feature.ts";
import { loadFeatures } from "../features.svelte.ts";

/** @returns what features add to such a menu. Rejects where they could not be fetched. */
export async function additionsTo(field: WritingField): Promise<(place: ComposerAddition["place"]) => MenuEntry[]> {
  const features = await loadFeatures();
  return (place) =>
    features.flatMap(({ composerAddition: added }) => (added?.place === place ? [added.entry(field)] : []));
}

export const preview = (checked: boolean, run: () => void): MenuEntry => ({
  label: t.preview,
  more: t.previewMore,
  icon: Eye,
  checked,
  run,
});
