/** Contiguous stretches of a channel's messages, ascending, never touching each other. No stretch has a hole in it. */
import type { Message } from "../protocol/index.ts";

export interface Range {
  /** `messages[i].seq === first + i`. */
  first: number;
  messages: Message[];
}

export const lastOf = (range: Range) => range.first + range.messages.length - 1;

export class Ranges {
  #ranges: Range[] = [];

  get newest(): Range | null {
    return this.#ranges.at(-1) ?? null;
  }

  clear(): void {
    this.#ranges = [];
  }

  at(seq: number): Range | null {
    return this.#ranges.find((range) => seq >= range.first && seq <= lastOf(range)) ?? null;
  }

  get(seq: number): Message | null {
    const range = this.at(seq);
    return range?.messages[seq - range.first] ?? null;
  }

  has(id: string): boolean {
    return this.#ranges.some((range) => range.messages.some((message) => message.id === id));
  }

  /**
   * Takes a message that stands in a stretch, or right after one. Returns the stretch that changed; null where it is not
   * newer (by `rev`) than what is there, or stands apart.
   */
  place(message: Message): Range | null {
    const range = this.at(message.seq);
    if (range !== null) {
      const index = message.seq - range.first;
      const known = range.messages[index];
      if (known === undefined || known.rev >= message.rev) return null;
      range.messages[index] = message;
      return range;
    }
    const before = this.#ranges.find((candidate) => lastOf(candidate) + 1 === message.seq);
    if (before === undefined) return null;
    before.messages.push(message);
    return this.#join(before);
  }

  /** Takes messages without a hole between them; of each, the higher `rev` stays. Returns the stretch that holds them now. */
  add(messages: readonly Message[]): Range | null {
    const first = messages[0]?.seq;
    if (first === undefined) return null;
    const last = first + messages.length - 1;
    const newest = messages.map((message) => {
      const known = this.get(message.seq);
      return known !== null && known.rev >= message.rev ? known : message;
    });
    const left = this.#ranges.find((range) => range.first < first && lastOf(range) >= first - 1);
    const right = this.#ranges.find((range) => lastOf(range) > last && range.first <= last + 1);
    const merged: Range = left ?? { first, messages: [] };
    const after = right === undefined ? [] : right.messages.slice(Math.max(0, last + 1 - right.first));
    // Within the left stretch when it reaches further than the page: then `left` and `right` are the same one.
    merged.messages.length = first - merged.first;
    merged.messages = merged.messages.concat(newest, after);
    this.#ranges = this.#ranges.filter(
      (range) => range !== merged && range !== right && (range.first < merged.first || lastOf(range) > lastOf(merged)),
    );
    this.#ranges.push(merged);
    this.#ranges.sort((a, b) => a.first - b.first);
    return merged;
  }

  /** Joins a stretch that has grown to the next one. */
  #join(range: Range): Range {
    const next = this.#ranges[this.#ranges.indexOf(range) + 1];
    if (next?.first !== lastOf(range) + 1) return range;
    range.messages = range.messages.concat(next.messages);
    this.#ranges = this.#ranges.filter((other) => other !== next);
    return range;
  }
}
