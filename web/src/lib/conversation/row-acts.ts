/** What keys and fingers do with a message of the list. It comes with the parts, after the words. */
import type { Message, MyChannel } from "../../../../protocol/index.ts";
import { mayReply } from "./allowed.ts";
import type { ConversationClass } from "./context.ts";
import type { Conversation } from "./conversation.svelte.ts";

export interface RowActs {
  workspace: ConversationClass;
  conversation: Conversation;
  channel: MyChannel | undefined;
  canWrite: boolean;
  /** What was said in a row; undefined while it is on its way. */
  messageOf: (row: HTMLElement) => Message | undefined;
  reply: (message: Message) => void;
  openThread: (message: Message) => void;
  openPicker: (row: HTMLElement) => void;
}

/** The message of a row, where its reader may answer it. */
export function answerable(
  { workspace, channel, canWrite, messageOf }: RowActs,
  row: HTMLElement,
): Message | undefined {
  const message = messageOf(row);
  return canWrite && message && channel && mayReply(workspace, channel, message) ? message : undefined;
}

/** One key for what is done most; the menu names them. Who went elsewhere before this file had come keeps the keys there. */
export function quickKey(acts: RowActs, key: string, row: HTMLElement): void {
  const { workspace, channel, conversation } = acts;
  const message = acts.messageOf(row);
  if (!message || !channel) return;
  const { activeElement } = document;
  const isElsewhere = activeElement !== document.body && !row.contains(activeElement);
  if (key === "r" && answerable(acts, row)) {
    if (isElsewhere) conversation.replyTo = message.seq;
    else acts.reply(message);
  } else if (isElsewhere) return;
  else if (key === "t" && workspace.may("openThread", channel, message)) acts.openThread(message);
  else if (key === "e" && workspace.may("editMessage", channel, message)) conversation.editing = message.seq;
  else if (key === "+" && workspace.may("react", channel, message)) acts.openPicker(row);
}
