/** Messages kept for oneself: saved, noted, let go of. */
import { t } from "#texts/saving";
import type { SavedMark } from "../../../../../protocol/index.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { ConversationClass } from "../../conversation/context.ts";

export async function save(
  workspace: ConversationClass,
  { channel, seq, note }: Pick<SavedMark, "channel" | "seq" | "note">,
): Promise<Outcome<boolean>> {
  const outcome = await outcomeOf(workspace.api.call("personal.save", { channel, seq }, { note }));
  if (!outcome.ok) return outcome;
  const { saved } = outcome.value;
  workspace.session.apply({ type: "savedChanged", channel, seq, saved: { note: saved.note, at: saved.at } });
  return { ok: true, value: true };
}

export async function unsave(workspace: ConversationClass, { channel, seq, note }: SavedMark): Promise<void> {
  const outcome = await outcomeOf(workspace.api.call("personal.unsave", { channel, seq }));
  if (!outcome.ok) return toasts.trouble(t.stillSaved({ reason: outcome.refusal.sentence }));
  workspace.session.apply({ type: "savedChanged", channel, seq, saved: null });
  toasts.say(t.removed, { undo: () => void save(workspace, { channel, seq, note }) });
}
