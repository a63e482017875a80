import AtSign from "@lucide/svelte/icons/at-sign";
import { t } from "#texts/sidebar";
import type { SidebarRow } from "../../conversation/feature.ts";

export const mentionsRow: SidebarRow = {
  path: "mentions",
  label: t.mentions,
  icon: AtSign,
};
