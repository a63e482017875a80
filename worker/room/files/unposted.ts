/** Which files of R2 no message of a channel holds: what was uploaded and neither posted nor scheduled. */
import { heldBy, storedIdsOf, type Message } from "../../../protocol/index.ts";

interface Messages {
  /** Whether a message waits for the teaching team. */
  isHeld: (id: string) => Promise<boolean>;
  /** The place of a stored message, however old. */
  olderIds: { seqOf: (channelNo: number, id: string) => Promise<number | undefined> };
  /** Files of messages that wait for their time. */
  scheduledPosts: { filesOf: (ids: readonly string[]) => Promise<string[]> };
  changes: { stored: (seq: number) => Promise<Pick<Message, "meta"> | undefined> };
}

/** @param files each with the message that it was uploaded for @throws when D1 cannot be asked: better kept than missed */
export async function unpostedFiles(
  files: readonly { id: string; message: string }[],
  channelNo: number,
  { olderIds, changes, isHeld, scheduledPosts }: Messages,
): Promise<string[]> {
  const held = new Map<string, ReadonlySet<string>>();
  const messages = new Set(files.map((file) => file.message));
  // First: what goes out in the meantime stands in the log then.
  const waiting = new Set(await scheduledPosts.filesOf([...messages]));
  for (const message of messages) {
    if (await isHeld(message)) for (const file of files) if (file.message === message) waiting.add(file.id);
    const seq = await olderIds.seqOf(channelNo, message);
    const meta = seq === undefined ? undefined : (await changes.stored(seq))?.meta;
    // They went along to another channel, whose message holds them.
    if (meta?.movedTo) for (const file of files) if (file.message === message) waiting.add(file.id);
    held.set(message, new Set(storedIdsOf(heldBy(meta))));
  }
  return files.filter(({ id, message }) => !waiting.has(id) && held.get(message)?.has(id) !== true).map(({ id }) => id);
}
