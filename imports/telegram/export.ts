/** Telegram Desktop's export as JSON: one chat, or all of an account. Made from its documentation and from what other importers read. */
import * as v from "valibot";
import { readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";
import { accountFor } from "../accounting.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import {
  emptyChannel,
  type ChannelKind,
  type History,
  type ReadOptions,
  type SourceChannel,
  type SourcePerson,
} from "../history.ts";
import { sourceKey } from "../keys.ts";
import { LocalTime, zoneHere } from "../local-time.ts";
import { addPerson } from "../people.ts";
import { readTelegramMessage, type TelegramContext } from "./message.ts";
import { CHAT_PARTS, EXPORT_PARTS } from "./parts.ts";
import { placeIn } from "../places.ts";

const Id = v.union([v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), v.regex(/^-?\w{1,40}$/u))]);
const Chat = v.looseObject({ name: Text, type: v.string(), id: Id, messages: v.array(v.unknown()) });
type Chat = v.InferOutput<typeof Chat>;
const List = v.looseObject({ list: v.array(v.unknown()) });
const Export = v.looseObject({
  chats: v.fallback(v.optional(List), undefined),
  left_chats: v.fallback(v.optional(List), undefined),
});
const Me = v.looseObject({ user_id: Id, first_name: Text, last_name: Text, username: Text });

/** What is not here is closed. Telegram calls open what anyone in the world can read. */
const KINDS: Record<string, ChannelKind> = {
  public_supergroup: "public",
  public_channel: "public",
  personal_chat: "dm",
  bot_chat: "dm",
};

/** Null where no file of it is one. Times are seconds since 1970; in old exports, wall clocks of the machine that wrote them. */
export async function readTelegram(files: ExportFiles, { zone = zoneHere() }: ReadOptions): Promise<History | null> {
  const paths = files.paths.filter(
    (path) => /\.json$/iu.test(path) && (files.isSingle || /(?:^|\/)result[^/]*\.json$/iu.test(path)),
  );
  const findings = new Findings();
  const people = new Map<string, SourcePerson>();
  const channels = new Map<string, SourceChannel>();
  const time = new LocalTime(zone);
  let usesZone = false;
  const read: string[] = [];
  for (const path of paths) {
    const json: unknown = await readJson(files, path).catch(() => null);
    const chats = chatsIn(json, path, findings);
    if (chats === null) continue;
    read.push(path);
    const me = readEntry(Me, (json as { personal_information?: unknown }).personal_information);
    if (me.ok) addMe(people, me.value);
    for (const { chat, place } of chats) {
      accountFor(chat, CHAT_PARTS, { findings, place });
      const channel = channels.get(keyOf(chat)) ?? channelOf(chat);
      channels.set(channel.key, channel);
      const context: TelegramContext = { people, findings, time, usesZone: false };
      for (const [n, entry] of chat.messages.entries()) {
        const message = readTelegramMessage(entry, placeIn(place, "message", n + 1), context);
        if (message) channel.messages.push(message);
      }
      usesZone ||= context.usesZone;
      settleMembers(channel, chat, people);
    }
  }
  if (read.length === 0) return null;
  for (const other of files.paths) if (!read.includes(other)) findings.aside("besideFiles", other);
  return {
    ...{
      source: "telegram",
      title: "a Telegram export",
      saysWhoReads: true,
      isOwnCopy: true,
      ...(usesZone && { zone }),
    },
    ...{ people, channels: [...channels.values()], findings },
  };
}

function chatsIn(json: unknown, path: string, findings: Findings): { chat: Chat; place: string }[] | null {
  const single = readEntry(Chat, json);
  if (single.ok) return [{ chat: single.value, place: path }];
  const whole = readEntry(Export, json);
  if (!whole.ok || (!whole.value.chats && !whole.value.left_chats)) return null;
  accountFor(whole.value, EXPORT_PARTS, { findings, place: path });
  return (["chats", "left_chats"] as const).flatMap((name) => {
    const place = (n: number) => `${path}, ${name} ${n + 1}`;
    const list = whole.value[name]?.list ?? [];
    readAll(Chat, list, (n, why) => findings.broken(place(n), why));
    return list.flatMap((entry, n) => {
      const chat = readEntry(Chat, entry);
      return chat.ok ? [{ chat: chat.value, place: place(n) }] : [];
    });
  });
}

function addMe(
  people: Map<string, SourcePerson>,
  { user_id, first_name, last_name, username }: v.InferOutput<typeof Me>,
): void {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  addPerson(people, sourceKey("telegram", `user${user_id}`), username?.replace(/^@/u, "") || name, name);
}

const keyOf = ({ id, type }: Chat) => sourceKey("telegram", `${type}/${id}`);

function channelOf(chat: Chat): SourceChannel {
  const kind = KINDS[chat.type] ?? "private";
  return emptyChannel(
    keyOf(chat),
    kind,
    kind === "dm" ? undefined : chat.name || (chat.type === "saved_messages" ? "saved-messages" : "telegram"),
  );
}

/** The export does not say who was in a chat: those who wrote in it surely were. */
function settleMembers(channel: SourceChannel, { name, id }: Chat, people: Map<string, SourcePerson>): void {
  channel.members = [...new Set(channel.messages.map(({ author }) => author))];
  if (channel.kind !== "dm") return;
  const other = sourceKey("telegram", `user${id}`);
  if (channel.members.length < 2 && !channel.members.includes(other))
    channel.members.push(addPerson(people, other, name, name));
  if (channel.members.length > 2) channel.kind = "group";
}
