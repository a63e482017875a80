/** The ways to a channel in a file: a row of its details, and `/export` in the field. */
import { t } from "#texts/transcript-command";
import type { MyChannel } from "../../../../../protocol/index.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { DONE, type Feature } from "../../conversation/feature.ts";

export function openSaveChannel(workspace: ConversationClass, channel: MyChannel): void {
  void dialogs.open(() => import("./SaveChannelDialog.svelte"), { workspace, channel });
}

export const transcript: Feature = {
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
