/** Lines of an archive as the server takes them: with the ids that people, channels and files have where they come to. */
import { sameInArchive } from "../../protocol/message-meta.ts";
import { SOURCE_PREFIX } from "../../protocol/archive/format.ts";
import type { ChannelLine, MessageLine, PersonLine } from "../../protocol/archive/schemas.ts";
import type { ImportMessage } from "../../protocol/index.ts";

/** What has which id here. */
export interface Here {
  /** @param key of somebody in the archive */
  person(key: string): string;
  knows(person: string): boolean;
  /** @param key of a channel in the archive */
  channel(key: string): string;
  /** The place that a message gets; undefined where it was taken out of the archive. @param channel its key */
  place(channel: string, seq: number): number | undefined;
  /** With the names that people and channels have here. */
  words(body: string): string;
  /** Are the bytes of this file in the archive? */
  holds(file: string): boolean;
}

export const personFor = ({ key, handle, name, role, program }: PersonLine) => ({
  ...{ key: SOURCE_PREFIX + key, handle, name },
  there: { role, ...(program && { program }) },
});

/** Without its people. */
export function channelFor(line: ChannelLine, here: Here) {
  const { key, kind, name, topic = "", posting, createdAt, archived = false, on } = line;
  return {
    ...{ key: SOURCE_PREFIX + key, kind, topic, posting, createdAt, archived },
    ...(name !== undefined && { name }),
    ...(on && {
      on: {
        channel: here.channel(on.channel),
        seq: here.place(on.channel, on.seq) ?? on.seq,
        ...(on.author !== undefined && here.knows(on.author) && { author: here.person(on.author) }),
      },
    }),
  };
}

/** @param channel the key of the channel that it stands in */
export function messageFor(line: MessageLine, channel: string, here: Here): ImportMessage {
  const { id, author, at, editedAt, deletedAt, source = SOURCE_PREFIX.slice(0, -1) } = line;
  const { reactions, pinned, checkpoint, poll, files, hook, as, fromThread } = line;
  const body = here.words(line.body);
  const people = (keys: readonly string[]) => keys.map((key) => here.person(key));
  const replyTo = line.replyTo === undefined ? undefined : here.place(channel, line.replyTo);
  return {
    ...{ id, at, body, author: here.person(author) },
    ...(editedAt !== undefined && { editedAt }),
    ...(deletedAt !== undefined && { deletedAt }),
    ...(replyTo !== undefined && { replyTo }),
    meta: {
      source,
      ...(reactions && { reactions: reactions.map((each) => ({ ...each, members: people(each.members) })) }),
      ...(pinned && { pinned: { at: pinned.at, ...(pinned.by !== undefined && { by: here.person(pinned.by) }) } }),
      ...(checkpoint && { checkpoint: { ...checkpoint, by: here.person(checkpoint.by) } }),
      ...(poll && {
        poll: {
          ...poll,
          voted: people(poll.voted).sort(),
          options: poll.options.map((each) => ({ ...each, ...(each.voters && { voters: people(each.voters) }) })),
        },
      }),
      ...(files && { files: files.map((file) => fileFor(file, here)) }),
      ...(hook && { hook }),
      ...(as !== undefined && { as }),
      ...sameInArchive(line),
      ...fromThreadFor(fromThread, channel, here),
    },
  };
}

function fromThreadFor(from: MessageLine["fromThread"], inside: string, here: Here) {
  if (!from) return {};
  const channel = here.channel(from.channel);
  const [seq, root] = [here.place(from.channel, from.seq), here.place(inside, from.root)];
  return seq === undefined || root === undefined ? {} : { fromThread: { channel, seq, root } };
}

/** One whose bytes are not in the archive, or belong to another message, is named and no more. */
function fileFor({ id, type: _, ...file }: NonNullable<MessageLine["files"]>[number], here: Here) {
  if (id !== undefined && here.holds(id)) return { ...file, id };
  const { name, url, size } = file;
  return { name, ...(url !== undefined && { url }), ...(size !== undefined && { size }) };
}
