/** To the direct message with somebody. Fetched with what offers it. */
import { goto } from "$app/navigation";
import { t } from "#texts/open-direct";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "./workspace.svelte.ts";

/**
 * Opens the direct message with that person, made on first use.
 * @param prepare is told its id before it is on the screen
 * @returns false: it could not be made, and that was said
 */
export async function openDirect(
  workspace: Pick<WorkspaceState, "id" | "api" | "directWith" | "accept">,
  memberId: string,
  prepare: (channelId: string) => void = () => undefined,
): Promise<boolean> {
  let id = workspace.directWith(memberId)?.id;
  if (id === undefined) {
    const asked = workspace.api.call("channels.direct", { workspace: workspace.id }, { member: memberId });
    const outcome = await outcomeOf(asked);
    if (!outcome.ok) {
      toasts.trouble(t.notOpened({ reason: outcome.refusal.sentence }));
      return false;
    }
    workspace.accept(outcome.value.channel);
    id = outcome.value.channel.id;
  }
  prepare(id);
  await goto(`/c/${id}`);
  return true;
}
