/** What a channel's room does for its threads, and a thread's for its replies that went to the channel as well. */
import type { Message, Refusal } from "../../../protocol/index.ts";
import type { ChannelFacts, PostRequest, SocketIdentity, ThreadCopy, ThreadSummary, Written } from "../contract.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import type { MessageRules } from "../commit/rules.ts";

interface Host {
  facts: () => ChannelFacts;
  log: RoomLog;
  rules: MessageRules;
  /** The place of a stored message, however old. @throws when D1 cannot be asked */
  find: (id: string) => Promise<number | undefined>;
  storedMessageAt: (seq: number) => Promise<StoredMessage | undefined>;
  /** Hears of what was changed. `afterRev`: the channel's `rev` before it. */
  changed: (message: Message, afterRev: number, before: StoredMessage) => void;
  /** … by a thread, which tells it again until D1 has it. */
  summarised: (message: Message, afterRev: number) => void;
  post: (who: SocketIdentity, request: PostRequest) => Promise<Written>;
}

export class AsParent {
  readonly #room: Host;

  constructor(room: Host) {
    this.#room = room;
  }

  /** The thread on the message at `seq` has grown or shrunk: one change of that message. */
  async summarise(seq: number, summary: ThreadSummary): Promise<void> {
    const { summarised, rules } = this.#room;
    await this.#change(seq, (stored) => rules.summarise(stored, summary), summarised);
  }

  /** A reply that goes here as well, or what became of it. `who`: its author, while it is to be posted. @returns why not */
  async takeCopy(copy: ThreadCopy, who: SocketIdentity | null): Promise<Refusal | null> {
    const { id, body, files: copied, fromThread } = copy;
    if (who && !copy.deleted) {
      const written = await this.#room.post(who, { id, body, fromThread, copied });
      if (!written.ok) return written.refusal;
    }
    const seq = await this.#room.find(id);
    if (seq !== undefined) await this.#change(seq, (stored) => this.#room.rules.follow(stored, copy, Date.now()));
    return null;
  }

  /** In the thread's room: the channel refused the copy of the reply at `seq` for good, so the reply no longer says that it went there. */
  async notTaken(seq: number): Promise<void> {
    await this.#change(seq, (stored) => this.#room.rules.staysInThread(stored));
  }

  /** No `await` between the change and its telling: the output gate covers only what is sent after a write of the same turn. */
  async #change(
    seq: number,
    change: (stored: StoredMessage) => Message | undefined,
    tell: Host["changed"] = this.#room.changed,
  ): Promise<void> {
    const stored = await this.#room.storedMessageAt(seq);
    const afterRev = this.#room.log.head.rev;
    const changed = stored && change(stored);
    if (changed) tell(changed, afterRev, stored);
  }
}
