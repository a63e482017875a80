/** The ways to a channel in a file and to a history that is checked: rows of a channel's details, a thread's menu, and `/export` in the field. */
import Save from "@lucide/svelte/icons/save";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import { t } from "#texts/transcript-command";
import type { MyChannel } from "../../../../../protocol/index.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { DONE, type Feature } from "../../conversation/feature.ts";

export function openSaveChannel(workspace: ConversationClass, channel: MyChannel): void {
  void dialogs.open(() => import("./SaveChannelDialog.svelte"), { workspace, channel });
}

export const transcript: Feature = {
  threadActions: [
    ({ workspace, channel }) => [
      { label: t.saveAsFile, icon: Save, run: () => openSaveChannel(workspace, channel) },
      {
        label: t.check,
        icon: ShieldCheck,
        run: () => void dialogs.open(() => import("./CheckHistoryDialog.svelte"), { workspace, channelId: channel.id }),
      },
    ],
  ],
  commands: [
    {
      name: "export",
      takes: "",
      says: t.says,
      isOffered: (_, channel) => channel !== undefined,
      run: (_, { workspace, channelId }) => {
        const channel = workspace.channel(channelId);
        if (!channel) return null;
        openSaveChannel(workspace, channel);
        return DONE;
      },
    },
  ],
};
