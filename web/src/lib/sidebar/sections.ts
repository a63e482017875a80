import type { MyChannel } from "../../../../protocol/index.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";

export interface Sections {
  /** What has news, whichever kind; each channel stands in one section only. */
  unread: MyChannel[];
  /** Chosen by me, channels before people. */
  starred: MyChannel[];
  channels: MyChannel[];
  /** Newest first. */
  direct: MyChannel[];
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export function sectionsOf(workspace: WorkspaceState): Sections {
  const sections: Sections = { unread: [], starred: [], channels: [], direct: [] };
  for (const channel of workspace.channels) {
    // An archived channel is in the way, unless one is reading it.
    if (channel.archivedAt !== null && channel.id !== workspace.activeChannel) continue;
    const isDirect = channel.kind === "dm" || channel.kind === "group";
    if (channel.kind === "thread") continue;
    if (workspace.isFresh(channel)) sections.unread.push(channel);
    else if (channel.starred) sections.starred.push(channel);
    else if (isDirect) sections.direct.push(channel);
    else sections.channels.push(channel);
  }
  sections.channels.sort((a, b) => byName.compare(a.name, b.name));
  sections.direct.sort((a, b) => b.lastAt - a.lastAt || b.createdAt - a.createdAt);
  const isDirect = ({ kind }: MyChannel) => kind === "dm" || kind === "group";
  sections.starred.sort(
    (a, b) => Number(isDirect(a)) - Number(isDirect(b)) || byName.compare(workspace.titleOf(a), workspace.titleOf(b)),
  );
  const rank = (channel: MyChannel) => (channel.mentions > 0 ? 0 : isDirect(channel) ? 1 : 2);
  sections.unread.sort((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name) || b.lastAt - a.lastAt);
  return sections;
}
