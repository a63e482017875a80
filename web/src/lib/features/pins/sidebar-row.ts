import Flag from "@lucide/svelte/icons/flag";
import { t } from "#texts/sidebar";
import type { SidebarRow } from "../../conversation/feature.ts";

export const lecturesRow: SidebarRow = {
  path: "lectures",
  label: t.lectures,
  icon: Flag,
};
