/** Pins and checkpoints: the landmarks of a channel. */
import Flag from "@lucide/svelte/icons/flag";
import Pin from "@lucide/svelte/icons/pin";
import PinOff from "@lucide/svelte/icons/pin-off";
import { t } from "#texts/message-menu";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { Feature, MessageMenuContext } from "../../conversation/feature.ts";

function entries({ message, channel, conversation, workspace }: MessageMenuContext): MenuEntry[] {
  const { acts } = conversation;
  const offered: MenuEntry[] = [];
  if (workspace.may("pin", channel, message)) {
    const isPinned = message.meta?.pinned !== undefined;
    offered.push({
      label: isPinned ? t.unpin : t.pin,
      icon: isPinned ? PinOff : Pin,
      keepsFocus: true,
      run: () => acts.pin(message, !isPinned),
    });
  }
  if (workspace.may("setCheckpoint", channel, message))
    offered.push({
      label: message.meta?.checkpoint === undefined ? t.markCheckpoint : t.changeCheckpoint,
      icon: Flag,
      run: () => void dialogs.open(() => import("./CheckpointDialog.svelte"), { message, acts }),
    });
  return offered;
}

export const pins: Feature = { messageActions: [{ group: "further", entries }] };
