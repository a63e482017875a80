/**
 * What a zip says that is in it: its own list, which stands at its end, read by ranges. Nothing is unpacked, and nothing that it says is
 * believed: names are shown so that they can do nothing, sizes are those that it states.
 */
import type { Reader } from "@zip.js/zip.js";
import { ZipReader } from "@zip.js/zip.js/lib/zip-core-reader.js";
import { fetchPart } from "./fetch-part.ts";

const ENTRIES_MAX = 1_000;
/** Of the file, all in all. A list of 1,000 names with all that may stand beside them is smaller. */
const READ_MAX_BYTES = 4_000_000;

export interface ZipEntry {
  name: string;
  /** Bytes that it states to become. */
  size: number;
  isFolder: boolean;
  isLocked: boolean;
  /** Its name leads out of the folder that it is unpacked in. */
  leadsOut: boolean;
}
export interface ZipList {
  entries: ZipEntry[];
  /** Of all that are listed. */
  size: number;
  /** There are more entries than these. */
  isCut: boolean;
}

/** Unpacked it would be hundreds of times as large as it is, and fill a disk. */
export const wouldFill = ({ size }: ZipList, packed: number): boolean => size > 1_000_000_000 && size > packed * 200;

/** @throws where it cannot be fetched, or is no zip */
export async function listOf(
  size: number,
  read: (from: number, length: number) => Promise<Uint8Array>,
): Promise<ZipList> {
  let left = READ_MAX_BYTES;
  const part = async (from: number, length: number) => {
    left -= length;
    if (left < 0) throw new Error("A list of names that is larger than any.");
    return read(from, length);
  };
  // As far as its list needs one: where it begins, and what stands there.
  const reader = { size, initialized: true, readUint8Array: part } as unknown as Reader<unknown>;
  const entries: ZipEntry[] = [];
  let isCut = false;
  for await (const entry of new ZipReader(reader, { strictness: "tolerant" }).getEntriesGenerator()) {
    if (entries.length === ENTRIES_MAX) {
      isCut = true;
      break;
    }
    entries.push({
      name: harmless(entry.filename),
      size: entry.uncompressedSize,
      isFolder: entry.directory,
      isLocked: entry.encrypted,
      leadsOut: /^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/u.test(entry.filename),
    });
  }
  return { entries, size: entries.reduce((sum, entry) => sum + entry.size, 0), isCut };
}

export const listAt = (address: string, size: number): Promise<ZipList> =>
  listOf(size, (from, length) => fetchPart(address, from, length));

/** Letters and their dots together, as everybody else writes them; in place of what is not seen or turns what follows, a sign. */
const harmless = (name: string) =>
  name
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD")
    .slice(0, 500);
