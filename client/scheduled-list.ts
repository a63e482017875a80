/** What I scheduled in a class, into its state. Not part of the session: a first look does without. */
import type { Scheduled } from "../protocol/index.ts";
import type { WorkspaceSession } from "./workspace-session.ts";
import type { WorkspaceState } from "./workspace-state.ts";

/** Fills `state.scheduled`, and keeps it up to date from then on. @throws RefusedError, UnreachableError */
export const loadScheduled = ({ lists }: Pick<WorkspaceSession, "lists">): Promise<void> =>
  lists.keep((api, workspace) => api.call("scheduled.list", { workspace }), withScheduled);

export function withScheduled(
  state: WorkspaceState,
  { scheduled }: { scheduled: readonly Scheduled[] },
): WorkspaceState {
  return { ...state, scheduled: new Map(scheduled.map((item) => [item.id, item])) };
}
