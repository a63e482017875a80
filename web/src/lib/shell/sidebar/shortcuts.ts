/** What the keys do that work everywhere in a class. Fetched when the first of them is pressed. */
import { goto } from "$app/navigation";
import { t } from "#texts/shortcuts";
import { sectionsOf, seenIn } from "./sections.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey">;

export function run({ key, shiftKey }: Pressed, workspace: WorkspaceState): void {
  if (key === "ArrowUp" || key === "ArrowDown") goToNext(workspace, key === "ArrowDown" ? 1 : -1, shiftKey);
  else if (key === "?") openKeyMap();
  else openSwitcher(workspace);
}

export function openSwitcher(workspace: WorkspaceState): void {
  void dialogs.open(() => import("../../features/switcher/Switcher.svelte"), { workspace });
}

export function openKeyMap(): void {
  void dialogs.open(() => import("../../features/keyboard/KeyMapDialog.svelte"), {});
}

/** In the order of the sidebar; from its end it goes on at its beginning. `unreadOnly`: the next one with something new. */
function goToNext(workspace: WorkspaceState, by: 1 | -1, unreadOnly: boolean): void {
  const sections = sectionsOf(workspace);
  const all = seenIn(sections);
  const at = all.findIndex(({ id }) => id === workspace.activeChannel);
  const wanted = unreadOnly
    ? all.filter(({ id }, index) => index < sections.unread.length || id === workspace.activeChannel)
    : all;
  const from = wanted.findIndex(({ id }) => id === workspace.activeChannel);
  const start = from >= 0 ? from : by > 0 ? -1 : wanted.length;
  const next = wanted[(start + by + wanted.length) % wanted.length];
  if (next && next !== all[at]) void goto(`/c/${next.id}`);
  else if (unreadOnly) toasts.say(t.nothingElseUnread);
}
