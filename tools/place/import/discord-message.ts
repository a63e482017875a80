/** One message of a DiscordChatExporter file, in the neutral form. */
import * as v from "valibot";
import { fileAddress } from "./addresses.ts";
import { markdownOfDiscord } from "./discord-markdown.ts";
import { Count, readAll, readEntry, Text } from "./entries.ts";
import type { Findings } from "./findings.ts";
import type { SourceFile, SourceMessage, SourcePerson, SourceReaction } from "./history.ts";
import { addPerson, shorten } from "./people.ts";
import { cleanText } from "./references.ts";

const Id = v.pipe(v.string(), v.regex(/^\d{1,20}$/u));
const Person = v.looseObject({ id: Id, name: Text, nickname: Text });
type Person = v.InferOutput<typeof Person>;
const Role = v.looseObject({ id: Id, name: v.string() });
const Time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
  v.transform((text) => Date.parse(text)),
);
const Reference = v.looseObject({
  messageId: v.fallback(v.nullish(Id), undefined),
  channelId: v.fallback(v.nullish(Id), undefined),
});
const Message = v.looseObject({
  id: Id,
  type: v.union([v.string(), v.number()]),
  timestamp: Time,
  timestampEdited: v.fallback(v.nullish(Time), undefined),
  content: v.nullish(v.string()),
  author: v.looseObject({ ...Person.entries, roles: v.optional(v.unknown()) }),
  reference: v.fallback(v.nullish(Reference), undefined),
});
type Message = v.InferOutput<typeof Message>;
const Attachment = v.looseObject({ id: Text, fileName: Text, url: Text, fileSizeBytes: Count });
const Sticker = v.looseObject({ name: Text });
const Reaction = v.looseObject({
  emoji: v.looseObject({ id: Text, name: Text }),
  count: Count,
  users: v.optional(v.unknown()),
});
const Field = v.looseObject({ name: Text, value: Text });
const Embed = v.looseObject({
  title: Text,
  url: Text,
  description: Text,
  author: v.fallback(v.nullish(v.looseObject({ name: Text })), undefined),
});
const Forwarded = v.looseObject({ content: Text });

/** By the name or the number of the type; the rest are ordinary messages. */
const NOTICES: [what: string, types: (string | number)[]][] = [
  ["notices of joining and leaving", ["GuildMemberJoin", "RecipientAdd", "RecipientRemove", 1, 2, 7]],
  ["notices of calls", ["Call", 3]],
  ["notices of changed channels", ["ChannelNameChange", "ChannelIconChange", 4, 5]],
  ["notices of pinning", ["ChannelPinnedMessage", 6]],
  ["notices of started threads", ["ThreadCreated", "ThreadStarterMessage", 18, 21]],
  [
    "reminders and other notices",
    [8, 9, 10, 11, 12, 14, 15, 16, 17, 22, 24, 25, 26, 27, 28, 29, 31, 32, 36, 37, 38, 39, 44, 46],
  ],
];
const noticeOfType = new Map(NOTICES.flatMap(([what, types]) => types.map((type) => [String(type), what] as const)));
/** 20 and 23 are answers to a command: somebody's words all the same. */
const ORDINARY = new Set(["Default", "Reply", "0", "19", "20", "23"]);

export interface DiscordContext {
  people: Map<string, SourcePerson>;
  /** Filled as messages are read: only their authors tell the roles. */
  roles: Map<string, string>;
  findings: Findings;
}

export const discordKey = (id: string) => `discord:${id}`;

function addDiscordPerson(people: Map<string, SourcePerson>, { id, name, nickname }: Person): string {
  return addPerson(people, discordKey(id), name, nickname, name, `Unknown (${id})`);
}

/** Null for what is no message of a person; the findings say why. */
export function readDiscordMessage(
  entry: unknown,
  place: string,
  channelId: string,
  context: DiscordContext,
): SourceMessage | null {
  const { people, roles, findings } = context;
  const read = readEntry(Message, entry);
  if (!read.ok) {
    findings.broken(place, read.why);
    return null;
  }
  const message = read.value;
  const type = String(message.type);
  const notice = noticeOfType.get(type);
  if (notice !== undefined) {
    findings.leftOut(notice, place);
    return null;
  }
  for (const role of readAll(Role, message.author.roles)) roles.set(role.id, role.name);
  const files = filesOf(message["attachments"]);
  const body = bodyOf(message, context);
  if (body === "" && files.length === 0) {
    findings.leftOut("messages with nothing in them", place);
    return null;
  }
  if (!ORDINARY.has(type))
    findings.changed("messages of a kind that PLACE does not know, taken as ordinary ones", place);
  const { reference } = message;
  // Older exporters call an answer "Default", too.
  const isAnswer = reference?.messageId;
  return {
    anchor: message.id,
    place,
    at: message.timestamp,
    rank: BigInt(message.id),
    author: addDiscordPerson(people, message.author),
    body,
    ...(message.timestampEdited && { editedAt: message.timestampEdited }),
    // An answer to a message of another channel points out of this one.
    ...(isAnswer && {
      replyTo: (reference.channelId ?? channelId) === channelId ? isAnswer : `${reference.channelId}/${isAnswer}`,
    }),
    reactions: reactionsOf(message["reactions"], people),
    files,
  };
}

function bodyOf(message: Message, { people, roles }: DiscordContext): string {
  const mentioned = readAll(Person, message["mentions"]).map((person) => ({
    key: addDiscordPerson(people, person),
    names: [person.nickname, person.name].flatMap((name) => (name ? [name] : [])),
  }));
  const markdown = (text: string) => markdownOfDiscord(text, { roles, mentioned });
  const said = markdown(message.content ?? "");
  const forwarded = readEntry(Forwarded, message["forwardedMessage"]);
  const parts = [
    said,
    forwarded.ok && forwarded.value.content ? quote(markdown(forwarded.value.content)) : "",
    ...readAll(Embed, message["embeds"])
      .filter(({ url }) => !url || !said.includes(url))
      .map((embed) => quote(markdown(wordsOf(embed)))),
    readAll(Sticker, message["stickers"])
      .map(({ name }) => `[sticker: ${cleanText(name || "without a name")}]`)
      .join(" "),
  ];
  return parts
    .filter((part) => part.trim() !== "")
    .join("\n\n")
    .trimEnd();
}

function wordsOf(embed: v.InferOutput<typeof Embed>): string {
  const { title, url, description, author } = embed;
  const fields = readAll(Field, embed["fields"]).map(({ name, value }) => `**${name ?? ""}:** ${value ?? ""}`);
  const heading =
    title && url ? `[${title.replace(/[\\[\]]/gu, "\\$&")}](${url})` : title ? `**${title}**` : (url ?? "");
  return [author?.name ? `**${author.name}**` : "", heading, description ?? "", ...fields].filter(Boolean).join("\n");
}

const quote = (text: string) => (text.trim() === "" ? "" : text.trim().replace(/^/gmu, "> "));

function reactionsOf(list: unknown, people: Map<string, SourcePerson>): SourceReaction[] {
  return readAll(Reaction, list).flatMap(({ emoji, count, users }) => {
    if (!emoji.name) return [];
    const members = [...new Set(readAll(Person, users).map((person) => addDiscordPerson(people, person)))];
    const name = cleanText(shorten(emoji.name, 60));
    // An emoji of the server's own has an id, and no character.
    return [{ emoji: emoji.id ? `:${name}:` : name, members, count: Math.max(count ?? 0, members.length) }];
  });
}

function filesOf(list: unknown): SourceFile[] {
  return readAll(Attachment, list).map(({ id, fileName, url, fileSizeBytes: size }) => {
    const address = url ? fileAddress(url) : undefined;
    const name = cleanText(shorten(fileName || id || "file", 255));
    return { name, ...(address !== undefined && { url: address }), ...(typeof size === "number" && { size }) };
  });
}
