/** What a message of an import carries beside its words, as the log has it. */
import type { ImportMessage, Message } from "../../../protocol/index.ts";
import type { PrivateState } from "./message-actions.ts";
import { eachEmojiOnce } from "../../../protocol/reactions.ts";

/**
 * JSON of what is known of the ballots of a poll that was brought. Undefined: of none, or nobody sees them; then it stays as it is
 * (message-actions.ts).
 */
export function ballotsOf(poll: NonNullable<ImportMessage["meta"]>["poll"]): string | undefined {
  if (!poll?.options.every(({ votes }) => votes !== undefined)) return undefined;
  if (poll.secret) return JSON.stringify({ counts: poll.options.map(({ votes = 0 }) => votes) } satisfies PrivateState);
  const ballots: Record<string, number[]> = {};
  for (const [choice, { voters = [] }] of poll.options.entries())
    for (const member of voters) (ballots[member] ??= []).push(choice);
  return JSON.stringify({ ballots } satisfies PrivateState);
}

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
