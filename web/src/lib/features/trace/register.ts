/** How a message travelled: from the writer's device to the others. */
import Route from "@lucide/svelte/icons/route";
import { t } from "#texts/message-menu";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { Feature } from "../../conversation/feature.ts";

export const trace: Feature = {
  messageActions: [
    {
      group: "developer",
      entries: ({ channel, message }) => [
        {
          label: t.trace,
          icon: Route,
          run: () => void dialogs.open(() => import("./TraceDialog.svelte"), { channelId: channel.id, message }),
        },
      ],
    },
  ],
};
