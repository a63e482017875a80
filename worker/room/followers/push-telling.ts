/** Whom a message concerns, and what a browser is told of what its owner has not read. Pure. */
import { isWorthNotifying, mayDisturb, namesReader, type Message, type PushPayload } from "../../../protocol/index.ts";
import { plainWords } from "../../../protocol/markup/plain-words.ts";
import type { Push } from "../../push/deliver.ts";
import { withinBody } from "../../push/send.ts";
import type { PushTarget } from "../../store/push-devices.ts";
import type { Recipient, Whom } from "../../store/push-recipients.ts";
import { handlesIn } from "../commit/mentions.ts";
import type { ChannelFacts } from "../contract.ts";

/** What is older than that is no news to a phone: a room that was away, or a history that was brought. */
const STALE_MS = 10 * 60_000;
/** As on a page in the background (web/src/lib/features/notifications/watch.ts). */
const WORDS = 160;
/** How long a push service keeps it for a phone that is off. */
const TTL_S = 24 * 60 * 60;
/** In the place of words that are hidden until somebody wants to see them. */
const SPOILER = "▒▒▒▒";

/** Was it said here, just now, by somebody of the class? */
export const isNews = ({ at, deletedAt, meta }: Message, now: number): boolean =>
  deletedAt === undefined && meta?.imported !== true && at > now - STALE_MS;

/** Whom these messages may concern, but for those who want to hear of everything. Null: of those only. */
export function concernedBy(messages: readonly Message[], { kind }: Pick<ChannelFacts, "kind">): Whom | null {
  // Few, all of whom are written to.
  if (kind === "dm" || kind === "group") return { everyone: true };
  if (messages.some(({ meta }) => meta?.reach?.some((crowd) => crowd !== "here"))) return { everyone: true };
  const handleKeys = [...new Set(messages.flatMap(handlesIn))];
  return handleKeys.length > 0 ? { handleKeys, memberNos: [] } : null;
}

/** Of these messages, what this person is notified of, in order. `readSeq`: how far they have read. */
export function worthTelling(
  messages: readonly Message[],
  person: Recipient,
  { kind, archived }: Pick<ChannelFacts, "kind" | "archived">,
  readSeq: number,
  now: number,
): Message[] {
  if (person.isMuted || archived || !mayDisturb(person, now)) return [];
  return messages.filter(
    (message) =>
      message.seq > readSeq &&
      message.deletedAt === undefined &&
      message.meta?.imported !== true &&
      // It was told where it stood before.
      message.meta?.moved === undefined &&
      message.author !== person.member &&
      !person.blocked.includes(message.author) &&
      isWorthNotifying({ kind, notify: person.notify }, namesReader(message, person)),
  );
}

/** What a notification's words are made of. */
export interface Called {
  kind: string;
  name: string;
  names: ReadonlyMap<string, string>;
}

/** @param unread what this browser's owner is notified of, at least one @param called null: where no browser shows words */
export function pushOf(
  target: PushTarget,
  unread: readonly Message[],
  person: Recipient,
  { channelId, kind, thread }: ChannelFacts,
  called: Called | null,
): Push {
  const newest = unread.at(-1)!;
  const bare = {
    ...{ type: "message" as const, lang: target.lang, channel: channelId, seq: newest.seq },
    ...(thread && { parent: thread.parent.channelId }),
    ...{ count: unread.length, at: newest.at },
  };
  const isUrgent = kind === "dm" || unread.some((message) => namesReader(message, person));
  return {
    target,
    payload: target.words && called ? withWords(bare, newest, called, thread !== undefined) : bare,
    // The next of this channel takes the place of one that a phone has not fetched yet.
    options: {
      ttl: TTL_S,
      urgency: isUrgent ? "high" : "normal",
      topic: channelId.replace(/[^\w-]/gu, "").slice(0, 32),
    },
  };
}

function withWords(
  bare: Extract<PushPayload, { type: "message" }>,
  { author, body, meta }: Message,
  { kind, name, names }: Called,
  isThread: boolean,
): PushPayload {
  const place = {
    kind: kind === "dm" || kind === "group" ? (kind as "dm" | "group") : ("channel" as const),
    ...(name !== "" && { name }),
    ...(isThread && { isThread: true as const }),
  };
  const words = { author: meta?.as ?? names.get(author) ?? "", place, text: "" };
  const text = firstWords(plainWords(body.slice(0, WORDS * 4), SPOILER)) || (meta?.files?.[0]?.name ?? "");
  return { ...bare, words: { ...words, text: withinBody(text, { ...bare, words }) } };
}

function firstWords(text: string): string {
  const characters = [...text.replace(/\s+/gu, " ").trim()];
  return characters.length <= WORDS ? characters.join("") : `${characters.slice(0, WORDS).join("").trimEnd()}…`;
}
