/** A message, or a stretch of them, goes to another channel. */
import CornerUpRight from "@lucide/svelte/icons/corner-up-right";
import { t } from "#texts/moving";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { Feature, MessageMenuContext } from "../../conversation/feature.ts";

function entries({ message, channel, workspace }: MessageMenuContext): MenuEntry[] {
  const isMovable = !message.meta?.fromThread && !message.meta?.alsoToChannel;
  if (!isMovable || message.deletedAt !== undefined || !workspace.may("moveMessages", channel)) return [];
  return [
    {
      label: t.move,
      icon: CornerUpRight,
      run: () => void dialogs.open(() => import("./MoveDialog.svelte"), { message, channel, workspace }),
    },
  ];
}

export const moving: Feature = { messageActions: [{ group: "further", entries }] };
