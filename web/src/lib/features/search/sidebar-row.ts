import TextSearch from "@lucide/svelte/icons/text-search";
import { t } from "#texts/sidebar";
import type { SidebarRow } from "../../conversation/feature.ts";

export const searchRow: SidebarRow = { path: "search", label: t.search, icon: TextSearch };
