/**
 * Changes of messages on their way into the log: edits, deletes, reactions, votes, pins, checkpoints. What a message was is read from the
 * log, and where it was trimmed, from D1.
 */
import { refusal, type Message } from "../../../protocol/index.ts";
import { log as faults } from "../../log.ts";
import { readMessage } from "../../store/messages.ts";
import type { ChangeRequest, ChannelFacts, SocketIdentity } from "../contract.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import type { ClassEmojiCheck } from "./class-emoji-check.ts";
import type { Answer } from "./posts.ts";
import { tooFast, type MessageRules } from "./rules.ts";

interface Host {
  facts: () => ChannelFacts;
  d1: D1Database;
  log: RoomLog;
  rules: MessageRules;
  emoji: ClassEmojiCheck;
  /** Hears of what was changed. `afterRev`: the channel's `rev` before it. */
  changed: (message: Message, afterRev: number, before: StoredMessage | undefined) => void;
}

export class Changes {
  readonly #room: Host;

  constructor(room: Host) {
    this.#room = room;
  }

  /** @returns undefined where it was answered at once */
  change(who: SocketIdentity, request: ChangeRequest, answer: Answer): void | Promise<void> {
    const name = this.#room.emoji.unknownIn(request, Date.now());
    return name === undefined ? this.#carryOut(who, request, answer) : this.#withEmoji(who, request, answer, name);
  }

  /** No `await` between the change and its telling: the output gate covers only what is sent after a write of the same turn. */
  #carryOut(who: SocketIdentity, request: ChangeRequest, answer: Answer): void | Promise<void> {
    const { facts, log, rules, changed } = this.#room;
    const apply = (before: StoredMessage | undefined) => {
      const afterRev = log.head.rev;
      const written = rules.change(facts(), who, request, before, Date.now());
      answer(written);
      if (written.ok && written.isNew) changed(written.message, afterRev, before);
    };
    const before = log.storedMessageAt(request.seq);
    if (before || request.seq > log.head.seq) return apply(before);
    const wait = rules.mayTake("old", who, Date.now());
    if (wait > 0) return answer(tooFast(wait));
    return this.fetch(request.seq).then(apply, (error: unknown) => {
      faults.fault("oldMessage", error, { channel: facts().channelId, trace: who.trace });
      answer({ ok: false, refusal: refusal("unavailable", { retryAfter: 5_000 }) });
    });
  }

  async #withEmoji(who: SocketIdentity, request: ChangeRequest, answer: Answer, name: string): Promise<void> {
    const { facts, rules, emoji } = this.#room;
    const wait = rules.mayTake("old", who, Date.now());
    if (wait > 0) return answer(tooFast(wait));
    const refused = await emoji.ask(facts().workspaceNo, name);
    return refused ? answer({ ok: false, refusal: refused }) : this.change(who, request, answer);
  }

  /** As it now is, however old. @throws when D1 cannot be asked */
  async stored(seq: number): Promise<StoredMessage | undefined> {
    return this.#room.log.storedMessageAt(seq) ?? (await this.fetch(seq));
  }

  /** A message that was trimmed, from D1; somebody else's change may have brought it back into the log meanwhile. */
  async fetch(seq: number): Promise<StoredMessage | undefined> {
    const { d1, facts, log } = this.#room;
    const stored = await readMessage(d1, facts().channelNo, seq);
    return log.storedMessageAt(seq) ?? stored;
  }
}
