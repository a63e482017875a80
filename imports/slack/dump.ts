/** slackdump's own dump: a file for each conversation or thread, `{channel_id, name, messages}`, with answers inside of what they answer. */
import * as v from "valibot";
import { readEntry, Text } from "../../protocol/foreign/entries.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import type { ChannelKind, History, SourceChannel } from "../history.ts";
import { accountFor } from "../accounting.ts";
import { addPerson } from "../people.ts";
import { slackKey } from "./authors.ts";
import { readUsers } from "./lists.ts";
import { readSlackMessages, type SlackContext } from "./message.ts";
import { placeIn } from "../places.ts";

const Dump = v.looseObject({
  channel_id: v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{1,30}$/u)),
  name: Text,
  messages: v.array(v.unknown()),
});

const DUMP_PARTS = { channel_id: true, name: true, messages: true, thread_ts: "programsOnly" } as const;

/** Null where there is no such file. */
export async function readSlackDump(files: ExportFiles): Promise<History | null> {
  const bots = new Map<string, string>();
  const context: SlackContext = { people: new Map(), bots, findings: new Findings() };
  const dumps: { path: string; dump: v.InferOutput<typeof Dump> }[] = [];
  const others: string[] = [];
  for (const path of files.paths) {
    const read = /\.json$/iu.test(path) ? readEntry(Dump, await readJson(files, path).catch(() => null)) : null;
    if (read?.ok) accountFor(read.value, DUMP_PARTS, { findings: context.findings, place: path });
    if (read?.ok) dumps.push({ path, dump: read.value });
    else if (path !== "users.json") others.push(path);
  }
  if (dumps.length === 0) return null;
  const { people, findings } = context;
  for (const path of others) findings.aside("notChannel", path);
  await readUsers(files, "", context, bots);
  const channels = new Map<string, SourceChannel>();
  for (const { path, dump } of dumps) {
    const channel = channels.get(dump.channel_id) ?? channelOf(dump.channel_id, dump.name);
    channels.set(dump.channel_id, channel);
    const inside = { channelId: dump.channel_id, pins: new Map() };
    const read = readSlackMessages(dump.messages, (n) => placeIn(path, "message", n + 1), inside, context);
    channel.messages.push(...onceEach(channel, read, findings));
  }
  for (const channel of channels.values()) {
    channel.members = [...new Set(channel.messages.map(({ author }) => author))];
    if (channel.kind !== "dm") continue;
    if (channel.members.length > 2) channel.kind = "group";
    if (channel.members.length < 2) channel.members.push(addPerson(people, `${channel.key}-other`, "other", "Unknown"));
  }
  return {
    source: "slack",
    title: "a dump of slackdump",
    saysWhoReads: false,
    people,
    channels: [...channels.values()],
    findings,
  };
}

/** A thread stands in the channel's file and in one of its own, and its first message among its answers. */
function onceEach(channel: SourceChannel, read: SourceChannel["messages"], findings: Findings) {
  const seen = new Set(channel.messages.map(({ anchor, author }) => `${anchor}/${author}`));
  return read.filter(({ anchor, author, place }) => {
    const key = `${anchor}/${author}`;
    if (seen.has(key)) findings.leftOut("twice", place);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** A dump does not say who may read: an id tells a direct message and an old private channel from the rest. */
function channelOf(id: string, name: string | null | undefined): SourceChannel {
  const kind: ChannelKind = id.startsWith("D") ? "dm" : id.startsWith("C") ? "public" : "private";
  return {
    key: slackKey(id),
    kind,
    ...(kind !== "dm" && { name: name || id }),
    topic: "",
    archived: false,
    members: [],
    messages: [],
  };
}
