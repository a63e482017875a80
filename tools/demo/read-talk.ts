/** The written conversations of every channel, from the folder `talk/`, with everybody in them known. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cast } from "./cast.ts";
import { parseTalk, TalkError, type Conversation } from "./parse-talk.ts";

const FOLDER = join(import.meta.dirname, "talk");

/** A channel of the cast, or a direct message between two. */
export interface TalkedChannel {
  /** A name for seeds: the channel's, or `direct-a-b`. */
  key: string;
  channel: Cast["channels"][number] | null;
  between: [string, string] | null;
  conversations: Conversation[];
}

/** Channels in the order of the cast, then direct messages. @throws TalkError naming file and line */
export async function readTalk(cast: Cast): Promise<TalkedChannel[]> {
  const channels: TalkedChannel[] = cast.channels.map((channel) => ({
    key: channel.name,
    channel,
    between: null,
    conversations: [],
  }));
  const handles = new Set(cast.people.map(({ handle }) => handle));
  for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith(".txt")).sort()) {
    const conversations = parseTalk(file, await readFile(join(FOLDER, file), "utf8"));
    const between = /^direct-([^-]+)-([^-]+)\.txt$/u.exec(file);
    const [, one, two] = between ?? [];
    if (one !== undefined && two !== undefined) {
      demandAuthors(conversations, new Set([one, two]), `only ${one} and ${two} write in ${file}`);
      channels.push({ key: file.slice(0, -".txt".length), channel: null, between: [one, two], conversations });
    } else {
      const name = file.replace(/(?:-\d+)?\.txt$/u, "");
      const talked = channels.find(({ key }) => key === name);
      if (!talked) throw new TalkError(file, `the class has no channel ${name}`);
      talked.conversations.push(...conversations);
    }
    demandAuthors(conversations, handles, "nobody in the class has this handle");
  }
  return channels;
}

function demandAuthors(conversations: Conversation[], known: Set<string>, problem: string): void {
  const written = conversations.flatMap(({ messages }) => messages.flatMap((each) => [each, ...each.thread]));
  for (const { handle, reactions, poll, source } of written) {
    for (const each of [handle, ...[...reactions, ...poll].flatMap(({ handles }) => handles)])
      if (!known.has(each)) throw new TalkError(source, `${problem}: ${each}`);
  }
}
