/** Message ids that a second run makes again: the original time, and a hash of what the source calls the message. */
import { createHash } from "node:crypto";

/**
 * A UUID in the form of version 7 (RFC 9562, section 5.7): 48 bits of time, the rest from the SHA-256 of `key`.
 * @param at milliseconds since 1970
 * @param key names one message of one source, e.g. `slack:C01/1789390837.000119/slack:U01`
 */
export function sourceMessageId(at: number, key: string): string {
  const bytes = createHash("sha256").update(key).digest().subarray(0, 16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
