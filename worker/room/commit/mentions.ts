/** What a message's words say to others than its readers: whom it names (told in protocol/, which the demo class shares), and that they changed. */
import { mentionedHandles, type Message } from "../../../protocol/index.ts";

/** Folded handles. Who is named in a reply that also went to the channel is told of it in the thread. */
export const handlesIn = ({ body, meta }: Pick<Message, "body" | "meta">): string[] =>
  meta?.fromThread === undefined ? mentionedHandles(body) : [];

/** Reactions and the like leave the words as they were. `before`: where that is known. */
export const isReworded = (after: Pick<Message, "body" | "editedAt">, before?: Pick<Message, "body">): boolean =>
  after.editedAt !== undefined && after.body !== before?.body;
