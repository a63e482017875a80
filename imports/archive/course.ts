/**
 * Makes the course in one file of an archive: one HTML page that opens without a network, with every message line of the archive in it
 * as it stands there. A pure function of the archive and of the reader that `web/course-build.ts` bundles; memory is flat, a thousand
 * messages at a time.
 */
import type { Sha256 } from "../../protocol/archive/chain.ts";
import { canonicalJson } from "../../protocol/archive/canonical.ts";
import { entryKind, HEADS } from "../../protocol/archive/format.ts";
import type { ChannelLine, Head } from "../../protocol/archive/schemas.ts";
import { escapeHtml } from "../../protocol/markup/escape.ts";
import { checkArchive, demandUnchanged, type CheckedArchive } from "./check.ts";
import { BLOCK_TYPE, INDEX_BLOCK, PRINTS_BLOCK, type CourseIndex } from "./course-format.ts";
import { hashOfText, linesOfBlock, markOf, printsOf } from "./course-proof.ts";
import { entriesOf, entriesOfTar, type OpenArchive } from "./entries.ts";

/** The program of the page, as it is bundled. */
export interface CourseReader {
  script: string;
  style: string;
  /** Formulas and the colours of code, with their fonts: at the end of the page, behind all words. */
  extras: string;
  extrasStyle: string;
}

export interface CourseChoices {
  sha256: Sha256;
  /** Without private channels, and without the threads in them. */
  openOnly: boolean;
}

/** What of an archive comes into the page. */
export interface CoursePlan {
  index: CourseIndex;
  /** The last messages of the channel that is open first: their entry. */
  end: { entry: string; text: string } | null;
  /** By entry: the prints of its lines. */
  prints: Record<string, string>;
  /** What tells this page from one that somebody else made of other words. */
  mark: string;
}

/** Reads the archive once. @throws CannotImport where it is none, or not what it was when it was made */
export async function planCourse(open: OpenArchive, { sha256, openOnly }: CourseChoices): Promise<CoursePlan> {
  const archive = await checkArchive(entriesOfTar(open), sha256);
  demandUnchanged(archive);
  const channels = openOnly ? withoutPrivate(archive.channels) : archive.channels;
  const kept = new Set(channels.map(({ key }) => key));
  const first = firstOf(channels)?.key ?? null;
  const { counts, emoji, end, hashes, prints } = await secondLook(open, archive, { first, kept, sha256 });
  const { manifest, people } = archive;
  const index: CourseIndex = {
    ...{
      version: 1,
      name: manifest.class.name,
      at: manifest.at,
      root: manifest.root,
      people,
      channels,
      emoji,
      openOnly,
    },
    counts: Object.fromEntries(Object.entries(counts).filter(([key]) => kept.has(key))),
    first,
    hashes,
  };
  return { index, end, prints, mark: await markOf(canonicalJson(index), sha256) };
}

function withoutPrivate(channels: readonly ChannelLine[]): ChannelLine[] {
  const open = new Set<string>();
  for (const { key, kind, on } of channels) if (kind === "public" || (on && open.has(on.channel))) open.add(key);
  return channels.filter(({ key }) => open.has(key));
}

function firstOf(channels: readonly ChannelLine[]): ChannelLine | undefined {
  const listed = channels.filter(({ kind }) => kind !== "thread");
  return (
    listed.find((channel) => channel.default && !channel.archived) ??
    listed.find(({ kind }) => kind === "public") ??
    listed[0]
  );
}

/** What is known of an archive only behind its channels: an archive is read to its end, which a stream from a disk wants to be. */
async function secondLook(
  open: OpenArchive,
  { emoji: named }: CheckedArchive,
  { first, kept, sha256 }: { first: string | null; kept: ReadonlySet<string>; sha256: Sha256 },
) {
  const types = new Map(named.map(({ name, type }) => [name, type]));
  const counts: Record<string, number> = {};
  const emoji: Record<string, string> = {};
  const hashes: Record<string, string> = {};
  const prints: Record<string, string> = {};
  let end: CoursePlan["end"] = null;
  for await (const entry of entriesOf(open)) {
    const kind = entryKind(entry.name);
    if (kind?.kind === "messages" && kept.has(kind.channel)) {
      const text = await entry.text();
      hashes[entry.name] = await hashOfText(text, sha256);
      prints[entry.name] = await printsOf(linesOfBlock(text), sha256);
      if (kind.channel === first) end = { entry: entry.name, text };
    }
    if (entry.name === HEADS)
      for (const line of (await entry.text()).split("\n").filter((each) => each !== "")) {
        const head = JSON.parse(line) as Partial<Head>;
        if (typeof head.channel === "string" && typeof head.count === "number") counts[head.channel] = head.count;
      }
    const type = kind?.kind === "picture" ? types.get(kind.id) : undefined;
    // A picture of another type is none that a page of PLACE would show.
    if (kind?.kind === "picture" && type !== undefined && /^image\/(?:png|gif|jpeg|webp|avif)$/u.test(type))
      emoji[kind.id] = `data:${type};base64,${toBase64(await entry.bytes())}`;
  }
  return { counts, emoji, end, hashes, prints };
}

/** The page, piece by piece. */
export async function* coursePage(
  open: OpenArchive,
  { index, end, prints }: CoursePlan,
  reader: CourseReader,
): AsyncGenerator<string> {
  const kept = new Set(index.channels.map(({ key }) => key));
  yield await headOf(index, reader);
  yield await block(INDEX_BLOCK, canonicalJson(index));
  // The end of the first channel stands before the program: it is on the screen before the rest of the file is read.
  if (end !== null) yield await block(end.entry, end.text);
  yield `<script>${reader.script}</script>\n`;
  for await (const entry of entriesOf(open)) {
    const kind = entryKind(entry.name);
    if (kind?.kind !== "messages" || !kept.has(kind.channel) || entry.name === end?.entry) continue;
    yield await block(entry.name, await entry.text());
  }
  yield await block(PRINTS_BLOCK, canonicalJson(prints));
  yield `<style>${reader.extrasStyle}</style>\n<script>${reader.extras}</script>\n</body></html>\n`;
}

async function headOf({ name }: CourseIndex, { script, style, extras, extrasStyle }: CourseReader): Promise<string> {
  for (const part of [script, extras]) demandInert(part, /<\/script|<!--/iu);
  for (const part of [style, extrasStyle]) demandInert(part, /<\/style|<!--/iu);
  const hashes = await Promise.all([script, extras].map(hashOf));
  // Nothing runs but the two programs, and nothing is fetched: neither by what somebody wrote nor by the programs.
  const policy =
    `default-src 'none'; script-src ${hashes.join(" ")}; style-src 'unsafe-inline'; img-src data:; font-src data:; ` +
    "base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="${policy}"><meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark"><meta name="generator" content="PLACE"><title>${escapeHtml(name)}</title>
<style>${style}</style></head>
<body><div id="course"></div><noscript>This page has its words in a compressed form and needs scripts to show them. They are its own; it fetches nothing.</noscript>
`;
}

/** A bundle that would end its own element: it is our program, so this is for who builds it. */
function demandInert(part: string, ending: RegExp): void {
  if (ending.test(part)) throw new Error("The reader's program would end the element that it stands in.");
}

async function hashOf(script: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  return `'sha256-${toBase64(new Uint8Array(hash))}'`;
}

/** Letters, digits, +, / and = alone: whatever was written, it ends nothing and begins nothing. */
async function block(name: string, text: string): Promise<string> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const data = toBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
  return `<script type="${BLOCK_TYPE}" data-entry="${escapeHtml(name)}">${data}</script>\n`;
}

const SLICE = 0x80_01; // of three bytes, so that slices stand behind each other without padding
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += SLICE) text += btoa(String.fromCharCode(...bytes.subarray(at, at + SLICE)));
  return text;
}
