/** Messages that I keep for myself, with a note. */
import Bookmark from "@lucide/svelte/icons/bookmark";
import BookmarkX from "@lucide/svelte/icons/bookmark-x";
import { t } from "#texts/message-menu";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { Feature, MessageMenuContext } from "../../conversation/feature.ts";

function entries({ message, channel, workspace }: MessageMenuContext): MenuEntry[] {
  if (message.deletedAt !== undefined) return [];
  const mark = workspace.savedMark(channel.id, message.seq);
  const save: MenuEntry = {
    label: mark ? t.changeNote : t.save,
    icon: Bookmark,
    run: () => void dialogs.open(() => import("./SaveDialog.svelte"), { workspace, channel: channel.id, message }),
  };
  if (!mark) return [save];
  return [
    save,
    {
      label: t.unsave,
      icon: BookmarkX,
      keepsFocus: true,
      run: () => void import("./saving.ts").then(({ unsave }) => unsave(workspace, mark)),
    },
  ];
}

export const saved: Feature = { messageAction: { group: "mark", entries } };
