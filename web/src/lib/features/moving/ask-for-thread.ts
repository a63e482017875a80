/** A thread that messages went to or came from, and that I neither follow nor opened: whether I may read it, the server knows. */
import { outcomeOf } from "../../base/outcome.ts";
import type { ConversationClass } from "../../conversation/context.ts";

/** Each is asked for once, however many messages name it. */
const asked = new WeakMap<ConversationClass, Set<string>>();

/** What may be read is then a channel of the class (`channel`); of anything else nothing is told. Never rejects. */
export function askForThread(workspace: ConversationClass, id: string): void {
  // Who visits knows one channel and its threads.
  if (workspace.visit) return;
  const before = asked.get(workspace) ?? new Set();
  if (before.has(id)) return;
  asked.set(workspace, before.add(id));
  void outcomeOf(workspace.api.call("channels.get", { channel: id })).then((outcome) => {
    if (outcome.ok && outcome.value.channel.kind === "thread") workspace.accept(outcome.value.channel);
    // Where the network was away, the next mark asks again.
    else if (!outcome.ok && outcome.refusal.code !== "not_found") before.delete(id);
  });
}
