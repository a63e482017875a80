/** Files of DiscordChatExporter: JSON, one per channel, or several where a channel was exported in parts. */
import * as v from "valibot";
import { readDiscordMessage, type DiscordContext } from "./message.ts";
import { EXPORT_PARTS } from "./parts.ts";
import { discordKey } from "./people.ts";
import { readEntry, Text } from "../../protocol/foreign/entries.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import { CannotImport } from "../cannot-import.ts";
import type { ChannelKind, History, SourceChannel } from "../history.ts";
import { accountFor } from "../accounting.ts";
import { addPerson } from "../people.ts";
import { trouble, troubleOf, type Broken, type Trouble } from "../trouble.ts";
import { placeIn } from "../places.ts";

const Export = v.looseObject({
  guild: v.looseObject({ id: v.string(), name: Text }),
  channel: v.looseObject({
    id: v.pipe(v.string(), v.regex(/^\d{1,20}$/u)),
    type: v.union([v.string(), v.number()]),
    name: Text,
    topic: Text,
    category: Text,
  }),
  messages: v.array(v.unknown()),
});
type Export = v.InferOutput<typeof Export>;

/** By the name of the type as DiscordChatExporter writes it, and by Discord's own number, as other exporters do. */
const KINDS = new Map<string, ChannelKind>([
  ...["GuildTextChat", "0", "GuildVoiceChat", "2", "GuildNews", "5", "GuildStageVoice", "13"].map(kind("public")),
  ...["GuildForum", "15", "GuildMedia", "16"].map(kind("public")),
  ...["GuildNewsThread", "10", "GuildPublicThread", "11"].map(kind("public")),
  ...["GuildPrivateThread", "12"].map(kind("private")),
  ...["DirectTextChat", "1"].map(kind("dm")),
  ...["DirectGroupTextChat", "3"].map(kind("group")),
]);
const THREAD = /Thread$|^1[012]$/u;

function kind(of: ChannelKind) {
  return (type: string) => [type, of] as const;
}

/** Null where not one file is of DiscordChatExporter; the clauses about them are then in `why`. */
export async function readDiscord(files: ExportFiles, why: Broken[]): Promise<History | null> {
  const findings = new Findings();
  const context: DiscordContext = { people: new Map(), roles: new Map(), findings };
  const channels = new Map<string, SourceChannel>();
  const kinds = new Map<string, Export["channel"]>();
  let guild = "";
  for (const path of files.paths) {
    if (!/\.json$/iu.test(path)) {
      findings.aside("besideFiles", path);
      continue;
    }
    const read = await readFile(files, path);
    if (!read.ok) {
      findings.broken(path, read.why);
      why.push({ place: path, why: read.why });
      continue;
    }
    const { channel: about, messages } = read.value;
    accountFor(read.value, EXPORT_PARTS, { findings, place: path });
    if (about.category) findings.changed("categories", path);
    guild ||= read.value.guild.name ?? "";
    const channel = channels.get(about.id) ?? channelOf(about);
    if (!channels.has(about.id)) kinds.set(about.id, about);
    channels.set(about.id, channel);
    for (const [index, entry] of messages.entries()) {
      const message = readDiscordMessage(entry, placeIn(path, "message", index + 1), about.id, context);
      if (message) channel.messages.push(message);
    }
  }
  if (channels.size === 0) return null;
  for (const [id, channel] of channels) settleMembers(channel, kinds.get(id), context);
  const title = guild ? `a Discord export of ${guild}` : "a Discord export";
  return {
    source: "discord",
    title,
    saysWhoReads: false,
    people: context.people,
    channels: [...channels.values()],
    findings,
  };
}

async function readFile(
  files: ExportFiles,
  path: string,
): Promise<{ ok: true; value: Export } | { ok: false; why: Trouble }> {
  try {
    const json = await readJson(files, path);
    const read = readEntry(Export, json);
    return read.ok ? read : { ok: false, why: trouble("notDiscordChannel") };
  } catch (error) {
    if (error instanceof CannotImport) throw error;
    return { ok: false, why: troubleOf(error) };
  }
}

function channelOf({ id, type, name, topic, category }: Export["channel"]): SourceChannel {
  const kind = KINDS.get(String(type)) ?? "private";
  const isNamed = kind === "public" || kind === "private";
  return {
    key: discordKey(id),
    kind,
    ...(isNamed && { name: name || id }),
    topic: THREAD.test(String(type))
      ? topic || (category ? `A thread of #${category}` : "")
      : [isNamed && category, topic].filter(Boolean).join(" · "),
    archived: false,
    members: [],
    messages: [],
  };
}

/** The export does not say who was in a channel: those who wrote in it surely were. */
function settleMembers(channel: SourceChannel, about: Export["channel"] | undefined, { people }: DiscordContext): void {
  channel.members = [...new Set(channel.messages.map(({ author }) => author))];
  if (channel.kind !== "dm") return;
  if (channel.members.length > 2) channel.kind = "group";
  // Somebody who never answered is known by the name of the conversation only.
  if (channel.members.length < 2 && about)
    channel.members.push(addPerson(people, `${channel.key}-other`, about.name, about.name));
}
