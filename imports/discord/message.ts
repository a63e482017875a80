/** One message of a DiscordChatExporter file, in the neutral form. */
import * as v from "valibot";
import { fileAddress } from "../../protocol/foreign/addresses.ts";
import { Count, readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";
import { accountFor } from "../accounting.ts";
import { eachEmojiOnce } from "../../protocol/reactions.ts";
import type { Findings } from "../findings.ts";
import type { SourceFile, SourceMessage, SourcePerson, SourceReaction } from "../history.ts";
import { plainText, type Block } from "../../protocol/foreign/markup/rich-text.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { shorten } from "../people.ts";
import { cleanText } from "../../protocol/foreign/references.ts";
import { textsOfEmbeds } from "../../protocol/foreign/discord/embeds.ts";
import { accountForEmbeds } from "./embeds.ts";
import { blocksOfDiscord } from "../../protocol/foreign/discord/markdown.ts";
import { MESSAGE_PARTS } from "./parts.ts";
import { addDiscordPerson, discordAuthor, DiscordId, Person } from "./people.ts";
import { textOfPoll } from "./polls.ts";
import type { Reason } from "../reasons.ts";

const Role = v.looseObject({ id: DiscordId, name: v.string() });
const Time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
  v.transform((text) => Date.parse(text)),
);
const Reference = v.looseObject({
  type: v.fallback(v.nullish(v.union([v.string(), v.number()])), undefined),
  messageId: v.fallback(v.nullish(DiscordId), undefined),
  channelId: v.fallback(v.nullish(DiscordId), undefined),
});
const Message = v.looseObject({
  id: DiscordId,
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
/** A message of elsewhere that was passed on, as it was there. */
const Forwarded = v.looseObject({ content: Text });

/** By the name or the number of the type; the rest are ordinary messages. */
const NOTICES: [what: Reason, types: (string | number)[]][] = [
  ["memberNotices", ["GuildMemberJoin", "RecipientAdd", "RecipientRemove", 1, 2, 7]],
  ["callNotices", ["Call", 3]],
  ["channelNotices", ["ChannelNameChange", "ChannelIconChange", 4, 5]],
  ["pinNotices", ["ChannelPinnedMessage", 6]],
  ["threadNotices", ["ThreadCreated", "ThreadStarterMessage", 18, 21]],
  ["otherNotices", [8, 9, 10, 11, 12, 14, 15, 16, 17, 22, 24, 25, 26, 27, 28, 29, 31, 32, 36, 37, 38, 39, 44]],
];
const noticeOfType = new Map(NOTICES.flatMap(([what, types]) => types.map((type) => [String(type), what] as const)));
/** 20 and 23 are answers to a command, 46 says how a poll ended: words all the same. */
const ORDINARY = new Set(["Default", "Reply", "PollResult", "0", "19", "20", "23", "46"]);

export interface DiscordContext {
  people: Map<string, SourcePerson>;
  /** Filled as messages are read: only their authors tell the roles. */
  roles: Map<string, string>;
  findings: Findings;
}

/** Null for what is no message of a person; the findings say why. */
export function readDiscordMessage(
  entry: unknown,
  place: string,
  channelId: string,
  context: DiscordContext,
): SourceMessage | null {
  const { people, roles, findings } = context;
  findings.entry();
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
  const passedOn = readEntry(Forwarded, message["forwardedMessage"]);
  const forwarded = passedOn.ok ? passedOn.value : {};
  const files = [...filesOf(message["attachments"]), ...filesOf(forwarded["attachments"])];
  const body = bodyOf(message, forwarded, context);
  if (body === "" && files.length === 0) {
    findings.leftOut("empty", place);
    return null;
  }
  accountFor(message, MESSAGE_PARTS, { findings, place });
  accountForEmbeds(message, "embeds.", place, findings);
  accountForEmbeds(forwarded, "forwardedMessage.embeds.", place, findings);
  if (!ORDINARY.has(type)) findings.changed("unknownKind", place);
  const { reference } = message;
  // Older exporters call an answer "Default", too. Of what was passed on, the reference says where it was.
  const isForward = passedOn.ok || reference?.type === "Forward" || reference?.type === 1;
  const isAnswer = isForward ? undefined : reference?.messageId;
  return {
    anchor: message.id,
    place,
    at: message.timestamp,
    rank: BigInt(message.id),
    ...discordAuthor(people, message.author),
    body,
    ...(message.timestampEdited && { editedAt: message.timestampEdited }),
    // An answer to a message of another channel points out of this one.
    ...(isAnswer && {
      replyTo: (reference?.channelId ?? channelId) === channelId ? isAnswer : `${reference?.channelId}/${isAnswer}`,
    }),
    // When it was pinned, and by whom, is not in the export.
    ...(message["isPinned"] === true && { pinned: {} }),
    reactions: reactionsOf(message["reactions"], people),
    files,
  };
}

function bodyOf(message: Message, forwarded: Record<string, unknown>, { people, roles }: DiscordContext): string {
  const mentioned = readAll(Person, message["mentions"]).map((person) => ({
    key: addDiscordPerson(people, person),
    names: [person.nickname, person.name].flatMap((name) => (name ? [name] : [])),
  }));
  const blocksOf = (text: string) => blocksOfDiscord(text, { roles, mentioned });
  const quoteOf = (blocks: Block[]): Block[] => (blocks.length === 0 ? [] : [{ kind: "quote", blocks }]);
  /** What was said, and what hangs under it. */
  const inside = (entry: Record<string, unknown>): Block[][] => {
    const content = typeof entry["content"] === "string" ? entry["content"] : "";
    const under = textsOfEmbeds(entry["embeds"], content).map((text) => quoteOf(blocksOf(text)));
    const stickers = stickersOf(entry["stickers"]);
    const named: Block[] = stickers === "" ? [] : [{ kind: "lines", spans: [plainText(stickers)] }];
    return [blocksOf(content), ...under, named].filter((part) => part.length > 0);
  };
  const gap: Block = { kind: "lines", spans: [plainText("")] };
  const passedOn = inside(forwarded).flatMap((part, n) => (n === 0 ? part : [gap, ...part]));
  return [...inside(message), quoteOf(blocksOf(textOfPoll(message["poll"]))), quoteOf(passedOn)]
    .map(writeMarkup)
    .filter((part) => part !== "")
    .join("\n\n");
}

const stickersOf = (list: unknown) =>
  readAll(Sticker, list)
    .map(({ name }) => `[sticker: ${cleanText(name || "without a name")}]`)
    .join(" ");

function reactionsOf(list: unknown, people: Map<string, SourcePerson>): SourceReaction[] {
  const given = readAll(Reaction, list).flatMap(({ emoji, count, users }) => {
    if (!emoji.name) return [];
    const members = [...new Set(readAll(Person, users).map((person) => addDiscordPerson(people, person)))];
    const name = cleanText(shorten(emoji.name, 60));
    // An emoji of the server's own has an id, and no character.
    return [{ emoji: emoji.id ? `:${name}:` : name, members, count: Math.max(count ?? 0, members.length) }];
  });
  return [...eachEmojiOnce(given)];
}

function filesOf(list: unknown): SourceFile[] {
  return readAll(Attachment, list).map(({ id, fileName, url, fileSizeBytes: size }) => {
    const address = url ? fileAddress(url) : undefined;
    const name = cleanText(shorten(fileName || id || "file", 255));
    return { name, ...(address !== undefined && { url: address }), ...(typeof size === "number" && { size }) };
  });
}
