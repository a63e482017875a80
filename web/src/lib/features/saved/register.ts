/** Messages that I keep for myself, with a note. */
import Bookmark from "@lucide/svelte/icons/bookmark";
import BookmarkX from "@lucide/svelte/icons/bookmark-x";
import NotebookPen from "@lucide/svelte/icons/notebook-pen";
import { t } from "#texts/message-menu";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { Feature, MessageMenuContext } from "../../conversation/feature.ts";
import { keep, openNote } from "./keep.ts";

function saving({ message, channel, workspace }: MessageMenuContext): MenuEntry[] {
  if (message.deletedAt !== undefined) return [];
  const mark = workspace.savedMark(channel.id, message.seq);
  if (!mark)
    return [
      {
        label: t.save,
        icon: Bookmark,
        keepsFocus: true,
        run: () => void keep({ workspace, channel: channel.id, message }),
      },
    ];
  return [
    {
      label: t.unsave,
      icon: BookmarkX,
      keepsFocus: true,
      run: () => void import("./saving.ts").then(({ unsave }) => unsave(workspace, mark)),
    },
  ];
}

function noting({ message, channel, workspace }: MessageMenuContext): MenuEntry[] {
  const mark = workspace.savedMark(channel.id, message.seq);
  if (!mark || message.deletedAt !== undefined) return [];
  return [
    {
      label: mark.note === "" ? t.addNote : t.changeNote,
      icon: NotebookPen,
      run: () => openNote({ workspace, channel: channel.id, message }),
    },
  ];
}

export const saved: Feature = {
  messageActions: [
    { group: "first", entries: saving },
    { group: "further", entries: noting },
  ],
};
