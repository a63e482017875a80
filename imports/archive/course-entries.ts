/**
 * The course in one file (course-format.ts), read back as the entries of the archive that it was made of. It has neither their proofs nor
 * the bytes of files; a block that is not what its index tells is refused.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import * as v from "valibot";
import { canonicalJson } from "../../protocol/archive/canonical.ts";
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  channelsEntry,
  emojiEntry,
  emojiPictureEntry,
  entryKind,
  MANIFEST,
  MESSAGES_PER_ENTRY,
  peopleEntry,
} from "../../protocol/archive/format.ts";
import { ChannelLineSchema, PersonLineSchema, type EmojiLine, type Manifest } from "../../protocol/archive/schemas.ts";
import { CannotRead, trouble } from "../trouble.ts";
import { BLOCK_TYPE, INDEX_BLOCK } from "./course-format.ts";
import { hashOfText } from "./course-proof.ts";
import { decoded, demandSize, orderOfEntries, type ArchiveEntries, type ArchiveEntry } from "./entries.ts";

const IndexSchema = v.object({
  ...{ version: v.literal(1), name: v.string(), at: v.number(), root: v.string() },
  ...{ people: v.array(PersonLineSchema), channels: v.array(ChannelLineSchema) },
  counts: v.record(v.string(), v.number()),
  emoji: v.record(v.string(), v.string()),
  hashes: v.optional(v.record(v.string(), v.string())),
});
type Index = v.InferOutput<typeof IndexSchema>;
/** Bytes of the page that a block's base64 stands in. */
type Span = [from: number, to: number];

/** Null where the page is no course. @throws CannotRead where it is one that lacks something */
export async function entriesOfCourse(page: Blob): Promise<ArchiveEntries | null> {
  const blocks = await blocksIn(page);
  const told = blocks.get(INDEX_BLOCK);
  if (!told) return null;
  const index = indexIn(await textOf(page, INDEX_BLOCK, told));
  const names = [...blocks.keys()].filter((name) => entryKind(name)?.kind === "messages");
  demandMessages(index, names);
  const ordered = names.sort(orderOfEntries);
  return async function* () {
    yield* ofIndex(index);
    for (const name of ordered)
      yield entryOf(name, async () => {
        const text = await textOf(page, name, blocks.get(name)!);
        await demandSame(index, name, text);
        return text;
      });
  };
}

function indexIn(text: string): Index {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CannotRead(trouble("courseLacks"));
  }
  const index = v.safeParse(IndexSchema, json);
  if (!index.success) throw new CannotRead(trouble("courseLacks"));
  return index.output;
}

/** It has no proof: that no thousand messages went is seen by the counts. */
function demandMessages({ counts }: Index, names: readonly string[]): void {
  const there = new Map<string, number>();
  for (const name of names) {
    const kind = entryKind(name);
    if (kind?.kind === "messages") there.set(kind.channel, (there.get(kind.channel) ?? 0) + 1);
  }
  for (const [channel, count] of Object.entries(counts))
    if ((there.get(channel) ?? 0) < Math.ceil(count / MESSAGES_PER_ENTRY))
      throw new CannotRead(trouble("courseLacks"), [{ place: `messages/${channel}`, why: trouble("flawMissing") }]);
}

/** A page of today tells what each block was. @throws CannotRead where this one is not that */
async function demandSame({ hashes }: Index, name: string, text: string): Promise<void> {
  if (!hashes || hashes[name] === (await hashOfText(text, sha256))) return;
  const why = Object.hasOwn(hashes, name) ? trouble("flawChanged") : trouble("flawAdded");
  throw new CannotRead(trouble("courseLacks"), [{ place: name, why }]);
}

/** What stands before all messages, as the archive has it. */
function* ofIndex({ name, at, root, people, channels, emoji, counts }: Index): Generator<ArchiveEntry> {
  const messages = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const manifest: Manifest = {
    ...{ format: ARCHIVE_FORMAT, version: ARCHIVE_VERSION, class: { id: "", name }, at, by: { id: "", name: "" } },
    ...{ counts: { people: people.length, channels: channels.length, messages, files: 0 }, leftOut: [], root },
  };
  const pictures = Object.entries(emoji).flatMap(([each, address]) => pictureIn(each, address) ?? []);
  const lines = (all: readonly unknown[]) => all.map((each) => `${canonicalJson(each)}\n`).join("");
  const text = (entry: string, said: string) => entryOf(entry, () => Promise.resolve(said));
  yield text(MANIFEST, canonicalJson(manifest));
  if (people.length > 0) yield text(peopleEntry(1), lines(people));
  if (pictures.length > 0) yield text(emojiEntry(1), lines(pictures.map(({ line }): EmojiLine => line)));
  for (const { line, bytes } of pictures)
    yield { name: emojiPictureEntry(line.name), bytes: () => Promise.resolve(bytes), text: () => Promise.resolve("") };
  if (channels.length > 0) yield text(channelsEntry(1), lines(channels));
}

function pictureIn(name: string, address: string): { line: EmojiLine; bytes: Uint8Array<ArrayBuffer> } | null {
  const [, type, data] = /^data:(image\/[a-z]+);base64,([\w+/=]*)$/u.exec(address) ?? [];
  const bytes = type === undefined ? null : fromBase64(data ?? "");
  return bytes === null || type === undefined ? null : { line: { name, type, size: bytes.byteLength }, bytes };
}

const entryOf = (name: string, text: () => Promise<string>): ArchiveEntry => ({
  name,
  text,
  bytes: async () => new TextEncoder().encode(await text()),
});

const OPENING = new RegExp(`<script type="${BLOCK_TYPE}" data-entry="([^"<]{1,200})">`, "gu");
const CLOSING = "</script>";
const SLICE_BYTES = 4 * 1024 * 1024;
/** An opening may lie across two slices. */
const OVERLAP = 400;

/** Where the base64 of each block stands. All that is looked at is ASCII, so that a sign is a byte. */
async function blocksIn(page: Blob): Promise<Map<string, Span>> {
  const found = new Map<string, Span>();
  const latin1 = new TextDecoder("latin1");
  let open: { name: string; from: number } | null = null;
  /** All before this byte of the page has been looked at. */
  let seen = 0;
  for (let start = 0; start < page.size; start += SLICE_BYTES) {
    const text = latin1.decode(await page.slice(start, start + SLICE_BYTES + OVERLAP).arrayBuffer());
    for (;;) {
      const at = Math.max(0, seen - start);
      if (open) {
        const end = text.indexOf(CLOSING, at);
        if (end < 0) break;
        if (!found.has(open.name)) found.set(open.name, [open.from, start + end]);
        open = null;
        seen = start + end;
        continue;
      }
      OPENING.lastIndex = at;
      const next = OPENING.exec(text);
      if (!next) break;
      seen = start + next.index + next[0].length;
      open = { name: next[1] ?? "", from: seen };
    }
  }
  return found;
}

/** Base64 of raw deflate of UTF-8. @throws CannotRead where it is none, or more than an entry is */
async function textOf(page: Blob, name: string, [from, to]: Span): Promise<string> {
  const wrong = () => new CannotRead(trouble("courseLacks"), [{ place: name, why: trouble("flawUnreadable") }]);
  demandSize({ name, size: to - from });
  const packed = fromBase64(await page.slice(from, to).text());
  if (!packed) throw wrong();
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw wrong();
    });
    if (done) break;
    size += value.byteLength;
    demandSize({ name, size });
    pieces.push(value);
  }
  return decoded(name, new Uint8Array(await new Blob(pieces).arrayBuffer()));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    // It is none: that is the answer.
    return null;
  }
}
