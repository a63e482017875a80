/** What the keys do that work everywhere in a class. Fetched when the first of them is pressed. */
import { goto } from "$app/navigation";
import { t } from "#texts/shortcuts";
import { sectionsOf, seenIn } from "./sections.ts";
import type { Key } from "../../conversation/feature.ts";
import { keyMapKey } from "../../features/keyboard/register.ts";
import { searchKey } from "../../features/search/register.ts";
import { jumpKey } from "../../features/time/register.ts";
import { switcherKey } from "../../features/switcher/register.ts";
import { closeThread } from "../../class/state/open-thread.ts";
import { readAll } from "../../class/state/read-all.ts";
import { keyOf } from "../../base/browser/keys.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

type Pressed = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

/** A key of another feature is a line here, and a condition in ClassShell.svelte, which hears it before this is fetched. */
const KEYS: readonly Key[] = [switcherKey, searchKey, jumpKey, keyMapKey];

export function run(pressed: Pressed, workspace: WorkspaceState): void {
  const { key, shiftKey } = pressed;
  if (key === "Escape") void (shiftKey ? readAll(workspace) : closeThread());
  else if (key === "ArrowUp" || key === "ArrowDown") goToNext(workspace, key === "ArrowDown" ? 1 : -1, shiftKey);
  else KEYS.find((each) => each.key === keyOf(pressed))?.run(workspace, { shiftKey });
}

/** In the order of the sidebar; from its end it goes on at its beginning. `unreadOnly`: the next one with something new. */
function goToNext(workspace: WorkspaceState, by: 1 | -1, unreadOnly: boolean): void {
  const all = seenIn(sectionsOf(workspace));
  const at = all.findIndex(({ id }) => id === workspace.activeChannel);
  const wanted = unreadOnly
    ? all.filter((channel) => workspace.hasNews(channel) || channel.id === workspace.activeChannel)
    : all;
  const from = wanted.findIndex(({ id }) => id === workspace.activeChannel);
  const start = from >= 0 ? from : by > 0 ? -1 : wanted.length;
  const next = wanted[(start + by + wanted.length) % wanted.length];
  if (next && next !== all[at]) void goto(`/c/${next.id}`);
  else if (unreadOnly) toasts.say(t.nothingElseUnread);
}
