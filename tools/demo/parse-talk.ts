/**
 * Reads written conversations. The form, made for writing by hand:
 *
 *     # 3 14:05                 a conversation: day 3 (0 is Monday of the first week), its time of day
 *     ben: does anyone know     who: what
 *     +9m kofi ^1: Yes.         nine minutes later (`h`: hours), as a reply to the message one before
 *     kofi*: Look:              edited afterwards
 *       ```                     two spaces: goes on; two spaces alone: an empty line
 *     = 👍 ben liv, 🎉 kofi       what became of the message: reactions, and who gave them
 *     = pin                     pinned; `= checkpoint Lecture 5`: a named place in the history
 *     = poll yes: ben liv | no: kofi
 *     | liv: Is it?             a reply in the thread on the message; what is written of it stands below it as well
 *
 * An empty line ends a conversation.
 */
import { BodySchema, parse } from "../../protocol/index.ts";

/** What people did with a message, by their handles. */
export interface WrittenMarks {
  reactions: { emoji: string; handles: string[] }[];
  pinned: boolean;
  checkpoint: string | null;
  /** The options of a poll whose question the message is, and who voted for which. */
  poll: { text: string; handles: string[] }[];
}
export interface WrittenMessage extends WrittenMarks {
  handle: string;
  /** Minutes since the message before, where they are written. */
  gap: number | null;
  /** Index in the conversation of the message that this one answers. */
  replyTo: number | null;
  edited: boolean;
  body: string;
  /** Replies in the thread that hangs on it. */
  thread: WrittenMessage[];
  /** `file:line`, for what is found wrong later. */
  source: string;
}
export interface Conversation {
  day: number;
  /** Minutes since midnight. */
  minute: number;
  messages: WrittenMessage[];
}

export class TalkError extends Error {
  constructor(source: string, problem: string) {
    super(`${source}: ${problem}`);
    this.name = "TalkError";
  }
}

const HEADER = /^# (\d{1,3}) ([01]\d|2[0-3]):([0-5]\d)$/u;
const MESSAGE = /^(?:\+(\d{1,4})([mh]) )?([^\s:*^+#]+)(\*)?(?: \^(\d{1,3}))?:(?: (.*))?$/u;

/** @throws TalkError naming file and line */
export function parseTalk(file: string, text: string): Conversation[] {
  const conversations: Conversation[] = [];
  let open: Conversation | null = null;
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    const source = `${file}:${index + 1}`;
    if (line === "") {
      if (open) close(open, source);
      open = null;
    } else if (line.startsWith("  ")) {
      newest(open, source).body += `\n${line.slice(2)}`;
    } else if (line.startsWith("= ")) {
      mark(newest(open, source), line.slice(2), source);
    } else if (line.startsWith("| ")) {
      const root = open?.messages.at(-1);
      if (!root) throw new TalkError(source, "there is no message here to answer in a thread");
      root.thread.push(readMessage(line.slice(2), source, root.thread.length));
    } else if (line.startsWith("# ")) {
      if (open) throw new TalkError(source, "an empty line is missing before a new conversation");
      open = startConversation(line, source);
      conversations.push(open);
    } else {
      if (!open) throw new TalkError(source, "a conversation starts with its day and time: # 3 14:05");
      open.messages.push(readMessage(line, source, open.messages.length));
    }
  }
  if (open) close(open, file);
  return conversations;
}

/** The message that was written last, in a thread or not. */
function newest(open: Conversation | null, source: string): WrittenMessage {
  const last = open?.messages.at(-1);
  if (!last) throw new TalkError(source, "there is no message here to go on with");
  return last.thread.at(-1) ?? last;
}

function mark(message: WrittenMessage, words: string, source: string): void {
  const [, checkpoint] = /^checkpoint (.+)$/u.exec(words) ?? [];
  const [, options] = /^poll (.+)$/u.exec(words) ?? [];
  if (words === "pin") message.pinned = true;
  else if (checkpoint !== undefined) message.checkpoint = checkpoint;
  else if (options !== undefined) {
    for (const option of options.split(" | ")) {
      const [, text, voters = ""] = /^([^:]+):(?: (.+))?$/u.exec(option) ?? [];
      if (text === undefined) throw new TalkError(source, `not an option with its voters: ${option}`);
      message.poll.push({ text, handles: voters.split(" ").filter(Boolean) });
    }
  } else {
    for (const reaction of words.split(", ")) {
      const [emoji = "", ...handles] = reaction.split(" ");
      if (!/^\p{Extended_Pictographic}/u.test(emoji) || handles.length === 0)
        throw new TalkError(source, `not an emoji and who gave it: ${reaction}`);
      message.reactions.push({ emoji, handles });
    }
  }
}

function startConversation(line: string, source: string): Conversation {
  const [, day, hour, minute] = HEADER.exec(line) ?? [];
  if (day === undefined) throw new TalkError(source, `not a day and a time: ${line}`);
  return { day: Number(day), minute: Number(hour) * 60 + Number(minute), messages: [] };
}

function readMessage(line: string, source: string, before: number): WrittenMessage {
  const [, gap, unit, handle, star, back, words = ""] = MESSAGE.exec(line) ?? [];
  if (handle === undefined) throw new TalkError(source, `not a message: ${line}`);
  if (back !== undefined && (Number(back) < 1 || Number(back) > before)) {
    throw new TalkError(source, `^${back} reaches out of the conversation`);
  }
  return {
    handle,
    gap: gap === undefined ? null : Number(gap) * (unit === "h" ? 60 : 1),
    replyTo: back === undefined ? null : before - Number(back),
    edited: star !== undefined,
    body: words,
    reactions: [],
    pinned: false,
    checkpoint: null,
    poll: [],
    thread: [],
    source,
  };
}

function close({ messages }: Conversation, source: string): void {
  if (messages.length === 0) throw new TalkError(source, "a conversation without a message");
  for (const message of messages.flatMap((each) => [each, ...each.thread])) {
    // As the composer does: nobody sends the empty lines around what they wrote.
    message.body = message.body.replace(/^\n+/u, "").trimEnd();
    const body = parse(BodySchema, message.body);
    if (!body.ok) throw new TalkError(message.source, body.refusal.sentence);
  }
}
