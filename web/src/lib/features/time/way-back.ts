/** Back to where one was before a jump: to a date, a message that was answered, the newest. */
import type { Conversation } from "../../conversation/conversation.svelte.ts";

/**
 * What was lowest on the screen is lowest again, so that all that stood above it is seen. Does nothing where there is no way back.
 * @param marked the message takes the focus, and is drawn to the eye
 */
export async function wayBack(conversation: Conversation, marked: boolean): Promise<void> {
  const { trail } = conversation;
  const to = trail.at(-1);
  if (to === undefined) return;
  const going = conversation.openAt(to, marked, "lowest");
  // Going back is no jump.
  conversation.trail = trail.slice(0, -1);
  await going;
}
