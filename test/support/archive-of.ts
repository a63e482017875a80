/** An archive of a class as PLACE makes one, of channels and messages that a test thinks up. */
import { packTar } from "modern-tar";
import { mintMessageId } from "../../client/message-id.ts";
import { canonicalJson } from "../../protocol/archive/canonical.ts";
import { headOf, toText } from "../../protocol/archive/chain.ts";
import {
  channelsEntry,
  emojiEntry,
  fileEntry,
  HEADS,
  MANIFEST,
  MESSAGES_PER_ENTRY,
  peopleEntry,
  ROSTER,
} from "../../protocol/archive/format.ts";
import type { ChannelLine, PersonLine } from "../../protocol/archive/schemas.ts";
import type { Message } from "../../protocol/index.ts";
import { buildPart } from "../../worker/archive/parts.ts";
import { sha256 } from "../../worker/sha256.ts";

export interface MadeUpChannel {
  line: ChannelLine;
  messages: Message[];
}
const utf8 = new TextEncoder();
const lines = (values: readonly unknown[]) => values.map((value) => `${canonicalJson(value)}\n`).join("");
const keys = { person: (id: string) => id, channel: (id: string) => id };

/** A message of that place. Its id is as full of chance as one in life. */
export function messageOf(seq: number, body: string, more: Partial<Message> = {}): Message {
  const at = Date.UTC(2026, 8, 1) + seq * 240_000;
  return { id: mintMessageId(at), seq, rev: seq, author: "ada-00001", at, body, ...more };
}

/** The tar's bytes, and the entries of messages as they stand in it. */
export async function archiveOf(
  people: PersonLine[],
  channels: MadeUpChannel[],
  name = "Made-up class",
  files: readonly [id: string, bytes: string][] = [],
) {
  const messages = new Map<string, string>();
  const parts: { name: string; bytes: Uint8Array }[] = [];
  const heads: unknown[] = [];
  const body: [string, string][] = [
    [peopleEntry(1), lines(people)],
    [emojiEntry(1), ""],
    [channelsEntry(1), lines(channels.map(({ line }) => line))],
  ];
  const listed = body.filter(([, text]) => text !== "");
  for (const { line, messages: all } of channels) {
    const ends: Uint8Array[] = [];
    for (let from = 1; from <= all.length; from += MESSAGES_PER_ENTRY) {
      const part = buildPart(line.key, from, all.slice(from - 1, from - 1 + MESSAGES_PER_ENTRY), keys, () => undefined);
      for (const entry of part.entries) {
        parts.push(entry);
        if (entry.name.startsWith("messages/")) messages.set(entry.name, new TextDecoder().decode(entry.bytes));
      }
      ends.push(part.link);
    }
    heads.push({ channel: line.key, count: all.length, head: toText(headOf(sha256, ends)) });
  }
  for (const [entry, text] of [[ROSTER, lines([])] as [string, string], ...listed])
    heads.push({ entry, hash: toText(sha256(utf8.encode(text))) });
  for (const [id, bytes] of files) heads.push({ entry: fileEntry(id), hash: toText(sha256(utf8.encode(bytes))) });
  const said = lines(heads);
  const count = channels.reduce((sum, each) => sum + each.messages.length, 0);
  const manifest = {
    ...{ format: "place-archive", version: 2, class: { id: "class-001", name }, at: Date.UTC(2026, 10, 30) },
    ...{ by: { id: "ada-00001", name: "Ada" }, leftOut: [], root: toText(sha256(utf8.encode(said))) },
    counts: { people: people.length, channels: channels.length, messages: count, files: 0 },
  };
  const entries = [
    ...[[MANIFEST, canonicalJson(manifest)] as const, [ROSTER, lines([])] as const, ...listed].map(([entry, text]) => ({
      ...{ name: entry, bytes: utf8.encode(text) },
    })),
    ...parts,
    { name: HEADS, bytes: utf8.encode(said) },
    ...files.map(([id, bytes]) => ({ name: fileEntry(id), bytes: utf8.encode(bytes) })),
  ];
  const tar = await packTar(
    entries.map(({ name: entry, bytes }) => ({ header: { name: entry, size: bytes.length }, body: bytes })),
  );
  return { tar, messages };
}
