/** `/status`: what I say of myself until tonight. */
import { t } from "#texts/writing-aids";
import { STATUS_MAX_CHARS } from "../../../../../protocol/limits.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { DONE, not, type Feature, type Ran } from "../../conversation/feature.ts";
import { statusIn } from "./status-words.ts";

async function status(workspace: ConversationClass, words: string): Promise<Ran> {
  if (words === "") {
    await dialogs.open(() => import("./StatusDialog.svelte"), { workspace });
    return DONE;
  }
  const before = workspace.statusOf(workspace.me.id) ?? null;
  const wanted = words === "clear" ? null : { ...statusIn(words), until: new Date().setHours(23, 59, 59, 0) };
  if (wanted && wanted.text.length > STATUS_MAX_CHARS) return not(t.statusTooLong({ most: STATUS_MAX_CHARS }));
  const outcome = await workspace.editProfile({ status: wanted });
  if (!outcome.ok) return not(outcome.refusal.sentence);
  toasts.say(wanted ? t.statusSet : t.statusCleared, {
    undo: () =>
      void workspace.editProfile({ status: before }).then((again) => {
        if (!again.ok) toasts.trouble(again.refusal.sentence);
      }),
  });
  return DONE;
}

export const presence: Feature = {
  commands: [
    {
      name: "status",
      takes: t.statusTakes,
      says: t.statusSays,
      isOffered: () => true,
      run: (words, { workspace }) => status(workspace, words),
    },
  ],
};
