/** What can be done with a channel from its line in the sidebar. Fetched when it is first asked for. */
import Bell from "@lucide/svelte/icons/bell";
import BellOff from "@lucide/svelte/icons/bell-off";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Folder from "@lucide/svelte/icons/folder";
import FolderMinus from "@lucide/svelte/icons/folder-minus";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import Info from "@lucide/svelte/icons/info";
import Star from "@lucide/svelte/icons/star";
import StarOff from "@lucide/svelte/icons/star-off";
import { t } from "#texts/channel-menu";
import { unreadOf } from "../../../../../client/index.ts";
import type { MyChannel } from "../../../../../protocol/index.ts";
import { ChannelAdmin } from "../../class/admin/channel-admin.svelte.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import { foldersOf, putInto, putIntoWithUndo } from "./folders.ts";

export function openNewFolder(workspace: WorkspaceState, channel: MyChannel): void {
  void dialogs.open(() => import("./FolderDialog.svelte"), {
    title: t.newFolderTitle({ channel: workspace.titleOf(channel) }),
    action: t.makeFolder,
    run: (name: string) => putInto(workspace, channel, name),
  });
}

/** The folders, a new one, and the way out of the one it is in. */
export function folderEntries(workspace: WorkspaceState, channel: MyChannel): MenuEntry[] {
  const into = foldersOf(workspace).map((name): MenuEntry => {
    const isHere = channel.folder === name;
    const run = () => (isHere ? undefined : putIntoWithUndo(workspace, channel, name));
    return { label: t.inFolder({ folder: name }), icon: Folder, checked: isHere, keepsFocus: true, run };
  });
  const out: MenuEntry = {
    label: t.takeOut({ folder: channel.folder ?? "" }),
    icon: FolderMinus,
    keepsFocus: true,
    run: () => putIntoWithUndo(workspace, channel, null),
  };
  const anew: MenuEntry = { label: t.newFolder, icon: FolderPlus, run: () => openNewFolder(workspace, channel) };
  return [...into, anew, ...(channel.folder === undefined ? [] : [out])];
}

export function channelEntries(workspace: WorkspaceState, channel: MyChannel): MenuEntry[] {
  const admin = new ChannelAdmin(workspace, channel.id);
  async function change(to: Parameters<ChannelAdmin["editMine"]>[0], words: string, back?: typeof to) {
    const outcome = await admin.editMine(to);
    if (!outcome.ok) return toasts.trouble(t.notChanged({ reason: outcome.refusal.sentence }));
    toasts.say(words, back ? { undo: () => void change(back, t.takenBack) } : {});
  }
  const isMuted = workspace.isMuted(channel);
  const isRead = unreadOf(channel) === 0;
  return [
    ...(isRead
      ? []
      : [
          {
            label: t.markRead,
            icon: CheckCheck,
            keepsFocus: true,
            run: () => void markRead(workspace, channel),
          },
        ]),
    channel.starred
      ? {
          label: t.unstar,
          icon: StarOff,
          keepsFocus: true,
          run: () => void change({ starred: false }, t.unstarred, { starred: true }),
        }
      : {
          label: t.star,
          icon: Star,
          keepsFocus: true,
          run: () => void change({ starred: true }, t.starred, { starred: false }),
        },
    isMuted
      ? {
          label: t.unmute,
          icon: Bell,
          keepsFocus: true,
          run: () => void change({ muted: false }, t.unmuted),
        }
      : {
          label: t.mute,
          icon: BellOff,
          keepsFocus: true,
          run: () => void change({ muted: true }, t.muted, { muted: false }),
        },
    "line",
    ...folderEntries(workspace, channel),
    "line",
    { label: t.details, icon: Info, run: () => workspace.openDetails(channel.id) },
  ];
}

async function markRead(workspace: WorkspaceState, { id, lastSeq }: MyChannel): Promise<void> {
  const outcome = await outcomeOf(workspace.api.call("messages.read", { channel: id }, { seq: lastSeq }));
  if (outcome.ok) workspace.markRead(id, lastSeq);
  else toasts.trouble(t.notMarkedRead({ reason: outcome.refusal.sentence }));
}
