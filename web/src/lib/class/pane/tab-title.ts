import type { WorkspaceState } from "../state/workspace.svelte.ts";

/** What the tab says: "(3) #general · Programming 1 · PLACE". */
export function titleWith(workspace: WorkspaceState, what: string): string {
  const unread = workspace.unreadTotal;
  const count = unread === 0 ? "" : `(${unread > 99 ? "99+" : unread}) `;
  return count + [what, workspace.workspace.name, "PLACE"].filter(Boolean).join(" · ");
}
