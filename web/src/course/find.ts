/** Search in all messages of the page. Each block is one text in which a browser looks for letters faster than any index would be made. Pure. */
import type { MessageLine } from "../../../protocol/archive/schemas.ts";

/** Between two messages; nobody types one. */
const END = "\u0000";
const ASCII = /^[\0-\x7f]*$/u;

/** Letters without case, marks and forms: what a search compares. */
export const folded = (text: string): string =>
  ASCII.test(text)
    ? text.toLowerCase()
    : text
        .normalize("NFKD")
        .replace(/\p{M}+/gu, "")
        .toLowerCase();

export interface Block {
  /** The messages themselves, while there is room for them. */
  messages: readonly MessageLine[] | null;
  channel: string;
  seqs: Uint32Array;
  starts: Uint32Array;
  text: string;
}
export interface Hit {
  channel: string;
  seq: number;
  /** Undefined where its block has to be unpacked for it. */
  message: MessageLine | undefined;
}

export function blockOf(channel: string, messages: readonly MessageLine[]): Block {
  const starts = new Uint32Array(messages.length);
  const parts: string[] = [];
  let length = 0;
  for (const [n, { body, poll, files }] of messages.entries()) {
    const said = [body, poll?.question ?? "", ...(files ?? []).map(({ name }) => name)].join(" ").replaceAll(END, " ");
    const part = folded(said) + END;
    starts[n] = length;
    length += part.length;
    parts.push(part);
  }
  return { messages: null, channel, seqs: Uint32Array.from(messages, ({ seq }) => seq), starts, text: parts.join("") };
}

/** The last of `starts` that is not behind `at`. */
function indexAt(starts: Uint32Array, at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Messages with all words of the query, of each channel the latest first; `most` of them, and how many there are. */
export function find(blocks: readonly Block[], query: string, most: number): { hits: Hit[]; count: number } {
  const words = folded(query)
    .split(/\s+/u)
    .filter((word) => word !== "");
  // The longest word is the rarest, more often than not.
  const [rarest, ...others] = words.sort((one, other) => other.length - one.length);
  const hits: Hit[] = [];
  let count = 0;
  if (rarest === undefined) return { hits, count };
  for (const { messages, channel, seqs, starts, text } of blocks.toReversed()) {
    const found: number[] = [];
    for (let at = text.indexOf(rarest); at !== -1;) {
      const n = indexAt(starts, at);
      const end = starts[n + 1] ?? text.length;
      if (others.length === 0 || others.every((word) => text.slice(starts[n], end).includes(word))) found.push(n);
      at = text.indexOf(rarest, end);
    }
    count += found.length;
    for (let n = found.length - 1; n >= 0 && hits.length < most; n -= 1)
      hits.push({ channel, seq: seqs[found[n] ?? 0] ?? 0, message: messages?.[found[n] ?? 0] });
  }
  return { hits, count };
}
