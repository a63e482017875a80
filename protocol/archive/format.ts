/**
 * The archive of a class: a tar of JSON lines and files (docs/archive.md). Here is what stands where in it, and what a line of each kind
 * says (schemas.ts). A reader takes archives of its own version and below, and names every newer one.
 */

export const ARCHIVE_FORMAT = "place-archive";
/** 2: its proof is also of the roster and of the bytes of files and pictures. */
export const ARCHIVE_VERSION = 2;
/** Messages in one entry: from 1, from 1,001 and so on, whatever was taken out of them, so that the same history is the same entries. */
export const MESSAGES_PER_ENTRY = 1_000;
/** Lines of people, channels and emoji in one entry. */
export const LINES_PER_ENTRY = 2_000;
/** What somebody, or a channel, that came with an archive is known by here, before the key that it has there. */
export const SOURCE_PREFIX = "place:";

export const MANIFEST = "manifest.json";
export const ROSTER = "roster.jsonl";
const counted = (n: number) => String(n).padStart(10, "0");
/** @param n the first line that is in it, from 1 */
export const peopleEntry = (n: number) => `people/${counted(n)}.jsonl`;
export const channelsEntry = (n: number) => `channels/${counted(n)}.jsonl`;
export const emojiEntry = (n: number) => `emoji/${counted(n)}.jsonl`;
export const messagesEntry = (channel: string, from: number) => `messages/${channel}/${counted(from)}.jsonl`;
export const proofEntry = (channel: string, from: number) => `proof/${channel}/${counted(from)}.jsonl`;
/** Last of the proofs: a line for every channel. */
export const HEADS = "heads.jsonl";
export const fileEntry = (id: string) => `files/${id}`;
export const emojiPictureEntry = (name: string) => `pictures/${name}`;

/** What an entry of the archive is. Null: nothing that this version knows. */
export type EntryKind =
  | { kind: "manifest" | "roster" | "heads" | "people" | "channels" | "emoji" }
  | { kind: "messages" | "proof"; channel: string; from: number }
  | { kind: "file" | "picture"; id: string };
const PATHS =
  /^(?:(?<one>manifest)\.json|(?<roster>roster|heads)\.jsonl|(?<list>people|channels|emoji)\/\d{10}\.jsonl|(?<chunk>messages|proof)\/(?<channel>[\w-]{1,64})\/(?<from>\d{10})\.jsonl|(?<bytes>files|pictures)\/(?<id>[\w+-]{1,64}))$/u;
export function entryKind(path: string): EntryKind | null {
  const parts = PATHS.exec(path)?.groups;
  if (!parts) return null;
  const { one, roster, list, chunk, channel = "", from, bytes, id = "" } = parts;
  if (chunk) return { kind: chunk as "messages" | "proof", channel, from: Number(from) };
  if (bytes) return { kind: bytes === "files" ? "file" : "picture", id };
  return { kind: (one ?? roster ?? list) as "manifest" | "roster" | "heads" | "people" | "channels" | "emoji" };
}
