/** What a room does with numbers, told again in a few lines: the yardstick that timelines are held against. */
import { mintMessageId } from "../../../client/message-id.ts";
import type { Message, Page } from "../../../protocol/index.ts";

export class RoomLog {
  readonly messages: Message[] = [];
  rev = 0;

  get head(): { seq: number; rev: number } {
    return { seq: this.messages.length, rev: this.rev };
  }

  /** The same id again gives the message that is there. */
  post(body: string, id = mintMessageId(1_700_000_000_000 + this.messages.length), author = "member-0001"): Message {
    const known = this.messages.find((message) => message.id === id);
    if (known !== undefined) return known;
    this.rev += 1;
    const seq = this.messages.length + 1;
    const message: Message = { id, seq, rev: this.rev, author, at: 1_700_000_000_000 + seq, body };
    this.messages.push(message);
    return message;
  }

  edit(seq: number, body: string): Message {
    return this.#change(seq, { body, editedAt: 1_700_000_000_000 });
  }

  remove(seq: number): Message {
    return this.#change(seq, { body: "", deletedAt: 1_700_000_000_000 });
  }

  /** Ascending by `rev`, as they now are. */
  since(rev: number): Message[] {
    return this.messages.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev);
  }

  page(
    where: { before?: number | undefined; after?: number | undefined; around?: number | undefined } = {},
    limit = 50,
  ): Page {
    const count = this.messages.length;
    let first = Math.max(1, count - limit + 1);
    if (where.before !== undefined) first = Math.max(1, Math.min(where.before, count + 1) - limit);
    if (where.after !== undefined) first = where.after + 1;
    if (where.around !== undefined)
      first = Math.max(1, Math.min(where.around - Math.floor(limit / 2), count - limit + 1));
    const end = Math.min(where.before ?? Infinity, first + limit, count + 1);
    const messages = this.messages.slice(first - 1, Math.max(first, end) - 1);
    return { messages, reachedStart: first === 1, reachedEnd: end > count, rev: this.rev };
  }

  #change(seq: number, change: Partial<Message>): Message {
    const known = this.messages[seq - 1];
    if (known === undefined) throw new Error(`no message ${seq}`);
    this.rev += 1;
    const changed = { ...known, ...change, rev: this.rev };
    this.messages[seq - 1] = changed;
    return changed;
  }
}

export function logOf(count: number): RoomLog {
  const log = new RoomLog();
  for (let n = 1; n <= count; n += 1) log.post(`message ${n}`);
  return log;
}
