/** Which files of R2 no message of a channel holds: what was uploaded and never posted. */
import { heldBy, storedIdsOf, type Message } from "../../../protocol/index.ts";

interface Messages {
  /** The place of a stored message, however old. */
  olderIds: { seqOf: (channelNo: number, id: string) => Promise<number | undefined> };
  changes: { stored: (seq: number) => Promise<Pick<Message, "meta"> | undefined> };
}

/** @param files each with the message that it was uploaded for @throws when D1 cannot be asked: better kept than missed */
export async function unpostedFiles(
  files: readonly { id: string; message: string }[],
  channelNo: number,
  { olderIds, changes }: Messages,
): Promise<string[]> {
  const held = new Map<string, ReadonlySet<string>>();
  for (const message of new Set(files.map((file) => file.message))) {
    const seq = await olderIds.seqOf(channelNo, message);
    held.set(message, new Set(seq === undefined ? [] : storedIdsOf(heldBy((await changes.stored(seq))?.meta))));
  }
  return files.filter(({ id, message }) => held.get(message)?.has(id) !== true).map(({ id }) => id);
}
