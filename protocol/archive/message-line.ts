/** A message as its line in an archive. What is none of it says why not, so that a new field of a message does not compile before it is decided. */
import type { Message } from "../messages.ts";
import type { MessageLine } from "./schemas.ts";
import { SOURCE_PREFIX } from "./format.ts";

type Meta = NonNullable<Message["meta"]>;
/** Names that the schema has; others are carried along by rooms of a later version, and are not known here. */
type Known = keyof { [K in keyof Meta as string extends K ? never : K]: true };

/** Fields of `meta` that an archive has, and why it does not have the others. */
export const META_IN_ARCHIVE: Record<Known, true | string> = {
  reactions: true,
  pinned: true,
  checkpoint: true,
  poll: true,
  files: true,
  hook: true,
  as: true,
  alsoToChannel: true,
  fromThread: true,
  source: true,
  moved: "it is of the channel where it stands now",
  movedTo: "what was moved stands where it is now",
  imported: "every line that an import brings is marked anew, where it comes to",
  thread: "counted anew from the thread, which stands in the archive itself",
  versions: "earlier wordings are for their author and the teaching team",
  reach: "whom it notified then is nobody's business later",
  cards: "of pages elsewhere, not of the class",
  expired: "why a message is gone is of the channel that kept it for a time",
  task: "who was to do what is of the class in which it was to be done",
};

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
  const { reactions = [], pinned, checkpoint, poll, files, hook, as, alsoToChannel, fromThread } = meta;
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
  if (alsoToChannel !== undefined) line.alsoToChannel = alsoToChannel;
  if (fromThread) line.fromThread = { ...fromThread, channel: keys.channel(fromThread.channel) };
  return line;
}

/** What an archive brought says nothing of it: it is as it was where it was said. */
function sourceOf({ imported, source }: Meta): string | undefined {
  if (!imported) return undefined;
  if (source === SOURCE_PREFIX.slice(0, -1)) return undefined;
  return source ?? ELSEWHERE;
}
