/** A message as its line in an archive. What is in it and what is not: message-meta.ts decides. */
import { sameInArchive } from "../message-meta.ts";
import type { Message } from "../messages.ts";
import type { MessageLine } from "./schemas.ts";
import { SOURCE_PREFIX } from "./format.ts";

type Meta = NonNullable<Message["meta"]>;
/** Of messages that came with an import that did not say from where. */
const ELSEWHERE = "elsewhere";

/** From public ids of people and channels to their keys: the same wherever an archive was carried to. */
export interface Keys {
  person(id: string): string;
  channel(id: string): string;
}

/** @param seen is told everybody who is named in it, by key */
export function messageLine(message: Message, keys: Keys, seen: (person: string) => void): MessageLine {
  const person = (id: string) => {
    const key = keys.person(id);
    seen(key);
    return key;
  };
  const people = (ids: readonly string[]) => ids.map(person);
  const { seq, id, author, at, body, editedAt, deletedAt, replyTo, meta = {} } = message;
  const line: MessageLine = { seq, id, author: person(author), at, body };
  if (deletedAt !== undefined) return { ...line, body: "", deletedAt };
  if (editedAt !== undefined) line.editedAt = editedAt;
  if (replyTo !== undefined) line.replyTo = replyTo;
  const source = sourceOf(meta);
  if (source !== undefined) line.source = source;
  Object.assign(line, sameInArchive(meta));
  const { reactions = [], pinned, checkpoint, poll, files, hook, as, fromThread } = meta;
  if (reactions.length > 0)
    line.reactions = reactions.map(({ emoji, members, count }) => ({ emoji, members: people(members), count }));
  if (pinned) line.pinned = { ...(pinned.by !== "" && { by: person(pinned.by) }), at: pinned.at };
  if (checkpoint) line.checkpoint = { name: checkpoint.name, by: person(checkpoint.by), at: checkpoint.at };
  if (poll)
    line.poll = {
      ...poll,
      options: poll.options.map((option) => ({ ...option, ...(option.voters && { voters: people(option.voters) }) })),
      // Sorted by whom it is read: the order tells nothing.
      voted: people(poll.voted).sort(),
    };
  // What went to the channel as well shows the files of the reply, and holds none.
  if (files && files.length > 0 && !fromThread) line.files = files;
  if (hook) line.hook = true;
  if (as !== undefined) line.as = as;
  if (fromThread) line.fromThread = { ...fromThread, channel: keys.channel(fromThread.channel) };
  return line;
}

/** What an archive brought says nothing of it: it is as it was where it was said. */
function sourceOf({ imported, source }: Meta): string | undefined {
  if (!imported) return undefined;
  if (source === SOURCE_PREFIX.slice(0, -1)) return undefined;
  return source ?? ELSEWHERE;
}
