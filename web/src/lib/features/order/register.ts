/** A message that the teaching team is told of. */
import Flag from "@lucide/svelte/icons/message-square-warning";
import { t } from "#texts/order";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { Feature, MessageMenuContext } from "../../conversation/feature.ts";

function entries({ message, channel, workspace }: MessageMenuContext): MenuEntry[] {
  if (message.author === workspace.me.id || !workspace.may("report")) return [];
  const what = { message: { channel: channel.id, seq: message.seq } };
  return [
    {
      label: t.reportMessage,
      icon: Flag,
      run: () => void dialogs.open(() => import("./ReportDialog.svelte"), { workspace, what }),
    },
  ];
}

export const order: Feature = { messageActions: [{ group: "further", entries }] };
