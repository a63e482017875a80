/** One press saves a message; a note is asked for by who wants one. */
import { t } from "#texts/saving";
import type { Message } from "../../../../../protocol/index.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { save } from "./saving.ts";

export interface Saving {
  workspace: ConversationClass;
  /** Its channel's id. */
  channel: string;
  message: Message;
}

/** Saves it without a note, and says so with the way to one. A refusal is said. */
export async function keep(saving: Saving): Promise<void> {
  const { workspace, channel, message } = saving;
  const outcome = await save(workspace, { channel, seq: message.seq, note: "" });
  if (!outcome.ok) return toasts.trouble(outcome.refusal.sentence);
  toasts.say(t.saved, { next: { label: t.addNote, run: () => openNote(saving) } });
}

export const openNote = (saving: Saving): void => void dialogs.open(() => import("./SaveDialog.svelte"), { ...saving });
