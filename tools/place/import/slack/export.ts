/** A Slack workspace export: lists of people and channels, and a folder per channel with a file per day. */
import * as v from "valibot";
import { Count, readAll, Seconds, Text } from "../entries.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import type { ChannelKind, History, SourceChannel, SourcePerson } from "../history.ts";
import { addPerson } from "../people.ts";
import { slackKey } from "./authors.ts";
import { readSlackMessage, type SlackContext, type SlackPlace } from "./message.ts";
import { pinsOfChannel, tellLostPins } from "./pins.ts";

const LISTS = ["channels.json", "groups.json", "dms.json", "mpims.json"];
/** Files at the top that hold no messages of people. */
const KNOWN = new Set([
  ...LISTS,
  "users.json",
  "org_users.json",
  "integration_logs.json",
  "canvases.json",
  "lists.json",
  "file_conversations.json",
  "huddle_transcripts.json",
  "external_users.json",
]);
const DAY = /^\d{4}-\d{2}-\d{2}\.json$/u;

const Profile = v.looseObject({ display_name: Text, real_name: Text, bot_id: Text });
const User = v.looseObject({
  id: v.string(),
  name: Text,
  real_name: Text,
  profile: v.fallback(v.optional(Profile), undefined),
});
const Titled = v.fallback(v.nullish(v.looseObject({ value: Text })), undefined);
const Channel = v.looseObject({
  id: v.string(),
  name: Text,
  created: Seconds,
  is_archived: v.fallback(v.optional(v.boolean()), false),
  members: v.fallback(v.array(v.string()), []),
  topic: Titled,
  purpose: Titled,
  message_count: Count,
});
type Channel = v.InferOutput<typeof Channel>;

/** Where the lists stand: at the top, or in the one folder of a zip that was packed again. Null where this is no Slack export. */
export function slackRoot({ paths }: ExportFiles): string | null {
  const lists = paths.filter((path) => LISTS.includes(path.split("/").at(-1) ?? ""));
  const [first] = lists.sort((a, b) => a.split("/").length - b.split("/").length);
  return first === undefined ? null : first.slice(0, first.lastIndexOf("/") + 1);
}

export async function readSlack(files: ExportFiles, root: string): Promise<History> {
  const findings = new Findings();
  const people = new Map<string, SourcePerson>();
  const bots = new Map<string, string>();
  for (const { id, name, real_name, profile } of await readList(files, `${root}users.json`, User, findings)) {
    const key = addPerson(
      people,
      slackKey(id),
      profile?.display_name || name,
      profile?.real_name,
      real_name,
      profile?.display_name,
      name,
    );
    if (profile?.bot_id) bots.set(profile.bot_id, key);
  }
  const context: SlackContext = { people, bots, findings };
  const folders = foldersIn(files, root);
  const channels: SourceChannel[] = [];
  for (const list of LISTS) {
    for (const channel of await readList(files, root + list, Channel, findings)) {
      const days = takeFolder(folders, [channel.id, ...(channel.name ? [channel.name] : [])]);
      const read = channelOf(channel, list, people);
      const place = `${root}${list}, ${channel.id}`;
      const pins = pinsOfChannel(channel["pins"], place, people, findings);
      for (const path of days)
        read.messages.push(...(await readDay(files, path, { channelId: channel.id, pins }, context)));
      tellLostPins(read, pins, place, findings);
      channels.push(read);
    }
  }
  tellWhatIsLeft(files, root, folders, findings);
  return { source: "slack", title: "a Slack export", people, channels, findings };
}

function channelOf(channel: Channel, list: string, people: Map<string, SourcePerson>): SourceChannel {
  const members = [...new Set(channel.members)].map((id) =>
    addPerson(people, slackKey(id), undefined, `Unknown (${id})`),
  );
  const kinds: Record<string, ChannelKind> = {
    "channels.json": "public",
    "groups.json": "private",
    "dms.json": "dm",
    "mpims.json": "group",
  };
  const listed = kinds[list] ?? "private";
  const kind = listed === "dm" && members.length > 2 ? "group" : listed;
  return {
    key: slackKey(channel.id),
    kind,
    ...((kind === "public" || kind === "private") && { name: channel.name || channel.id }),
    topic: kind === "public" || kind === "private" ? channel.topic?.value || channel.purpose?.value || "" : "",
    ...(channel.created && { createdAt: Math.floor(channel.created * 1000) }),
    archived: channel.is_archived ?? false,
    members,
    messages: [],
  };
}

async function readList<const S extends v.GenericSchema>(
  files: ExportFiles,
  path: string,
  schema: S,
  findings: Findings,
): Promise<v.InferOutput<S>[]> {
  if (!files.paths.includes(path)) return [];
  try {
    const list = await readJson(files, path);
    if (!Array.isArray(list)) throw new Error("it is not a list");
    return readAll(schema, list, (index, why) => findings.broken(`${path}, entry ${index + 1}`, why));
  } catch (error) {
    findings.broken(path, (error as Error).message);
    return [];
  }
}

async function readDay(files: ExportFiles, path: string, inside: SlackPlace, context: SlackContext) {
  try {
    const entries = await readJson(files, path);
    if (!Array.isArray(entries)) throw new Error("it is not a list of messages");
    return entries.flatMap(
      (entry: unknown, index) => readSlackMessage(entry, `${path}, entry ${index + 1}`, inside, context) ?? [],
    );
  } catch (error) {
    context.findings.broken(path, (error as Error).message);
    return [];
  }
}

/** Day files by the folder they are in. */
function foldersIn({ paths }: ExportFiles, root: string): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const [folder, file, ...deeper] = path.slice(root.length).split("/");
    if (!path.startsWith(root) || folder === undefined || file === undefined || deeper.length > 0 || !DAY.test(file))
      continue;
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return folders;
}

function takeFolder(folders: Map<string, string[]>, names: string[]): string[] {
  const name = names.find((each) => folders.has(each));
  if (name === undefined) return [];
  const days = folders.get(name) ?? [];
  folders.delete(name);
  return days;
}

function tellWhatIsLeft(files: ExportFiles, root: string, folders: Map<string, string[]>, findings: Findings): void {
  for (const [folder, days] of folders) {
    findings.leftOut(
      "days of messages in folders that no list names, so that nobody can say who may read them",
      `${root}${folder}`,
      days.length,
    );
  }
  const isDay = new Set([...folders.values()].flat());
  for (const path of files.paths) {
    const [top = "", file, ...deeper] = path.slice(root.length).split("/");
    const isKnown =
      file === undefined
        ? KNOWN.has(top) || !top.endsWith(".json")
        : isDay.has(path) || (deeper.length === 0 && DAY.test(file));
    if (!path.startsWith(root) || !isKnown) findings.leftOut("files that are no part of a channel's messages", path);
  }
}
