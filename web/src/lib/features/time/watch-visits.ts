/** Keeps where the new began in each channel that is opened. */
import type { ConversationClass } from "../../conversation/context.ts";
import { conversationIn } from "../../conversation/open-channels.svelte.ts";
import { keepVisit } from "./visits.ts";

/** To be called in an effect: it is told again when another channel is on the screen. */
export function watchVisits(workspace: ConversationClass & { activeChannel: string | null }): void {
  const { activeChannel: channel } = workspace;
  if (channel === null) return;
  const { firstNew } = conversationIn(workspace, channel);
  if (firstNew !== null) keepVisit(workspace.me.id, channel, firstNew);
}
