/**
 * Messages that stand in a list elsewhere than in their channel, followed as they change (promise I7): what was edited or deleted is
 * fetched anew. What the list could not hear of, it is told that it may have missed.
 */
import type { Message } from "../../../../protocol/index.ts";
import { outcomeOf } from "../base/outcome.ts";
import type { ConversationClass } from "./context.ts";

/** Changes of so long are asked for together; many show the same message, and do not all ask in one moment. */
const GATHER_MS = 50;
const SPREAD_MS = 300;
/** Of more at once the list is asked for anew by who looks at it. */
const ASKED_AT_ONCE = 12;

export interface MessageList {
  /** Does it show this message? */
  has(channel: string, seq: number): boolean;
  /** As it is now; deleted: `deletedAt`. */
  take(channel: string, message: Message): void;
  /** Something may have changed that nobody told. */
  miss(): void;
}

/** @returns ends it */
export function followMessages(workspace: Pick<ConversationClass, "session" | "api">, list: MessageList): () => void {
  /** The least `rev` that is wanted, by channel and place. */
  const wanted = new Map<string, { channel: string; seq: number; rev: number }>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  async function ask() {
    timer = null;
    const asked = [...wanted.values()];
    wanted.clear();
    if (asked.length > ASKED_AT_ONCE) return list.miss();
    const outcomes = await Promise.all(
      asked.map(({ channel, seq, rev }) =>
        outcomeOf(workspace.api.call("messages.page", { channel }, { around: seq, limit: 1, rev })),
      ),
    );
    for (const [at, outcome] of outcomes.entries()) {
      const { channel = "", seq = 0 } = asked[at] ?? {};
      const message = outcome.ok ? outcome.value.messages.find((each) => each.seq === seq) : undefined;
      if (message) list.take(channel, message);
      // What is not mine to read any more is gone from lists by that.
      else if (outcome.ok || outcome.refusal.code !== "not_found") list.miss();
    }
  }

  const stop = workspace.session.onEvent((event) => {
    // What was told while there was no socket is lost.
    if (event.type === "hello") return list.miss();
    if (event.type !== "messagesChanged") return;
    const { channel } = event;
    for (const { seq, rev } of event.changes)
      if (list.has(channel, seq)) wanted.set(`${channel} ${seq}`, { channel, seq, rev });
    if (wanted.size > 0) timer ??= setTimeout(() => void ask(), GATHER_MS + Math.random() * SPREAD_MS);
  });
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
  };
}
