/** From written conversations to the messages of a channel, in the order and at the times in which they were sent. */
import { v7 } from "uuid";
import type { Calendar } from "./calendar.ts";
import type { Conversation, WrittenMarks, WrittenMessage } from "./parse-talk.ts";
import type { TalkedChannel } from "./read-talk.ts";
import { seededRandom, type SeededRandom } from "./seeded-random.ts";

export interface SentMessage extends WrittenMarks {
  id: string;
  seq: number;
  /** Handle. */
  author: string;
  /** Milliseconds since 1970, never falling within a channel. */
  at: number;
  editedAt: number | null;
  /** `seq` of the message that this one answers. */
  replyTo: number | null;
  body: string;
  /** Replies in its thread, with places of their own. */
  thread: SentMessage[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export function timelineOf({ key, conversations }: TalkedChannel, calendar: Calendar): SentMessage[] {
  // People talk past each other: conversations that overlap are shuffled together by time. The sort is stable.
  return inOrder(conversations.flatMap((each) => send(key, each, calendar)));
}

function inOrder(messages: Sent[]): SentMessage[] {
  const sent = messages.toSorted((a, b) => a.at - b.at);
  const seqs = new Map(sent.map(({ id }, index) => [id, index + 1]));
  return sent.map(({ answers, ...message }, index) => ({
    ...message,
    seq: index + 1,
    replyTo: answers === null ? null : (seqs.get(answers) ?? null),
  }));
}

/** `answers`: the id of a message. */
type Sent = Omit<SentMessage, "seq" | "replyTo"> & { answers: string | null };

function send(key: string, { day, minute, messages }: Conversation, calendar: Calendar): Sent[] {
  // A seed of its own, so that a conversation which is added or mended later moves no other.
  const random = seededRandom(`${key} ${day} ${minute}`);
  const begins = calendar.at(day, minute) + Math.floor(random.between(0, 50)) * SECOND;
  return sendFrom(begins, messages, random, (index) => seededRandom(`${key} ${day} ${minute} thread ${index}`));
}

/** `randomOfThread` is told the place of the message that the thread hangs on. */
function sendFrom(
  begins: number,
  messages: WrittenMessage[],
  random: SeededRandom,
  randomOfThread: (index: number) => SeededRandom,
): Sent[] {
  let at = begins;
  const sent: Sent[] = [];
  for (const [index, { handle, gap, replyTo, edited, body, thread, source: _, ...marks }] of messages.entries()) {
    if (gap !== null) at += gap * MINUTE + wholeSeconds(random, 0, 20);
    else if (index > 0) at += typingTime(body, random);
    const firstReply = at + MINUTE;
    sent.push({
      ...marks,
      id: v7({ msecs: at, random: random.bytes(16) }),
      author: handle,
      at,
      editedAt: edited ? at + wholeSeconds(random, 60, 300) : null,
      answers: replyTo === null ? null : (sent[replyTo]?.id ?? null),
      body,
      thread: thread.length === 0 ? [] : inOrder(sendFrom(firstReply, thread, randomOfThread(index), randomOfThread)),
    });
  }
  return sent;
}

/** 20 to 90 seconds: reading, thinking, and some five characters a second. */
function typingTime(body: string, random: SeededRandom): number {
  return Math.min(90 * SECOND, 20 * SECOND + wholeSeconds(random, 0, 15) + Math.floor(body.length / 5) * SECOND);
}

const wholeSeconds = (random: SeededRandom, low: number, high: number) =>
  Math.floor(random.between(low, high)) * SECOND;
