/** What stands above the channels, in this order. A row of another feature is a line here. */
import { lecturesRow } from "../../features/pins/sidebar-row.ts";
import { missedRow } from "../../features/missed/sidebar-row.ts";
import { mentionsRow } from "../../features/mentions/sidebar-row.ts";
import { savedRow } from "../../features/saved/sidebar-row.ts";
import { searchRow } from "../../features/search/sidebar-row.ts";
import { threadsRow } from "../../features/threads/sidebar-row.ts";
import { unreadRow } from "../../features/unread/sidebar-row.ts";
import type { SidebarRow } from "../../conversation/feature.ts";

export const rows: readonly SidebarRow[] = [
  searchRow,
  unreadRow,
  missedRow,
  threadsRow,
  mentionsRow,
  savedRow,
  lecturesRow,
];
