/** The ways to another time of a channel: Ctrl+J, and `/jump` in the field. */
import { t } from "#texts/jump";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { serverNow } from "../../base/server-clock.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import type { Conversation } from "../../conversation/conversation.svelte.ts";
import { DONE, not, type Feature, type Key, type Ran } from "../../conversation/feature.ts";
import { conversationIn } from "../../conversation/open-channels.svelte.ts";

/** @param at a moment of the day to begin with; without, that of what is on the screen */
export function openJump(workspace: ConversationClass, conversation: Conversation, at?: number): void {
  const begin = at ?? conversation.message(conversation.onScreen)?.at ?? serverNow();
  void dialogs.open(() => import("./JumpDialog.svelte"), { workspace, conversation, at: begin });
}

export const jumpKey: Key = {
  key: "j",
  run: (workspace) => {
    if (workspace.activeChannel !== null) openJump(workspace, conversationIn(workspace, workspace.activeChannel));
  },
};

async function run(words: string, workspace: ConversationClass, channelId: string): Promise<Ran> {
  const conversation = conversationIn(workspace, channelId);
  if (words === "") {
    openJump(workspace, conversation);
    return DONE;
  }
  const [{ whereTo, myZone }, { placeOf }] = await Promise.all([
    import("../../conversation/where.ts"),
    import("../../conversation/place-of.ts"),
  ]);
  const where = whereTo(words, myZone(), serverNow());
  if (!where) return not(t.notADate);
  const place = await placeOf(workspace, channelId, where, conversation.head);
  if (!place.ok) return not(place.sentence);
  void (place.seq === "last" ? conversation.openLatest() : conversation.openAt(place.seq, true));
  return DONE;
}

export const time: Feature = {
  besideList: () => import("./BesideHistory.svelte"),
  commands: [
    {
      name: "jump",
      takes: t.commandTakes,
      says: t.commandSays,
      isOffered: () => true,
      run: (words, { workspace, channelId }) => run(words.trim(), workspace, channelId),
    },
  ],
};
