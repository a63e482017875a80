/**
 * The field, answers, polls, files, reactions, threads, who is typing, the way back down: none of it is the words that a first look is
 * for, so its components come right after these, together, and what features add comes with them. The shell says from where.
 */
import type { t as words } from "#texts/conversation-later";
import type { Component } from "svelte";
import type { Reaction } from "../../../../client/index.ts";
import type { Message, MessageFile, MyChannel, PostContent, SeenMark } from "../../../../protocol/index.ts";
import type { Refusal } from "../../../../protocol/refusals.ts";
import type { longPress } from "../base/ui/long-press.ts";
import type { oneTabStop } from "../base/ui/one-tab-stop.ts";
import { untilHere } from "../base/until-here.ts";
import type { outboxOf } from "./account-outbox.ts";
import type { Conversation } from "./conversation.svelte.ts";
import type { MessagePart } from "./feature.ts";
import type { onListKey } from "./list-keys.ts";
import type { copyCode } from "./markup/copy-code.ts";
import type { quickKey } from "./row-acts.ts";
import type { swipeReply } from "./swipe-reply.ts";
import type { Names } from "./markup/plain-text.ts";
import { provideLaterWords } from "./later-words.ts";
import type { Growth } from "./window/growth.ts";
import type { MessageRow } from "./window/rows.ts";

/** What a conversation itself can have beside words. */
export interface Parts {
  /** Told by its code: the sentence comes with the part. */
  Barred: Component<{ refusal: Pick<Refusal, "code"> & Partial<Refusal> }>;
  Beginning: Component<{ channel: MyChannel; isEmpty: boolean; canWrite: boolean }>;
  Announcer: Component<{ conversation: Conversation }>;
  CheckpointLine: Component<{ name: string }>;
  Composer: Component<
    {
      channelId: string;
      me: string;
      title: string;
      names: Names;
      onsend: (content: PostContent, waitingAs?: string) => void;
      onpost: (content: PostContent) => void;
      ontyping: () => void;
      oneditlast: () => void;
      onpage: (screens: number) => void;
      canSchedule: boolean;
      wroteAt?: number | undefined;
      element?: HTMLTextAreaElement | undefined;
    },
    object,
    "element"
  >;
  ConnectionLine: Component<{ state: "reconnecting" | "offline" | "stream" | "pages"; conversation: Conversation }>;
  OverList: Component<{ conversation: Conversation; list: HTMLElement | undefined }>;
  ImportedMark: Component<{ id?: string }>;
  MessageMarks: Component<{
    message: Message;
    conversation: Conversation;
    names: Names;
    isEdited: boolean;
    tab: 0 | -1;
  }>;
  /** Lets more messages come into the page while somebody scrolls. */
  Growth: typeof Growth;
  FailedMessage: Component<{ row: MessageRow; conversation: Conversation; editing: boolean }>;
  NamedFiles: Component<{ files: readonly MessageFile[] }>;
  Quote: Component<{ seq: number; conversation: Conversation }>;
  Reactions: Component<{
    reactions: readonly Reaction[];
    me: string;
    canReact: boolean;
    isActive: boolean;
    ontoggle: (emoji: string) => void;
    onadd: (anchor: HTMLElement) => void;
  }>;
  SeenLine: Component<{ readers: readonly (readonly [string, SeenMark])[]; isDirect: boolean }>;
  Typists: Component<{ conversation: Conversation }>;
  /** What is said of something that was done. */
  words: typeof words;
  /** Keeps and sends what is written. */
  outboxOf: typeof outboxOf;
  /** The message has files and no words of its own. */
  isFilesAlone: (row: MessageRow) => boolean;
  /** Makes the list of messages one stop for the Tab key. */
  oneTabStop: typeof oneTabStop;
  /** A finger that stays on a message opens its menu. */
  longPress: typeof longPress;
  /** A key in the list of messages. */
  onListKey: typeof onListKey;
  /** The button on a block of code. */
  copyCode: typeof copyCode;
  /** A key on a message. */
  quickKey: typeof quickKey;
  /** A finger that moves a message aside answers it. */
  swipeReply: typeof swipeReply;
  /** What features draw in a message, in this order. */
  messageParts: readonly MessagePart[];
}

let parts = $state.raw<Parts | null>(null);
let fetching: Promise<void> | null = null;
let load: () => Promise<Parts> = () => Promise.reject(new Error("No parts"));

/** @param from imports them all. */
export function provideParts(from: () => Promise<Parts>): void {
  load = from;
}

/** Its words may lead to a message of this PLACE, which is shown below them. Wrong guesses only cost time, in one direction. */
export const mayLead = (body: string): boolean => body.includes("/c/");

/** The message has more than its words. */
export const hasParts = ({ body, meta, replyTo, editedAt }: Message): boolean =>
  meta !== undefined || replyTo !== undefined || editedAt !== undefined || mayLead(body);

/** The same of a row, whose message may still wait to be sent. */
export const rowHasParts = ({ message, pending, body }: MessageRow): boolean =>
  message
    ? hasParts(message)
    : pending?.replyTo !== undefined || pending?.poll !== undefined || pending?.waits === true || mayLead(body);

/** Among these, or at the beginning of the channel, is something that waits for `loadParts()`. */
export const needsParts = (messages: readonly Message[], isFromStart: boolean): boolean =>
  parts === null && (isFromStart || messages.some(hasParts));

/** May be called at any time; what could not be fetched is tried again. Never rejects. */
export function loadParts(): Promise<void> {
  if (parts !== null) return Promise.resolve();
  fetching ??= untilHere(load).then((loaded) => void (parts = loaded));
  return fetching;
}

/** Takes something of them: at once where they are here. May be called at any time; never rejects. */
export function withParts<Taken>(take: (parts: Parts) => Taken): Taken | Promise<Taken> {
  return parts === null ? loadParts().then(() => take(parts as Parts)) : take(parts);
}

provideLaterWords(async () => withParts(({ words }) => words));

/** The components, asked for if they are needed; null until they are here. */
export function partsIf(isNeeded: boolean): Parts | null {
  if (isNeeded && parts === null) void loadParts();
  return parts;
}
