/** What a message of an import carries beside its words, as the log has it. */
import type { ImportMessage, Message } from "../../../protocol/index.ts";

type Given = ImportMessage["meta"];
type Reactions = NonNullable<NonNullable<Given>["reactions"]>;

/** The selector that asks for a picture: some chats write it, others do not, and the picture is the same. */
const VARIATION = /\uFE0F/gu;

/** @returns the meta of the stored message: one entry for each picture, and a pin that names nobody where the source did not */
export function importedMeta(given: Given): NonNullable<Message["meta"]> {
  const { reactions, pinned, ...rest } = given ?? {};
  return {
    ...rest,
    ...(reactions && { reactions: oneForEachPicture(reactions) }),
    ...(pinned && { pinned: { by: pinned.by ?? "", at: pinned.at } }),
    imported: true,
  };
}

/**
 * Reactions with one picture under two of its spellings are one: the people of both, once each, and those who were counted without
 * being named.
 */
function oneForEachPicture(reactions: Reactions): Reactions {
  const merged = new Map<string, Reactions[number]>();
  for (const { emoji, members, count } of reactions) {
    const picture = emoji.normalize("NFC").replace(VARIATION, "");
    const before = merged.get(picture) ?? { emoji, members: [], count: 0 };
    const together = [...new Set([...before.members, ...members])];
    const unnamed = before.count - before.members.length + count - members.length;
    merged.set(picture, { emoji: before.emoji, members: together, count: together.length + unnamed });
  }
  return [...merged.values()];
}
