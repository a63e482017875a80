/** The list of everyone in a class, into its state. Not part of the session: a first look does without. */
import type { Member } from "../protocol/index.ts";
import type { WorkspaceSession } from "./workspace-session.ts";
import { addMembers, type WorkspaceState } from "./workspace-state.ts";

/** Bootstrap brings at most 500 people; this brings all of them. @throws RefusedError, UnreachableError */
export const loadEveryone = ({ lists }: Pick<WorkspaceSession, "lists">): Promise<void> =>
  lists.load((api, workspace) => api.call("members.list", { workspace }), withEveryone);

/** What the list says of me is mine. */
function withEveryone(
  state: WorkspaceState,
  { members, noDirect }: { members: readonly Member[]; noDirect?: readonly string[] | undefined },
): WorkspaceState {
  const role = members.find(({ id }) => id === state.me.member)?.role ?? state.me.role;
  return { ...addMembers(state, members, noDirect), me: { ...state.me, role } };
}
