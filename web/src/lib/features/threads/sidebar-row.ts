import MessageSquareText from "@lucide/svelte/icons/message-square-text";
import { t } from "#texts/sidebar";
import type { SidebarRow } from "../../conversation/feature.ts";

export const threadsRow: SidebarRow = {
  path: "threads",
  label: t.threads,
  icon: MessageSquareText,
  news: (workspace) => workspace.threadNews,
};
