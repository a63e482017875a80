/**
 * The chain of a channel's messages (docs/transcript-chain.md): each link holds the one before and one message, so that nobody changes,
 * takes out, adds or moves a line without every later link saying so. What hashes is handed in: the worker and the command line have
 * SHA-256 of the platform, a page has its own.
 */

/** SHA-256 of bytes, 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Bytes of a salt, a leaf and a link: half of SHA-256, which no two texts share by chance or by work. */
export const HASH_BYTES = 16;

const utf8 = new TextEncoder();

export class Chain {
  readonly #sha256: Sha256;
  #link: Uint8Array;
  /** Room for a link and a leaf, or a salt and a line. */
  #buffer = new Uint8Array(4_096);

  /** Of the entry of a channel that begins with the message `from`. */
  constructor(sha256: Sha256, channel: string, from: number) {
    this.#sha256 = sha256;
    this.#link = sha256(utf8.encode(`place-chain-1 ${channel} ${from}`)).slice(0, HASH_BYTES);
  }

  /** @param line the message's line as it stands in the archive, without its end @param salt HASH_BYTES of chance */
  leafOf(salt: Uint8Array, line: string): Uint8Array {
    const most = HASH_BYTES + line.length * 3;
    if (this.#buffer.length < most) this.#buffer = new Uint8Array(most * 2);
    this.#buffer.set(salt);
    const { written } = utf8.encodeInto(line, this.#buffer.subarray(HASH_BYTES));
    return this.#sha256(this.#buffer.subarray(0, HASH_BYTES + written)).slice(0, HASH_BYTES);
  }

  /** The link of the next message. */
  add(leaf: Uint8Array): Uint8Array {
    const both = new Uint8Array(2 * HASH_BYTES);
    both.set(this.#link);
    both.set(leaf, HASH_BYTES);
    this.#link = this.#sha256(both).slice(0, HASH_BYTES);
    return this.#link;
  }

  /** Goes on from a link that was told: what is wrong with one message is not said of every later one. */
  goOnFrom(link: Uint8Array): void {
    this.#link = link;
  }

  get link(): Uint8Array {
    return this.#link;
  }
}

/** The value at the end of a channel's chain. @param ends the last links of its entries, in their order */
export function headOf(sha256: Sha256, ends: readonly Uint8Array[]): Uint8Array {
  let head = new Uint8Array(HASH_BYTES);
  for (const end of ends) {
    const both = new Uint8Array(2 * HASH_BYTES);
    both.set(head);
    both.set(end, HASH_BYTES);
    head = sha256(both).slice(0, HASH_BYTES);
  }
  return head;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Base64 for addresses (RFC 4648, section 5), without padding. */
export function toText(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    text += DIGITS[a >> 2]! + DIGITS[((a & 3) << 4) | (b >> 4)]!;
    if (i + 1 < bytes.length) text += DIGITS[((b & 15) << 2) | (c >> 6)]!;
    if (i + 2 < bytes.length) text += DIGITS[c & 63]!;
  }
  return text;
}

/** Null where it is no HASH_BYTES in base64. */
export function fromText(text: unknown): Uint8Array | null {
  if (typeof text !== "string" || !/^[\w-]{22}$/u.test(text)) return null;
  const bytes = new Uint8Array(HASH_BYTES);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const sign of text) {
    held = ((held << 6) | DIGITS.indexOf(sign)) & 0xffff;
    bits += 6;
    if (bits >= 8 && at < HASH_BYTES) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}
