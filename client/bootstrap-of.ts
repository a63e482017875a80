import type { Bootstrap } from "../protocol/index.ts";
import type { WorkspaceState } from "./workspace-state.ts";

/**
 * What bootstrap would tell of a class as it is known now, for who opens it later without a network. `now` is 0: whatever the server
 * says next is newer.
 */
export function bootstrapOf(state: WorkspaceState): Bootstrap {
  const { account, workspace, settings, keepsFiles, me } = state;
  const { mutedUntil, ...mine } = me;
  return {
    now: 0,
    ...{ account, workspace, settings, keepsFiles },
    me: { ...mine, ...(typeof mutedUntil === "number" && { mutedUntil }) },
    blocks: [...state.blocks],
    noDirect: [...state.noDirect],
    saved: [...state.saved.values()],
    channels: [...state.channels.values()],
    threads: [...state.threads.values()],
    members: [...state.members.values()],
    emoji: [...state.emoji.values()],
  };
}
