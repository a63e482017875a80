import type { MyChannel } from "../../../../../protocol/index.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { isFoldedHere } from "./folded.svelte.ts";
import { locale } from "../../base/texts/language.ts";

export interface Folder {
  name: string;
  isFolded: boolean;
  /** Channels before people; folded, none but the one that is open and those with news. */
  channels: MyChannel[];
}
/** Each channel stands in one of them, and keeps its place there whether it has news or not. */
export interface Sections {
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
  const sections: Sections = { starred: [], folders: [], channels: [], direct: [] };
  const folders = new Map<string, MyChannel[]>();
  for (const channel of workspace.channels) {
    // An archived channel is in the way, unless one is reading it.
    if (channel.archivedAt !== null && channel.id !== workspace.activeChannel) continue;
    const isDirect = channel.kind === "dm" || channel.kind === "group";
    if (channel.kind === "thread") continue;
    const folder = channel.folder === undefined ? undefined : (folders.get(channel.folder) ?? []);
    if (folder && channel.folder !== undefined) folders.set(channel.folder, folder);
    if (channel.starred) sections.starred.push(channel);
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
      const isSeen = (one: MyChannel) => one.id === workspace.activeChannel || workspace.hasNews(one);
      const shown = isFolded ? channels.filter(isSeen) : channels;
      return { name, isFolded, channels: shown.sort(channelsFirst) };
    })
    .sort((a, b) => byName.compare(a.name, b.name));
  return sections;
}

/** From above, without what is folded away. */
export const seenIn = ({ starred, folders, channels, direct }: Sections): MyChannel[] => [
  ...starred,
  ...folders.flatMap((folder) => folder.channels),
  ...channels,
  ...direct,
];
