/** To a message of a conversation that is on the screen, or was lately: from a pin, for instance. */
import { goto } from "$app/navigation";
import type { WorkspaceState } from "../class/state/workspace.svelte.ts";
import type { Conversation } from "../conversation/conversation.svelte.ts";

export async function toMessage(workspace: WorkspaceState, conversation: Conversation, seq: number): Promise<void> {
  // Where the panel lies over the conversation, it would hide what was asked for.
  if (matchMedia("(max-width: 1199px)").matches) workspace.panel = null;
  const { channelId } = conversation;
  if (workspace.activeChannel === channelId) await conversation.openAt(seq, true);
  else await goto(`/c/${channelId}#${seq}`);
}
