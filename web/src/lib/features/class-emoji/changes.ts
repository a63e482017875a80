/** Bringing an emoji to the class, and taking it out of the offer. What was done is shown before the socket says the same. */
import type { ClassEmoji } from "../../../../../protocol/index.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

/** @param picture a data URL in base64 */
export const addEmoji = (workspace: WorkspaceState, name: string, picture: string): Promise<Outcome<ClassEmoji>> =>
  taken(workspace, workspace.api.call("emoji.add", { workspace: workspace.id }, { name, picture }));

export const removeEmoji = (workspace: WorkspaceState, name: string): Promise<Outcome<ClassEmoji>> =>
  taken(workspace, workspace.api.call("emoji.remove", { workspace: workspace.id, name }));

async function taken(workspace: WorkspaceState, request: Promise<{ emoji: ClassEmoji }>): Promise<Outcome<ClassEmoji>> {
  const outcome = await outcomeOf(request.then(({ emoji }) => emoji));
  if (outcome.ok) workspace.session.apply({ type: "emojiChanged", emoji: outcome.value });
  return outcome;
}
