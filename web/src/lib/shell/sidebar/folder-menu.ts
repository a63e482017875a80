/** What can be done with a folder. Fetched with the menu. */
import { t } from "#texts/folder-menu";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import { removeFolder, renameFolder } from "./folders.ts";

export function folderMenu(workspace: WorkspaceState, name: string): MenuEntry[] {
  const rename = () =>
    void dialogs.open(() => import("./FolderDialog.svelte"), {
      title: t.renameTitle({ folder: name }),
      name,
      action: t.save,
      run: (to: string) => renameFolder(workspace, name, to),
    });
  return [
    { label: t.rename, run: rename },
    { label: t.remove, more: t.removeMore, run: () => void removeFolder(workspace, name) },
  ];
}
