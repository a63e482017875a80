import Bookmark from "@lucide/svelte/icons/bookmark";
import { t } from "#texts/sidebar";
import type { SidebarRow } from "../../conversation/feature.ts";

export const savedRow: SidebarRow = {
  path: "saved",
  label: t.saved,
  icon: Bookmark,
};
