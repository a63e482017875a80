/**
 * Reads an archive once, whole, before anything of it is sent: is it what it was, what is in it, and will a class take all of it? So that
 * none is half brought in.
 */
import * as v from "valibot";
import type { Sha256 } from "../../protocol/archive/chain.ts";
import { ARCHIVE_FORMAT, ARCHIVE_VERSION, entryKind, MANIFEST } from "../../protocol/archive/format.ts";
import {
  ChannelLineSchema,
  EmojiLineSchema,
  ManifestSchema,
  PersonLineSchema,
  type ChannelLine,
  type EmojiLine,
  type Manifest,
  type PersonLine,
} from "../../protocol/archive/schemas.ts";
import { ArchiveVerifier, type Flaw, type Verified } from "../../protocol/archive/verify.ts";
import { placeIn } from "../places.ts";
import { CannotRead, trouble, type Broken } from "../trouble.ts";
import type { ArchiveEntries } from "./entries.ts";
import { flawAt } from "./flaws.ts";
import { linesOf, messagesIn } from "./lines.ts";
import { MessageCheck, type FilePlaces, type Said } from "./message-check.ts";

export interface CheckedArchive {
  manifest: Manifest;
  people: PersonLine[];
  channels: ChannelLine[];
  emoji: EmojiLine[];
  files: FilePlaces;
  /** Files whose bytes are in it. */
  held: Set<string>;
  /** By the key of a channel: what is said in it. */
  said: Map<string, Said>;
  /** Entries that this version does not know. */
  strange: string[];
  /** Was it held against its proof? */
  hasProof: boolean;
  verified: Verified;
  /** What a class would not take, whatever the proof says; the first of it. */
  wrong: Broken[];
}
/** @param sha256 null: it has no proof in it @throws CannotRead where it is no archive, one of a newer version, or has lines that are none */
export async function checkArchive(
  entries: ArchiveEntries,
  sha256: Sha256 | null,
  now = Date.now(),
): Promise<CheckedArchive> {
  const verifier = sha256 && new ArchiveVerifier(sha256);
  const found = {
    ...{ people: new Map<string, PersonLine>(), channels: new Map<string, ChannelLine>() },
    ...{ emoji: [] as EmojiLine[], held: new Set<string>(), strange: [] as string[] },
  };
  const check = new MessageCheck(found, now);
  let manifest: Manifest | null = null;
  for await (const entry of entries()) {
    const kind = entryKind(entry.name);
    if (manifest === null) {
      if (entry.name !== MANIFEST) throw new CannotRead(trouble("noArchive"));
      manifest = manifestIn(await entry.text());
      verifier?.take(entry.name, JSON.stringify({ root: manifest.root }));
      continue;
    }
    if (kind === null) found.strange.push(entry.name);
    if (kind?.kind === "file") found.held.add(kind.id);
    const wanted = ArchiveVerifier.wants(entry.name);
    if (wanted === "hash" && verifier && sha256) verifier.holds(entry.name, await hashOf(await entry.bytes(), sha256));
    if (wanted !== "text") continue;
    const text = await entry.text();
    verifier?.take(entry.name, text);
    if (kind?.kind === "people")
      for (const [n, person] of linesOf(PersonLineSchema, entry.name, text).entries())
        check.person(person, placeIn(entry.name, "line", n + 1));
    else if (kind?.kind === "emoji") found.emoji.push(...linesOf(EmojiLineSchema, entry.name, text));
    else if (kind?.kind === "channels")
      for (const [n, channel] of linesOf(ChannelLineSchema, entry.name, text).entries())
        check.channel(channel, placeIn(entry.name, "line", n + 1));
    else if (kind?.kind === "messages") check.messages(kind.channel, entry.name, messagesIn(entry.name, text));
  }
  if (manifest === null) throw new CannotRead(trouble("noArchive"));
  const { files, said, wrong } = check.end(verifier === null);
  const { people, channels, ...rest } = found;
  return {
    ...{ ...rest, manifest, files, said, wrong, hasProof: verifier !== null },
    verified: verifier ? withoutTakenOut(verifier.end(), files) : unproven(manifest, said),
    ...{ people: [...people.values()], channels: [...channels.values()] },
  };
}

function unproven({ root }: Manifest, said: ReadonlyMap<string, Said>): Verified {
  const messages = [...said.values()].reduce((sum, each) => sum + each.messages, 0);
  return { flaws: [], messages, channels: said.size, root, takenOut: 0, files: null };
}

/** By the platform, where that hashes: a page that did not come by https has none for it. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>, sha256: Sha256): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  return subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : sha256(bytes);
}

/** With a message that was taken out of the file later its files are gone too. */
function withoutTakenOut(verified: Verified, files: FilePlaces): Verified {
  if (verified.takenOut === 0) return verified;
  const isTakenOut = ({ what, entry = "" }: Flaw) => {
    const kind = entryKind(entry);
    return what === "missing" && kind?.kind === "file" && !files.has(kind.id);
  };
  return { ...verified, flaws: verified.flaws.filter((flaw) => !isTakenOut(flaw)) };
}

const FLAWS_TOLD = 50;

/** @throws CannotRead where it is not what it was when it was made */
export function demandUnchanged(archive: CheckedArchive): void {
  const { flaws } = archive.verified;
  if (flaws.length === 0) return;
  const told = flaws.slice(0, FLAWS_TOLD).map((flaw) => flawAt(flaw, archive));
  throw new CannotRead(trouble("changed"), told);
}

/** @throws CannotRead where anything is wrong with it */
export function demandWhole(archive: CheckedArchive): void {
  demandUnchanged(archive);
  if (archive.wrong.length > 0) throw new CannotRead(trouble("wrongIn"), archive.wrong);
}

function manifestIn(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CannotRead(trouble("noArchive"));
  }
  const told = v.safeParse(v.object({ format: v.literal(ARCHIVE_FORMAT), version: v.number() }), json);
  if (!told.success) throw new CannotRead(trouble("noArchive"));
  const { version } = told.output;
  if (version > ARCHIVE_VERSION) throw new CannotRead(trouble("newerArchive", { version, known: ARCHIVE_VERSION }));
  const manifest = v.safeParse(ManifestSchema, json);
  if (!manifest.success) throw new CannotRead(trouble("manifestLacks"));
  return manifest.output;
}
