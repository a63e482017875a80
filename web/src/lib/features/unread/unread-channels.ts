/** What has news for me, whichever kind: what names me first, then people, then channels, the latest first in each. */
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export function unreadChannels(workspace: WorkspaceState): MyChannel[] {
  const rank = ({ mentions, kind }: MyChannel) => (mentions > 0 ? 0 : kind === "dm" || kind === "group" ? 1 : 2);
  return workspace.channels
    .filter((channel) => channel.kind !== "thread" && channel.archivedAt === null && workspace.hasNews(channel))
    .sort((a, b) => rank(a) - rank(b) || b.lastAt - a.lastAt);
}
