/** Notes how messages come to this screen (journeys.ts), once a class is there: nothing of it delays anything. */
import { serverNow } from "../../base/server-clock.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { conversationIn } from "../../conversation/open-channels.svelte.ts";
import { Journeys } from "./journeys.ts";

export const journeys = new Journeys({ device: Date.now, server: serverNow });

/** For as long as a channel or thread is on the screen; null: there is none. Returns the function that ends it. */
export function watchJourneys(workspace: WorkspaceState, channel: string | null): () => void {
  if (channel === null) return () => undefined;
  const { session } = conversationIn(workspace, channel);
  return session.onPosted((message) => {
    journeys.came(channel, message, workspace.me.id);
    whenPainted(message.id, () => journeys.painted(channel, message));
    const measured = journeys.take();
    // The class's object is awake: it was told of this message too.
    if (measured) workspace.session.send({ type: "measured", ...measured });
  });
}

/** Calls once the row stood in a frame that was drawn; never where nobody looks, or the row is not in the part of the list that is there. */
function whenPainted(id: string, painted: () => void): void {
  // The first frame draws it, in the second it was drawn.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.visibilityState === "visible" && document.querySelector(`[data-key="${CSS.escape(id)}"]`)) painted();
    }),
  );
}
