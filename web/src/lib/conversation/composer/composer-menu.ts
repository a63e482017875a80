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
    features.flatMap(({ composerAddition: added }) =>
      added?.place === place && added.isOffered?.() !== false ? [added.entry(field)] : [],
    );
}

/**
 * What the field's own menu shows.
 * @param preview given: what is written can be looked at; called whenever the menu is drawn
 */
export async function addMenu(
  field: WritingField,
  preview: (() => { checked: boolean; run: () => void }) | undefined,
  canSchedule: boolean,
): Promise<() => MenuEntry[]> {
  const added = await additionsTo(field);
  return () => [
    ...added("add"),
    ...(preview ? [{ label: t.preview, more: t.previewMore, icon: Eye, ...preview() }] : []),
    ...(canSchedule ? added("send") : []),
  ];
}

/** The other ways to send. */
export async function sendMenu(field: WritingField): Promise<() => MenuEntry[]> {
  const added = await additionsTo(field);
  return () => added("send");
}
