/** A stretch of a channel as the two entries that it is in an archive: its lines, and their proof. */
import { randomBytes } from "node:crypto";
import { canonicalJson } from "../../protocol/archive/canonical.ts";
import { Chain, HASH_BYTES, toText } from "../../protocol/archive/chain.ts";
import { messagesEntry, proofEntry } from "../../protocol/archive/format.ts";
import { messageLine, type Keys } from "../../protocol/archive/message-line.ts";
import type { Message } from "../../protocol/index.ts";
import { sha256 } from "../sha256.ts";

/** An entry of the tar. */
export interface Entry {
  name: string;
  bytes: Uint8Array;
}
export interface FileRow {
  id: string;
  size: number;
}
export interface BuiltPart {
  entries: Entry[];
  count: number;
  rev: number;
  link: Uint8Array;
  files: FileRow[];
}

const utf8 = new TextEncoder();
export const linesOf = (lines: readonly unknown[]): Uint8Array =>
  utf8.encode(lines.map((line) => `${canonicalJson(line)}\n`).join(""));

/**
 * @param from place of the first message; what does not follow it without a hole is not there yet
 * @param seen is told the keys of everybody who is named
 */
export function buildPart(
  channel: string,
  from: number,
  messages: readonly Message[],
  keys: Keys,
  seen: (person: string) => void,
): BuiltPart {
  const chain = new Chain(sha256, channel, from);
  const salts = randomBytes(HASH_BYTES * messages.length);
  const files: FileRow[] = [];
  let lines = "";
  let proof = "";
  let rev = 0;
  let count = 0;
  for (const message of messages) {
    if (message.seq !== from + count) break;
    const written = messageLine(message, keys, seen);
    const line = canonicalJson(written);
    const salt = salts.subarray(count * HASH_BYTES, (count + 1) * HASH_BYTES);
    const link = chain.add(chain.leafOf(salt, line));
    lines += `${line}\n`;
    proof += `[${message.seq},"${toText(salt)}","${toText(link)}"]\n`;
    for (const { id, size = 0, preview } of written.files ?? []) {
      if (id !== undefined) files.push({ id, size });
      if (preview) files.push({ id: preview.id, size: preview.size });
    }
    rev = Math.max(rev, message.rev);
    count += 1;
  }
  const entries = [
    { name: messagesEntry(channel, from), bytes: utf8.encode(lines) },
    { name: proofEntry(channel, from), bytes: utf8.encode(proof) },
  ];
  return { entries: count > 0 ? entries : [], count, rev, link: chain.link, files };
}
