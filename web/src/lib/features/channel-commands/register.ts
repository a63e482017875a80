/** `/topic` and `/invite`: what is done to a channel and to its class from the field. */
import { t } from "#texts/writing-aids";
import { TOPIC_MAX_CHARS } from "../../../../../protocol/limits.ts";
import type { MyChannel } from "../../../../../protocol/index.ts";
import { copy } from "../../base/clipboard.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import { ChannelAdmin } from "../../class/admin/channel-admin.svelte.ts";
import { joinLink } from "../../class/state/links.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { DONE, not, type Feature, type Ran } from "../../conversation/feature.ts";

async function invite(workspace: ConversationClass): Promise<Ran> {
  if (!workspace.may("invite")) return not(t.onlyTeachersInvite);
  const code = workspace.workspace.joinCode ?? null;
  if (code === null) return not(t.joiningStopped);
  const copied = await copy(joinLink(code), t.joinLinkCopied);
  return copied ? DONE : not(t.joinLinkNotCopied);
}

async function topic(workspace: ConversationClass, channel: MyChannel, words: string): Promise<Ran> {
  if (!workspace.may("editChannel", channel)) return not(t.topicNotYours);
  const admin = new ChannelAdmin(workspace, channel.id);
  if (words === "") {
    await dialogs.open(() => import("../../class/admin/EditChannelDialog.svelte"), { admin, channel, workspace });
    return DONE;
  }
  if (words.length > TOPIC_MAX_CHARS) return not(t.topicTooLong({ most: TOPIC_MAX_CHARS }));
  const before = channel.topic;
  const outcome = await admin.edit({ topic: words });
  if (!outcome.ok) return not(outcome.refusal.sentence);
  toasts.say(t.topicChanged, {
    undo: () =>
      void admin.edit({ topic: before }).then((again) => {
        if (!again.ok) toasts.trouble(again.refusal.sentence);
      }),
  });
  return DONE;
}

export const channelCommands: Feature = {
  commands: [
    {
      name: "topic",
      takes: t.topicTakes,
      says: t.topicSays,
      isOffered: (workspace, channel) => channel !== undefined && workspace.may("editChannel", channel),
      run: (words, { workspace, channelId }) => {
        const channel = workspace.channel(channelId);
        return channel ? topic(workspace, channel, words) : null;
      },
    },
    {
      name: "invite",
      takes: "",
      says: t.inviteSays,
      isOffered: (workspace) => workspace.may("invite") && (workspace.workspace.joinCode ?? null) !== null,
      run: (_, { workspace }) => invite(workspace),
    },
  ],
};
