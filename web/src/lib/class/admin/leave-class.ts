/** The way out of a class, which asks once and names what stays. */
import { goto } from "$app/navigation";
import { t } from "#texts/leave-class";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { me } from "../account/account.svelte.ts";
import { remembered } from "../account/remembered.ts";
import { openClass } from "../state/open-class.svelte.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import { ClassAdmin } from "./class-admin.svelte.ts";

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
        await goto("/");
      }
      return outcome;
    },
  });
}
