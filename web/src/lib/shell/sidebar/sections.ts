import type { MyChannel } from "../../../../../protocol/index.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { isFoldedHere } from "./folded.svelte.ts";
import { locale } from "../../base/texts/language.ts";

export interface Folder {
  name: string;
  isFolded: boolean;
  /** Channels before people; folded, none but the one that is open. */
  channels: MyChannel[];
}
export interface Sections {
  /** What has news, whichever kind; each channel stands in one section only. */
  unread: MyChannel[];
  /** Chosen by me, channels before people. */
  starred: MyChannel[];
  /** My own, by name. */
  folders: Folder[];
  channels: MyChannel[];
  /** Newest first. */
  direct: MyChannel[];
}

const byName = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });

export function sectionsOf(workspace: WorkspaceState): Sections {
  const sections: Sections = { unread: [], starred: [], folders: [], channels: [], direct: [] };
  const folders = new Map<string, MyChannel[]>();
  for (const channel of workspace.channels) {
    // An archived channel is in the way, unless one is reading it.
    if (channel.archivedAt !== null && channel.id !== workspace.activeChannel) continue;
    const isDirect = channel.kind === "dm" || channel.kind === "group";
    if (channel.kind === "thread") continue;
    // A folder stays where it is while all that is in it has news.
    const folder = channel.folder === undefined ? undefined : (folders.get(channel.folder) ?? []);
    if (folder && channel.folder !== undefined) folders.set(channel.folder, folder);
    if (workspace.isFresh(channel)) sections.unread.push(channel);
    else if (channel.starred) sections.starred.push(channel);
    else if (folder) folder.push(channel);
    else if (isDirect) sections.direct.push(channel);
    else sections.channels.push(channel);
  }
  sections.channels.sort((a, b) => byName.compare(a.name, b.name));
  sections.direct.sort((a, b) => b.lastAt - a.lastAt || b.createdAt - a.createdAt);
  const isDirect = ({ kind }: MyChannel) => kind === "dm" || kind === "group";
  const channelsFirst = (a: MyChannel, b: MyChannel) =>
    Number(isDirect(a)) - Number(isDirect(b)) || byName.compare(workspace.titleOf(a), workspace.titleOf(b));
  sections.starred.sort(channelsFirst);
  sections.folders = [...folders]
    .map(([name, channels]): Folder => {
      const isFolded = isFoldedHere(workspace.id, name);
      const shown = isFolded ? channels.filter(({ id }) => id === workspace.activeChannel) : channels;
      return { name, isFolded, channels: shown.sort(channelsFirst) };
    })
    .sort((a, b) => byName.compare(a.name, b.name));
  const rank = (channel: MyChannel) => (channel.mentions > 0 ? 0 : isDirect(channel) ? 1 : 2);
  sections.unread.sort((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name) || b.lastAt - a.lastAt);
  return sections;
}

/** From above, without what is folded away. */
export const seenIn = ({ unread, starred, folders, channels, direct }: Sections): MyChannel[] => [
  ...unread,
  ...starred,
  ...folders.flatMap((folder) => folder.channels),
  ...channels,
  ...direct,
];
