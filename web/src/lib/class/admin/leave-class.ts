/** The way out of a class, which asks once and names what stays. */
import { goto } from "$app/navigation";
import { t } from "#texts/leave-class";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { me } from "../account/account.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import { landingOf } from "../account/landing.ts";
import { remembered } from "../account/remembered.ts";
import { openClass } from "../state/open-class.svelte.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import { ClassAdmin } from "./class-admin.svelte.ts";

/** Long enough for who pressed it by mistake; for a week the way back stands in the settings, or where one joins (shell/settings/Leaving.svelte). */
const UNDO_STAYS_MS = 30_000;

/** In the class again, as what one was. */
export async function comeBack(workspace: string): Promise<boolean> {
  const outcome = await outcomeOf(me.api.call("account.comeBack", { workspace }));
  if (!outcome.ok) toasts.trouble(outcome.refusal.sentence);
  else {
    await me.refresh();
    await goto(`/w/${workspace}`);
  }
  return outcome.ok;
}

export function leaveClass(workspace: WorkspaceState): void {
  dialogs.confirm({
    title: t.title({ name: workspace.workspace.name }),
    words: t.words,
    action: t.leave,
    run: async () => {
      const outcome = await new ClassAdmin(workspace).leave();
      if (outcome.ok) {
        if (remembered.workspace === workspace.id) remembered.workspace = null;
        openClass.close();
        await me.refresh();
        await goto(me.account && landingOf(me.account) === null ? "/join" : "/");
        toasts.say(t.left({ name: workspace.workspace.name }), {
          undo: () => void comeBack(workspace.id),
          stays: UNDO_STAYS_MS,
        });
      }
      return outcome;
    },
  });
}
