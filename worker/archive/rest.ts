/** What an archive ends with, and begins with: people, channels, emoji, the heads of all chains, and the manifest. */
import { canonicalJson } from "../../protocol/archive/canonical.ts";
import { headOf, toText } from "../../protocol/archive/chain.ts";
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  channelsEntry,
  emojiEntry,
  emojiPictureEntry,
  fileEntry,
  HEADS,
  LINES_PER_ENTRY,
  MANIFEST,
  peopleEntry,
  ROSTER,
} from "../../protocol/archive/format.ts";
import type { ChannelLine, EmojiLine, EntryHash, Head, Manifest, PersonLine } from "../../protocol/archive/schemas.ts";
import { getPicture } from "../files/stored-emoji.ts";
import {
  closedChannelsOf,
  emojiOf,
  keysInside,
  ownerOf,
  peopleOf,
  type ArchivedChannel,
  type ArchivedPerson,
} from "../store/archive.ts";
import type { Job, Ledger } from "./ledger.ts";
import { sha256 } from "../sha256.ts";
import { linesOf, type Entry } from "./parts.ts";
import type { Pieces, Place } from "./pieces.ts";
import { SECTIONS } from "./steps.ts";

const LEFT_OUT = [
  "direct messages and group messages of anybody, the owner's own included",
  "private channels that the owner is not in",
  "earlier wordings of messages, who was notified, and what is one person's alone: drafts, saved and scheduled messages, read marks",
  "accounts, passwords, sessions, addresses of e-mail, profile pictures",
];

/** They are no owner any more, or may not read all of what is in it. */
export class NotTheirs extends Error {}

/** @returns what the manifest says of all the rest, and what the pieces have in bytes @throws NotTheirs */
export async function writeRest(
  env: Pick<Env, "DB" | "FILES">,
  ledger: Ledger,
  pieces: Pieces,
  job: Job,
): Promise<{ root: string; written: [Place, number][] }> {
  const written: [Place, number][] = [];
  const hashes: EntryHash[] = [];
  const entryOf = (name: string, lines: readonly unknown[]): Entry => {
    const bytes = linesOf(lines);
    hashes.push({ entry: name, hash: toText(sha256(bytes)) });
    return { name, bytes };
  };
  const put = async (place: Place, entries: Entry[]) => {
    if (entries.length > 0) written.push([place, await pieces.put(place, entries, job.startedAt)]);
  };
  const by = await ownerOf(env.DB, job.memberNo);
  const theirs = new Set(await closedChannelsOf(env.DB, job));
  for (const { kind, no } of eachChannel(ledger)) if (kind === "private" && !theirs.has(no)) throw new NotTheirs();
  if (!by) throw new NotTheirs();

  const seen = ledger.seen();
  const heads: Head[] = [];
  let channels: ChannelLine[] = [];
  let n = 0;
  for (const channel of eachChannel(ledger)) {
    const members = channel.kind === "private" ? await keysInside(env.DB, channel.no) : undefined;
    for (const key of members ?? []) seen.add(key);
    if (channel.author !== null) seen.add(channel.author);
    channels.push(channelLine(channel, members));
    const parts = ledger.partsIn(channel.no);
    const count = parts.reduce((sum, part) => sum + part.count, 0);
    const head = headOf(
      sha256,
      parts.filter((part) => part.count > 0).map(({ link }) => new Uint8Array(link)),
    );
    if (count > 0) heads.push({ channel: channel.key, count, head: toText(head) });
    if (channels.length < LINES_PER_ENTRY) continue;
    await put({ section: SECTIONS.channels, n }, [entryOf(channelsEntry(n + 1), channels)]);
    n += channels.length;
    channels = [];
  }
  if (channels.length > 0) await put({ section: SECTIONS.channels, n }, [entryOf(channelsEntry(n + 1), channels)]);

  const all = await peopleOf(env.DB, job.workspaceNo);
  const people = all.filter(({ key }) => seen.has(key)).map(personLine);
  const roster = all.filter(({ isHere }) => isHere === 1).map(personLine);
  const { lines, pictures } = await emojiEntries(env, job);
  for (const { name, bytes } of pictures) hashes.push({ entry: name, hash: toText(sha256(bytes)) });
  await put({ section: SECTIONS.people, n: 0 }, [
    entryOf(ROSTER, roster),
    ...inPages(people).map(([n, page]) => entryOf(peopleEntry(n), page)),
    ...inPages(lines).map(([n, page]) => entryOf(emojiEntry(n), page)),
    ...pictures,
  ]);

  const files = ledger.fileHashes().map(({ id, hash }): EntryHash => ({ entry: fileEntry(id), hash }));
  const proof = linesOf([...heads, ...hashes, ...files]);
  await put({ section: SECTIONS.heads, n: 0 }, [{ name: HEADS, bytes: proof }]);
  const root = toText(sha256(proof));
  const manifest: Manifest = {
    ...{ format: ARCHIVE_FORMAT, version: ARCHIVE_VERSION, class: { id: job.workspaceId, name: job.workspaceName } },
    ...{ at: job.startedAt, by, leftOut: LEFT_OUT, root },
    counts: {
      people: people.length,
      channels: ledger.countChannels(),
      messages: ledger.countMessages(),
      files: ledger.countFiles(),
    },
  };
  const first = new TextEncoder().encode(`${canonicalJson(manifest)}\n`);
  await put({ section: SECTIONS.manifest, n: 0 }, [{ name: MANIFEST, bytes: first }]);
  const end = { section: SECTIONS.end, n: 0 };
  written.push([end, await pieces.end(end)]);
  return { root, written };
}

/** Each with the number of its first line. */
function inPages<T>(lines: readonly T[]): [number, T[]][] {
  const pages: [number, T[]][] = [];
  for (let at = 0; at < lines.length; at += LINES_PER_ENTRY)
    pages.push([at + 1, lines.slice(at, at + LINES_PER_ENTRY)]);
  return pages;
}

function* eachChannel(ledger: Ledger): Generator<ArchivedChannel> {
  const PAGE = 500;
  for (let from = 0; ;) {
    const page = ledger.channelsFrom(from, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    from = (page.at(-1)?.place ?? 0) + 1;
  }
}

function channelLine(channel: ArchivedChannel, members: string[] | undefined): ChannelLine {
  const { key, kind, name, topic, posting, isDefault, archived, createdAt, parentKey, parentSeq, author } = channel;
  return {
    ...{ key, kind, posting, createdAt },
    ...(name !== null && { name }),
    ...(topic !== "" && { topic }),
    ...(isDefault === 1 && { default: true }),
    ...(archived === 1 && { archived: true }),
    ...(members && { members }),
    ...(parentKey !== null &&
      parentSeq !== null && { on: { channel: parentKey, seq: parentSeq, ...(author !== null && { author }) } }),
  };
}

function personLine({ key, handle, name, role, isProgram }: ArchivedPerson): PersonLine {
  return { key, handle, name, role, ...(isProgram === 1 && { program: true }) };
}

async function emojiEntries(
  env: Pick<Env, "DB" | "FILES">,
  job: Job,
): Promise<{ lines: EmojiLine[]; pictures: Entry[] }> {
  const lines: EmojiLine[] = [];
  const pictures: Entry[] = [];
  for (const { name, version, type } of await emojiOf(env.DB, job.workspaceNo)) {
    const picture = await getPicture(env, job.workspaceId, { name, version });
    if (!picture) continue;
    const bytes = new Uint8Array(await new Response(picture.body).arrayBuffer());
    lines.push({ name, type, size: bytes.byteLength });
    pictures.push({ name: emojiPictureEntry(name), bytes });
  }
  return { lines, pictures };
}
