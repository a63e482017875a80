/** Message ids that a second run makes again: the original time, and a hash of what the source calls the message. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { hashOf } from "./keys.ts";

/**
 * A UUID in the form of version 7 (RFC 9562, section 5.7): 48 bits of time, the rest from the SHA-256 of `key`.
 * @param at milliseconds since 1970
 * @param key names one message of one source, e.g. `slack:C01/1789390837.000119/slack:U01`
 */
export function sourceMessageId(at: number, key: string): string {
  const bytes = sha256(utf8ToBytes(key)).subarray(0, 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, Math.floor(at / 0x10000));
  view.setUint16(4, at % 0x10000);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytesToHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * Names for messages of a source that has none: of author, time, words, and the how-manyth of equal ones it is. What a later export has
 * more is behind what was there, so that the same message is counted the same again.
 */
export class AnchorsByWords {
  readonly #seen = new Map<string, number>();

  /** @param time as it stands in the source, so that it does not depend on how it is read */
  next(author: string, time: string | number, words: string): string {
    const what = hashOf(`${author}\0${time}\0${words}`);
    const count = (this.#seen.get(what) ?? 0) + 1;
    this.#seen.set(what, count);
    return count === 1 ? what : `${what}#${count}`;
  }
}
