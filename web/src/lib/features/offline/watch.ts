/** What the app does for a time without a network, once a class is on the screen. */
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { conversationIn } from "../../conversation/open-channels.svelte.ts";
import { fillOffline } from "./fill.ts";
import { keepClass, keepConversation } from "./keep.ts";
import { showKept } from "./show.ts";

/** For as long as the class is open. Returns the function that ends it. */
export function watchOffline(workspace: WorkspaceState): () => void {
  const ends = [keepClass(workspace), fillOffline(workspace)];
  return () => ends.forEach((end) => end());
}

/** The same for a channel or thread on the screen; null: there is none. */
export function watchConversation(workspace: WorkspaceState, channelId: string | null): () => void {
  if (channelId === null) return () => undefined;
  const conversation = conversationIn(workspace, channelId);
  const ends = [showKept(workspace, conversation), keepConversation(workspace, conversation)];
  return () => ends.forEach((end) => end());
}
