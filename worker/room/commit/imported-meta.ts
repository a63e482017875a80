/** What a message of an import carries beside its words, as the log has it. */
import type { ImportMessage, Message } from "../../../protocol/index.ts";
import { eachEmojiOnce } from "../../../protocol/reactions.ts";

/** @returns the meta of the stored message: one entry for each picture, and a pin that names nobody where the source did not */
export function importedMeta(given: ImportMessage["meta"]): NonNullable<Message["meta"]> {
  const { reactions, pinned, ...rest } = given ?? {};
  return {
    ...rest,
    ...(reactions && { reactions: [...eachEmojiOnce(reactions)] }),
    ...(pinned && { pinned: { by: pinned.by ?? "", at: pinned.at } }),
    imported: true,
  };
}
