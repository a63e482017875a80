import Newspaper from "@lucide/svelte/icons/newspaper";
import { t } from "#texts/sidebar";
import type { SidebarRow } from "../../conversation/feature.ts";

export const missedRow: SidebarRow = {
  path: "missed",
  label: t.missed,
  icon: Newspaper,
};
