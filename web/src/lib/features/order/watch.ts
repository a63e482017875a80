/** Says on the open page that a report came or was answered, and what became of words of mine that waited. */
import { goto } from "$app/navigation";
import { t } from "#texts/order";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { conversationIn } from "../../conversation/open-channels.svelte.ts";

/** @returns ends it */
export function watchOrder(workspace: WorkspaceState): () => void {
  const next = { label: t.look, run: () => void goto(`/w/${workspace.id}/reports`) };
  return workspace.session.onEvent((event) => {
    if (event.type === "reportsChanged" && event.isNew) toasts.say(t.newReport, { next });
    else if (event.type === "reportDecided") toasts.say(t.wasAnswered, { next });
    else if (event.type === "heldDecided") {
      // Sent again, it is answered with what was decided.
      if (workspace.activeChannel === event.channel || workspace.channel(event.channel)?.kind === "thread")
        conversationIn(workspace, event.channel).retry(event.message);
      if (!event.posted) toasts.say(t.wasTurnedDown);
    }
  });
}
