/** What people did with the messages of the demo class, as a room keeps it beside the words. */
import { THREAD_FACES_MAX, type Message } from "../../protocol/index.ts";
import type { SentMessage } from "./timeline.ts";

interface Around {
  /** Handle → member id. */
  member: (handle: string) => string;
  /** Handle of who pins and sets checkpoints. */
  pinnedBy: string;
  /** Id of the thread on this message, should it have one. */
  thread: string;
}

const MINUTE = 60_000;

/** Null where nothing was done with it. */
export function metaOf(
  message: SentMessage,
  { member, pinnedBy, thread }: Around,
): NonNullable<Message["meta"]> | null {
  const { at, body, reactions, pinned, checkpoint, poll, thread: replies } = message;
  const marked = { by: member(pinnedBy), at: at + MINUTE };
  const meta: NonNullable<Message["meta"]> = {};
  if (reactions.length > 0)
    meta.reactions = reactions.map(({ emoji, handles }) => ({
      emoji,
      members: handles.map(member),
      count: handles.length,
    }));
  if (pinned) meta.pinned = marked;
  if (checkpoint !== null) meta.checkpoint = { name: checkpoint, ...marked };
  if (poll.length > 0) {
    const options = poll.map(({ text, handles }) => ({ text, votes: handles.length, voters: handles.map(member) }));
    const voted = options.flatMap(({ voters }) => voters).sort();
    meta.poll = { question: body, options, voted, multiple: false, secret: false, sealed: false, open: false };
  }
  const last = replies.at(-1);
  if (last) {
    const people = [...new Set(replies.map(({ author }) => author))].slice(0, THREAD_FACES_MAX);
    meta.thread = { channel: thread, count: replies.length, lastAt: last.at, people: people.map(member) };
  }
  return Object.keys(meta).length === 0 ? null : meta;
}

/** Who voted for what; null where nobody was asked. */
export function sealedOf(
  { poll }: SentMessage,
  member: (handle: string) => string,
): { ballots: Record<string, number[]> } | null {
  if (poll.length === 0) return null;
  const ballots = poll.flatMap(({ handles }, option) =>
    handles.map((handle): [string, number[]] => [member(handle), [option]]),
  );
  return { ballots: Object.fromEntries(ballots) };
}
