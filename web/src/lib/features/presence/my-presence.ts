/** The menu of my own presence: status, do not disturb, hidden. */
import { t } from "#texts/my-presence";
import { emojiNameIn } from "../../../../../protocol/emoji-names.ts";
import { density } from "../../base/appearance.svelte.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import { inAnHour, tomorrow, untilWords } from "../../base/dates.ts";
import { serverNow } from "../../base/server-clock.ts";

export function presenceEntries(workspace: WorkspaceState): MenuEntry[] {
  const now = serverNow();
  const { me, settings } = workspace;
  const status = workspace.statusOf(me.id);
  const picture = status && workspace.emojiAddress(emojiNameIn(status.emoji) ?? "");
  const isUndisturbed = (me.dndUntil ?? 0) > now;

  const profile = async (change: Parameters<WorkspaceState["editProfile"]>[0], said: string) => {
    const outcome = await workspace.editProfile(change);
    if (outcome.ok) toasts.say(said);
    else toasts.trouble(t.notChanged({ reason: outcome.refusal.sentence }));
  };
  const undisturbed = (label: string, until: (now: number) => number): MenuEntry => ({
    label,
    keepsFocus: true,
    run: () => void profile({ dndUntil: until(serverNow()) }, t.quiet),
  });
  return [
    {
      label: status ? t.change : t.set,
      ...(status && {
        // Alone, it is told by its name as well.
        more: picture !== undefined && status.text !== "" ? status.text : `${status.emoji} ${status.text}`.trim(),
        picture,
      }),
      run: () => void dialogs.open(() => import("./StatusDialog.svelte"), { workspace }),
    },
    ...(status
      ? ([
          {
            label: t.clear,
            keepsFocus: true,
            run: () => void profile({ status: null }, t.cleared),
          },
        ] satisfies MenuEntry[])
      : []),
    "line",
    ...(isUndisturbed
      ? ([
          {
            label: t.beDisturbed,
            more: t.undisturbed({ until: untilWords(me.dndUntil ?? 0, now) }),
            keepsFocus: true,
            run: () => void profile({ dndUntil: null }, t.disturbed),
          },
        ] satisfies MenuEntry[])
      : [undisturbed(t.forAnHour, inAnHour), undisturbed(t.untilTomorrow, tomorrow)]),
    {
      label: t.hide,
      checked: !settings.presence,
      keepsFocus: true,
      run: async () => {
        const outcome = await workspace.editSettings({ presence: !settings.presence });
        if (!outcome.ok) return toasts.trouble(t.notChanged({ reason: outcome.refusal.sentence }));
        toasts.say(outcome.value.presence ? t.seen : t.unseen);
      },
    },
    "line",
    {
      label: t.compact,
      more: t.compactMore,
      checked: density.chosen === "compact",
      keepsFocus: true,
      run: () => (density.chosen = density.chosen === "compact" ? "comfortable" : "compact"),
    },
  ];
}
