/** Reads an archive once, whole, before anything of it is sent: is it what it was, and what is in it? */
import * as v from "valibot";
import type { Sha256 } from "../../protocol/archive/chain.ts";
import { ARCHIVE_FORMAT, ARCHIVE_VERSION, entryKind, MANIFEST } from "../../protocol/archive/format.ts";
import {
  ChannelLineSchema,
  EmojiLineSchema,
  ManifestSchema,
  MessageLineSchema,
  PersonLineSchema,
  type ChannelLine,
  type EmojiLine,
  type Manifest,
  type MessageLine,
  type PersonLine,
} from "../../protocol/archive/schemas.ts";
import { ArchiveVerifier, type Flaw, type Verified } from "../../protocol/archive/verify.ts";
import { CannotImport } from "../history.ts";
import { entriesOf, type OpenArchive } from "./entries.ts";

export interface CheckedArchive {
  manifest: Manifest;
  people: PersonLine[];
  channels: ChannelLine[];
  emoji: EmojiLine[];
  /** By the id of a file, or of its small picture: where it belongs. */
  files: Map<string, { channel: string; message: string }>;
  /** Files whose bytes are in it. */
  held: Set<string>;
  verified: Verified;
}

/** @throws CannotImport where it is no archive, one of a newer version, or has lines that are none */
export async function checkArchive(open: OpenArchive, sha256: Sha256): Promise<CheckedArchive> {
  const verifier = new ArchiveVerifier(sha256);
  const found: Omit<CheckedArchive, "manifest" | "verified"> = {
    ...{ people: [], channels: [], emoji: [], files: new Map(), held: new Set() },
  };
  const keys = new Set<string>();
  let manifest: Manifest | null = null;
  for await (const entry of entriesOf(open)) {
    const kind = entryKind(entry.name);
    if (manifest === null) {
      if (entry.name !== MANIFEST) throw new CannotImport(NO_ARCHIVE);
      manifest = manifestIn(await entry.text());
      verifier.take(entry.name, JSON.stringify({ root: manifest.root }));
      continue;
    }
    if (kind === null) continue;
    if (kind.kind === "file") found.held.add(kind.id);
    if (!ArchiveVerifier.wants(entry.name)) continue;
    const text = await entry.text();
    verifier.take(entry.name, text);
    if (kind.kind === "people") found.people.push(...linesOf(PersonLineSchema, entry.name, text));
    else if (kind.kind === "emoji") found.emoji.push(...linesOf(EmojiLineSchema, entry.name, text));
    else if (kind.kind === "channels") {
      for (const channel of linesOf(ChannelLineSchema, entry.name, text)) {
        demandParent(channel, keys, entry.name);
        found.channels.push(channel);
      }
    } else if (kind.kind === "messages") {
      if (!keys.has(kind.channel))
        throw new CannotImport(`${entry.name} has messages of a channel that the archive does not name before.`);
      noteFiles(found.files, kind.channel, messagesIn(entry.name, text));
    }
  }
  if (manifest === null) throw new CannotImport(NO_ARCHIVE);
  return { ...found, manifest, verified: verifier.end() };
}

const NO_ARCHIVE = "This is no archive of PLACE: it does not begin with its manifest.";

function manifestIn(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CannotImport(NO_ARCHIVE);
  }
  const told = v.safeParse(v.object({ format: v.literal(ARCHIVE_FORMAT), version: v.number() }), json);
  if (!told.success) throw new CannotImport(NO_ARCHIVE);
  const { version } = told.output;
  if (version > ARCHIVE_VERSION)
    throw new CannotImport(
      `This archive is of version ${version}, and this PLACE reads version ${ARCHIVE_VERSION}. Bring it into a newer PLACE.`,
    );
  const manifest = v.safeParse(ManifestSchema, json);
  if (!manifest.success) throw new CannotImport("The manifest of this archive lacks something that it has to say.");
  return manifest.output;
}

/** A thread stands behind its channel, and no key stands twice. */
function demandParent({ key, kind, on }: ChannelLine, keys: Set<string>, entry: string): void {
  if (keys.has(key)) throw new CannotImport(`${entry} names the channel ${key} twice.`);
  if ((kind === "thread") !== (on !== undefined) || (on && !keys.has(on.channel)))
    throw new CannotImport(`${entry} has a thread that hangs on no message of a channel before it (${key}).`);
  keys.add(key);
}

function noteFiles(files: CheckedArchive["files"], channel: string, messages: readonly MessageLine[]): void {
  for (const { id: message, files: named = [] } of messages)
    for (const { id, preview } of named) {
      if (id !== undefined) files.set(id, { channel, message });
      if (preview) files.set(preview.id, { channel, message });
    }
}

export const messagesIn = (entry: string, text: string): MessageLine[] => linesOf(MessageLineSchema, entry, text);

function linesOf<S extends v.GenericSchema>(schema: S, entry: string, text: string): v.InferOutput<S>[] {
  return text
    .replace(/\n$/u, "")
    .split("\n")
    .map((line, n) => {
      let json: unknown;
      try {
        json = JSON.parse(line);
      } catch {
        throw new CannotImport(`${entry}, line ${n + 1} is not whole JSON.`);
      }
      const parsed = v.safeParse(schema, json, { abortEarly: true });
      if (parsed.success) return parsed.output;
      const field = v.getDotPath(parsed.issues[0]);
      throw new CannotImport(`${entry}, line ${n + 1} is no line of an archive${field ? ` (${field})` : ""}.`);
    });
}

/** A flaw as a sentence. @param nameOf what a channel is called, by its key */
export function flawInWords({ channel, seq, what, entry }: Flaw, nameOf: (key: string) => string): string {
  const where = channel === undefined ? (entry ?? "the archive") : nameOf(channel);
  if (seq !== undefined) {
    const said = {
      changed: "was changed",
      missing: "is missing",
      added: "was added",
      moved: "stands in another place",
    };
    return `${where}, message ${seq} ${what === "seal" || what === "unreadable" ? "has a proof that cannot be read" : said[what]}`;
  }
  return {
    changed: `${where} was changed`,
    missing: `${where} is missing`,
    added: `${where} was added`,
    moved: `${where} stands in another place`,
    seal: `${where} does not end as its seal says`,
    unreadable: `${where} cannot be read`,
  }[what];
}
