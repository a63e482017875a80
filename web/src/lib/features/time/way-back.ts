/** Back to where one was before a jump: to a date, a message that was answered, the newest. */
import type { Conversation } from "../../conversation/conversation.svelte.ts";

/** The lowest row was cut by the lower edge: so much of it is seen again, px. */
const OF_LAST_ROW = 72;

/**
 * Does nothing where there is no way back.
 * @param height of the list, px: what was lowest on the screen is lowest again. Without it the message takes the focus, in the middle.
 */
export async function wayBack(conversation: Conversation, height?: number): Promise<void> {
  const { trail } = conversation;
  const to = trail.at(-1);
  if (to === undefined) return;
  const going = conversation.openAt(to, height === undefined);
  // Going back is no jump.
  conversation.trail = trail.slice(0, -1);
  await going;
  if (height !== undefined) conversation.goal = { seq: to, top: Math.max(0, height - OF_LAST_ROW), marked: false };
}
