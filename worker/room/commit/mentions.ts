/** Who a message names: told in protocol/, which the demo class shares. */
import { mentionedHandles, type Message } from "../../../protocol/index.ts";

/** Folded handles. Who is named in a reply that also went to the channel is told of it in the thread. */
export const handlesIn = ({ body, meta }: Pick<Message, "body" | "meta">): string[] =>
  meta?.fromThread === undefined ? mentionedHandles(body) : [];
