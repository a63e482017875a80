import Inbox from "@lucide/svelte/icons/inbox";
import { t } from "#texts/sidebar";
import { unreadOf } from "../../../../../client/index.ts";
import type { SidebarRow } from "../../conversation/feature.ts";
import { unreadChannels } from "./unread-channels.ts";

export const unreadRow: SidebarRow = {
  path: "unread",
  label: t.unread,
  icon: Inbox,
  news: (workspace) =>
    unreadChannels(workspace).reduce(
      (sum, channel) => ({ unread: sum.unread + unreadOf(channel), mentions: sum.mentions + channel.mentions }),
      { unread: 0, mentions: 0 },
    ),
};
