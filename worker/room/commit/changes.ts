/**
 * Changes of messages on their way into the log: edits, deletes, reactions, votes, pins, checkpoints. What a message was is read from the
 * log, and where it was trimmed, from D1.
 */
import { refusal, type Message } from "../../../protocol/index.ts";
import { log as faults } from "../../log.ts";
import { because } from "../../../protocol/reasons.ts";
import { readMessage } from "../../store/messages.ts";
import { isPersonIn } from "../../store/tasks.ts";
import { membersNoOf } from "../channel-facts.ts";
import type { ChangeRequest, ChannelFacts, SocketIdentity } from "../contract.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import type { ClassEmojiCheck } from "./class-emoji-check.ts";
import type { Answer } from "./posts.ts";
import { tooFast, type MessageRules } from "./rules.ts";

/** Whom a task is to be given to; undefined where that is not asked. */
function givenTo(request: ChangeRequest): string | undefined {
  return request.type === "act" && request.act.type === "task" && request.act.on
    ? (request.act.to ?? undefined)
    : undefined;
}

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
    if (name !== undefined) return this.#withEmoji(who, request, answer, name);
    const given = givenTo(request);
    return given === undefined || given === who.member
      ? this.#carryOut(who, request, answer)
      : this.#withAssignee(who, request, answer, given);
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

  /** A task is given to nobody who cannot read it. */
  async #withAssignee(who: SocketIdentity, request: ChangeRequest, answer: Answer, member: string): Promise<void> {
    const { facts, rules, d1 } = this.#room;
    const wait = rules.mayTake("old", who, Date.now());
    if (wait > 0) return answer(tooFast(wait));
    try {
      if (!(await isPersonIn(d1, membersNoOf(facts()), member)))
        return answer({ ok: false, refusal: refusal("invalid", { field: "to", ...because("task_to_outsider") }) });
    } catch (error) {
      faults.fault("assignee", error, { channel: facts().channelId, trace: who.trace });
      return answer({ ok: false, refusal: refusal("unavailable", { retryAfter: 5_000 }) });
    }
    return this.#carryOut(who, request, answer);
  }

  /** The message as readers are told it. */
  async told(seq: number): Promise<Message | undefined> {
    const stored = await this.stored(seq);
    if (!stored) return undefined;
    const { sealed: _sealed, ...message } = stored;
    return message;
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
