/** From what an export says to what will be sent: in order, each message once, answers pointing at what is there. */
import {
  CHANNEL_NAME_MAX_CHARS,
  ChannelNameSchema,
  IMPORT_AHEAD_MAX_MS,
  IMPORT_FILES_MAX,
  IMPORT_REACTIONS_MAX,
  parse,
  TimeSchema,
  TOPIC_MAX_CHARS,
  TopicSchema,
} from "../protocol/index.ts";
import type { History, SourceChannel, SourceMessage } from "./history.ts";
import { cleanText } from "../protocol/foreign/references.ts";
import { shorten } from "./people.ts";
import { sourceMessageId } from "./source-ids.ts";
import { CannotRead, trouble } from "./trouble.ts";

/** The server takes 40,000; names that stand in for references may be longer than those. */
const BODY_MAX_CHARS = 38_000;

export interface PlannedMessage extends Omit<SourceMessage, "replyTo" | "rank" | "anchor" | "sender"> {
  id: string;
  /** Stands earlier in the same channel. */
  replyToId?: string;
}
export interface PlannedChannel extends Omit<SourceChannel, "messages"> {
  messages: PlannedMessage[];
}
export interface Plan extends Omit<History, "channels"> {
  channels: PlannedChannel[];
}

/**
 * @param keepPrivate names of channels that the export calls public and that nobody but their members shall read
 * @param now milliseconds since 1970
 */
export function planImport(history: History, keepPrivate: readonly string[] = [], now = Date.now()): Plan {
  const channels = history.channels.map((channel) => ({ ...named(channel), messages: arrange(channel, history, now) }));
  for (const wanted of keepPrivate) {
    const name = parse(ChannelNameSchema, wanted);
    const found = channels.filter(
      (channel) => channel.name !== undefined && channel.name === (name.ok ? name.value : wanted),
    );
    if (found.length === 0) throw new CannotRead(trouble("noSuchChannel", { name: wanted }));
    for (const channel of found) channel.kind = "private";
  }
  // With whoever imports it, a talk of two has three.
  if (history.isOwnCopy) for (const channel of channels) if (channel.kind === "dm") channel.kind = "group";
  return { ...history, channels };
}

function named(channel: SourceChannel): SourceChannel {
  const topic = parse(TopicSchema, shorten(cleanText(channel.topic), TOPIC_MAX_CHARS));
  const settled = { ...channel, topic: topic.ok ? topic.value : "" };
  if (channel.name === undefined) return settled;
  const wanted = cleanText(channel.name);
  // Normalising may make a name longer: it is cut once it has its form.
  const form = wanted.normalize("NFKC").toLowerCase();
  for (const name of [wanted, shorten(form, CHANNEL_NAME_MAX_CHARS), `channel-${channel.key.slice(-6)}`]) {
    const parsed = parse(ChannelNameSchema, name);
    if (parsed.ok) return { ...settled, name: parsed.value };
  }
  return { ...settled, name: "imported" };
}

function arrange(channel: SourceChannel, { findings, source }: History, now: number): PlannedMessage[] {
  const answered = new Set(channel.messages.map(({ replyTo }) => replyTo));
  const inTime = channel.messages.filter((message) => {
    if (message.deletedAt !== undefined && !answered.has(message.anchor)) {
      findings.leftOut("deletedBefore", message.place);
      return false;
    }
    // Later messages are never shown as earlier ones: one from the future would drag the channel along.
    const isAhead = message.at > now + IMPORT_AHEAD_MAX_MS / 2;
    if (isAhead) findings.broken(message.place, trouble("future"));
    return !isAhead;
  });
  inTime.sort((a, b) => a.at - b.at || (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));

  const seen = new Map<string, string[]>();
  const idByAnchor = new Map<string, string>();
  const planned: PlannedMessage[] = [];
  for (const message of inTime) {
    const { anchor, replyTo, sender, rank: _, ...rest } = message;
    const key = `${channel.key}/${anchor}/${sender ?? message.author}`;
    const before = seen.get(key) ?? [];
    // An id is given once; Slack's are times, and those of two messages may be the same.
    if (source === "slack" ? before.includes(message.body) : before.length > 0) {
      findings.leftOut("twice", message.place);
      continue;
    }
    seen.set(key, [...before, message.body]);
    const id = sourceMessageId(message.idAt ?? message.at, before.length === 0 ? key : `${key}#${before.length + 1}`);
    const replyToId = replyTo === undefined ? undefined : idByAnchor.get(replyTo);
    if (replyTo !== undefined && replyToId === undefined) {
      findings.changed("strayAnswers", message.place);
    }
    if (!idByAnchor.has(anchor)) idByAnchor.set(anchor, id);
    const settled = withinLimits({ ...rest, id, ...(replyToId !== undefined && { replyToId }) }, findings);
    planned.push(...inParts(settled));
  }
  const long = planned.length - new Set(planned.map(({ place }) => place)).size;
  if (long > 0) findings.changed("inSeveral", channel.name ?? channel.key);
  return planned;
}

/** A text that is longer than a message can be goes on in the next one; code that is cut has a fence around each of its parts. */
function inParts(message: PlannedMessage): PlannedMessage[] {
  if (message.body.length <= BODY_MAX_CHARS) return [message];
  const parts: string[] = [];
  let fence = "";
  for (let rest = message.body; rest !== "";) {
    const room = BODY_MAX_CHARS - 2 * (fence.length + 1);
    const line = rest.length <= room ? rest.length : rest.lastIndexOf("\n", room);
    const end = line > room / 2 || line === rest.length ? line : room;
    const part = rest.slice(0, end).replace(/[\uD800-\uDBFF]$/u, "");
    const before = fence === "" ? "" : `${fence}\n`;
    fence = fenceAfter(part, fence);
    parts.push(before + part + (fence === "" || part.length === rest.length ? "" : `\n${fence}`));
    rest = rest.slice(part.length).replace(/^\n/u, "");
  }
  return parts.map((body, n) =>
    n === 0
      ? { ...message, body }
      : {
          ...withoutPin(message),
          body,
          id: sourceMessageId(message.idAt ?? message.at, `${message.id}+${n}`),
          reactions: [],
          files: [],
        },
  );
}

/** The fence that is open behind a text, where `open` is one before it; empty for none. */
function fenceAfter(text: string, open: string): string {
  let fence = open;
  for (const line of text.split("\n")) {
    const [, row = ""] = /^(?:> )*(`{3,})/u.exec(line) ?? [];
    if (fence === "") fence = row;
    else if (row.length >= fence.length && line.endsWith(row)) fence = "";
  }
  return fence;
}

function withoutPin({ pinned: _, ...message }: PlannedMessage): PlannedMessage {
  return message;
}

/** What one message can carry; more of it is left out with a word. */
function withinLimits(message: PlannedMessage, findings: History["findings"]): PlannedMessage {
  const { files, reactions, place } = message;
  if (files.length > IMPORT_FILES_MAX)
    findings.aside("filesBeyond", place, files.length - IMPORT_FILES_MAX, { max: IMPORT_FILES_MAX });
  if (reactions.length > IMPORT_REACTIONS_MAX)
    findings.aside("reactionsBeyond", place, reactions.length - IMPORT_REACTIONS_MAX, { max: IMPORT_REACTIONS_MAX });
  if (message.editedAt !== undefined && !parse(TimeSchema, message.editedAt).ok) findings.changed("changeTimes", place);
  return { ...message, files: files.slice(0, IMPORT_FILES_MAX), reactions: reactions.slice(0, IMPORT_REACTIONS_MAX) };
}
