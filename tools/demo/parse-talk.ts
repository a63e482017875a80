/**
 * Reads written conversations. The form, made for writing by hand:
 *
 *     # 3 14:05                 a conversation: day 3 (0 is Monday of the first week), its time of day
 *     ben: does anyone know     who: what
 *     +9m kofi ^1: Yes.         nine minutes later (`h`: hours), as a reply to the message one before
 *     kofi*: Look:              edited afterwards
 *       ```                     two spaces: goes on; two spaces alone: an empty line
 *
 * An empty line ends a conversation.
 */
import { BodySchema, parse } from "../../protocol/index.ts";

export interface WrittenMessage {
  handle: string;
  /** Minutes since the message before, where they are written. */
  gap: number | null;
  /** Index in the conversation of the message that this one answers. */
  replyTo: number | null;
  edited: boolean;
  body: string;
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
      const message: WrittenMessage | undefined = open?.messages.at(-1);
      if (!message) throw new TalkError(source, "there is no message here to go on with");
      message.body += `\n${line.slice(2)}`;
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
    source,
  };
}

function close({ messages }: Conversation, source: string): void {
  if (messages.length === 0) throw new TalkError(source, "a conversation without a message");
  for (const message of messages) {
    // As the composer does: nobody sends the empty lines around what they wrote.
    message.body = message.body.replace(/^\n+/u, "").trimEnd();
    const body = parse(BodySchema, message.body);
    if (!body.ok) throw new TalkError(message.source, body.refusal.sentence);
  }
}
