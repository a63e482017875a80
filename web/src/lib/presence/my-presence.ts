/** The menu of my own presence: status, do not disturb, hidden. */
import { dialogs } from "../state/dialogs.svelte.ts";
import { toasts } from "../state/toasts.svelte.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import type { MenuEntry } from "../ui/menu.ts";
import { inAnHour, tomorrow, untilWords } from "../notifications/mute.ts";

export function presenceEntries(workspace: WorkspaceState): MenuEntry[] {
  const now = Date.now();
  const { me, settings } = workspace;
  const status = workspace.statusOf(me.id);
  const isUndisturbed = (me.dndUntil ?? 0) > now;

  const profile = async (change: Parameters<WorkspaceState["editProfile"]>[0], said: string) => {
    const outcome = await workspace.editProfile(change);
    if (outcome.ok) toasts.say(said);
    else toasts.trouble(`Nothing was changed. ${outcome.refusal.sentence}`);
  };
  const undisturbed = (label: string, until: (now: number) => number): MenuEntry => ({
    label,
    keepsFocus: true,
    run: () =>
      void profile({ dndUntil: until(Date.now()) }, "Nothing notifies you until then. Others see that you are busy."),
  });
  return [
    {
      label: status ? "Change your status…" : "Set a status…",
      ...(status && { more: `${status.emoji} ${status.text}`.trim() }),
      run: () => void dialogs.open(() => import("./StatusDialog.svelte"), { workspace }),
    },
    ...(status
      ? ([
          {
            label: "Clear your status",
            keepsFocus: true,
            run: () => void profile({ status: null }, "Your status is cleared."),
          },
        ] satisfies MenuEntry[])
      : []),
    "line",
    ...(isUndisturbed
      ? ([
          {
            label: "Be disturbed again",
            more: `Do not disturb ${untilWords(me.dndUntil ?? 0, now)}`,
            keepsFocus: true,
            run: () => void profile({ dndUntil: null }, "You are told of things again."),
          },
        ] satisfies MenuEntry[])
      : [undisturbed("Do not disturb for an hour", inAnHour), undisturbed("Do not disturb until tomorrow", tomorrow)]),
    {
      label: "Hide that I am here",
      checked: !settings.presence,
      keepsFocus: true,
      run: async () => {
        const outcome = await workspace.editSettings({ presence: !settings.presence });
        if (!outcome.ok) return toasts.trouble(`Nothing was changed. ${outcome.refusal.sentence}`);
        toasts.say(outcome.value.presence ? "Others see when you are here." : "Nobody sees that you are here.");
      },
    },
  ];
}
