/**
 * How a feature hangs on a conversation without the conversation knowing it: `features/<name>/register.ts` hands out a `Feature`, and
 * `shell/features.ts` names them all; they come in one chunk, with the first menu or command. What a feature draws in a message is
 * a `MessagePart`, named in `shell/parts.ts`, which comes with the first message that has more than words.
 */
import type { Component } from "svelte";
import type { Message, MyChannel, PostContent } from "../../../../protocol/index.ts";
import type { PendingMessage } from "../../../../client/index.ts";
import type { WorkspaceState } from "../class/state/workspace.svelte.ts";
import type { MenuEntry } from "../base/ui/menu.ts";
import type { ConversationClass } from "./context.ts";
import type { Conversation } from "./conversation.svelte.ts";
import type { MessageRow } from "./window/rows.ts";

/** Something that a message can have beside its words. */
export interface MessagePart {
  /** Where it stands: after the words, or below the reactions. */
  place: "words" | "below";
  isOn: (message: Message | undefined, pending: PendingMessage | undefined) => boolean;
  Component: Component<MessagePartProps>;
}
export interface MessagePartProps {
  row: MessageRow;
  conversation: Conversation;
  /** What its buttons take as their `tabindex`. */
  tab: 0 | -1;
  /** Opens the thread on this message. */
  onthread: () => void;
}

export interface MessageMenuContext {
  message: Message;
  channel: MyChannel;
  conversation: Conversation;
  workspace: ConversationClass;
}
/** Entries of a message's menu. */
export interface MessageAction {
  /** Among what everybody does, on the further page, or there for who asked for a developer's view. */
  group: "first" | "further" | "developer";
  entries: (context: MessageMenuContext) => MenuEntry[];
}

/** Entries of a thread's menu, for who reads it in the app. */
type ThreadAction = (context: { channel: MyChannel; workspace: ConversationClass }) => MenuEntry[];

/** What a writer has at hand: where it goes, and what can be done with it. */
export interface WritingDesk {
  workspace: ConversationClass;
  channelId: string;
  /** Puts a message into the list. */
  send: (body: string) => void;
  /** The same with more than words. Absent where there can be nothing else. */
  post: ((content: PostContent) => void) | undefined;
  /** `#name`, or the names of the people. */
  title: string;
}
/** The field itself, for what takes its words elsewhere. */
export interface WritingField extends WritingDesk {
  /** Puts files into the tray over it. */
  attach: (files: File[]) => void;
  /** What stands there, without the blanks at its end. */
  words: () => string;
  /** Empties it: its words are out. */
  sent: () => void;
  /** Says above the field why not. */
  trouble: (sentence: string) => void;
}
export interface ComposerAddition {
  /** Something added to the message, or another way to send it. */
  place: "add" | "send";
  /** Left out: always. */
  isOffered?: () => boolean;
  entry: (field: WritingField) => MenuEntry;
}

/** The field is emptied when it is done; with words, it stays and says why. */
export type Ran = { done: true } | { done: false; words: string };
/** What a line that begins with a slash does instead of being sent as words. */
export interface Command {
  name: string;
  /** What comes behind it. */
  takes: string;
  says: string;
  /** Offered to this person in this channel. It is run for who writes it all the same, and says why not. */
  isOffered: (workspace: ConversationClass, channel: MyChannel | undefined) => boolean;
  /** @param words what stands behind it. Null: not meant as a command here, and so words like any other. */
  run: (words: string, desk: WritingDesk) => Ran | null | Promise<Ran | null>;
}
export const DONE: Ran = { done: true };
export const not = (words: string): Ran => ({ done: false, words });

/** A row above the channels. It stands on the first screen: in a small file of its own, named in `shell/sidebar/rows.ts`. */
export interface SidebarRow {
  /** The page's address behind that of the class, and the last part of its route. */
  path: string;
  label: string;
  icon: Component;
  /** What is new there. */
  news?: (workspace: WorkspaceState) => { unread: number; mentions: number };
}

/** A page of the settings of a person, named in `shell/settings/my-pages.ts`. */
export interface SettingsPage {
  href: string;
  label: string;
}

/** A key that works everywhere in a class, named in `shell/sidebar/shortcuts.ts`. */
export interface Key {
  /** As `KeyboardEvent.key` has it, in lower case. */
  key: string;
  run: (workspace: WorkspaceState, pressed: Pick<KeyboardEvent, "shiftKey">) => void;
}

/** What stands beside the messages of a conversation, over the margin of their list. */
export interface BesideListProps {
  conversation: Conversation;
  /** What scrolls. */
  list: HTMLElement;
}

/** Something that helps with what is being written, drawn over the end of the list. It moves neither the field nor what is read. */
export interface WritingAid {
  /** It may have something to say of this draft; asked at each key, from when the aids are there. */
  isFor: (text: string, channel: MyChannel) => boolean;
  /** Fetched when it first may. */
  load: () => Promise<Component<WritingAidProps>>;
}
export interface WritingAidProps {
  /** As it is so far. */
  text: string;
  /** Where it is written: the draft's channel, or the channel of its thread. */
  channel: MyChannel;
  field: HTMLTextAreaElement;
}

export interface Feature {
  /** Fetched with the first sign that somebody moves in the list. */
  besideList?: () => Promise<{ default: Component<BesideListProps> }>;
  writingAid?: WritingAid;
  messageActions?: readonly MessageAction[];
  threadActions?: readonly ThreadAction[];
  composerAddition?: ComposerAddition;
  /** In the order in which they are offered. */
  commands?: readonly Command[];
  /** Commands that a channel has of its own. */
  moreCommands?: {
    /** Those that are known by now; the others appear when they have come. */
    known: (workspace: ConversationClass, channelId: string) => Command[];
    find: (name: string, desk: WritingDesk) => Promise<Command | undefined>;
  };
}
