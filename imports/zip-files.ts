/** A zip as the files of an export, read lazily and within bounds: a few kilobytes of zip can claim to be petabytes. */
import {
  BlobReader,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ZipReader,
  type FileEntry,
} from "@zip.js/zip.js/lib/zip-core-native.js";
import { FILE_MAX_BYTES, isClutter, tooLarge, type ExportFiles } from "./export-files.ts";
import { CannotRead, trouble, Unreadable } from "./trouble.ts";
import { CannotImport } from "./cannot-import.ts";

const ENTRIES_MAX = 200_000;
/** All entries together, unpacked. */
const TOTAL_MAX_BYTES = 4 * 1024 * 1024 * 1024;
/** JSON packs ten to one; a thousand to one is no text that people wrote. */
const RATIO_MAX = 500;
/** What readers look into: files of other kinds are named, and not unpacked. */
const READ = /\.(?:jsonl?|csv|txt|log|weechatlog)$/iu;

/** Does a file begin like a zip? An empty one has the end of its list alone. */
export const startsLikeZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/** @throws CannotImport where it is no zip, or more than any export is */
export async function openZip(blob: Blob, name: string): Promise<ExportFiles> {
  const zip = new ZipReader(new BlobReader(blob), { useWebWorkers: false, strictness: "tolerant" });
  const entries = new Map<string, FileEntry>();
  try {
    let total = 0;
    let count = 0;
    for await (const entry of zip.getEntriesGenerator()) {
      count += 1;
      if (count > ENTRIES_MAX) throw new CannotRead(trouble("zipFiles", { name, max: ENTRIES_MAX }));
      const path = nameOf(entry);
      if (entry.directory || path.endsWith("/") || isClutter(path)) continue;
      entries.set(path, entry);
      if (!READ.test(path)) continue;
      total += entry.uncompressedSize;
      if (total > TOTAL_MAX_BYTES)
        throw new CannotRead(trouble("zipTotal", { name, max: TOTAL_MAX_BYTES / 1024 ** 3 }));
    }
  } catch (error) {
    await zip.close();
    throw error instanceof CannotImport ? error : new CannotRead(trouble("zipBroken", { name, why: clauseOf(error) }));
  }
  return {
    name,
    isSingle: false,
    paths: [...entries.keys()].sort(),
    read: (path) => readEntry(entries.get(path)),
    stream: (path) => streamEntry(entries.get(path)),
    close: () => void zip.close(),
  };
}

async function readEntry(entry: FileEntry | undefined): Promise<Uint8Array> {
  if (entry && entry.uncompressedSize > FILE_MAX_BYTES) throw new Unreadable(tooLarge());
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of streamEntry(entry)) pieces.push(piece);
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** What it says of its size is counted: it stops where more comes. */
async function* streamEntry(entry: FileEntry | undefined): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!entry) throw new Unreadable(trouble("notThere"));
  const { uncompressedSize: size, compressedSize: packed } = entry;
  if (entry.encrypted) throw new Unreadable(trouble("locked"));
  if (size > 1024 * 1024 && size > packed * RATIO_MAX) throw new Unreadable(trouble("unpacksTooMuch"));
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const stop = new AbortController();
  let failed: Error | undefined;
  const written = entry.getData(writable, { useWebWorkers: false, signal: stop.signal }).then(
    () => undefined,
    (error: unknown) => {
      failed = new Unreadable(zipTrouble(error));
    },
  );
  const reader = readable.getReader();
  let count = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      count += value.length;
      if (count > size) throw new Unreadable(trouble("otherSize"));
      yield value;
    }
  } catch (error) {
    stop.abort();
    await written;
    throw failed ?? error;
  } finally {
    reader.cancel().catch(() => undefined);
  }
  await written;
  if (failed !== undefined) throw failed;
}

/**
 * The name of an entry. What packs without the flag for UTF-8 (general purpose bit 11: APPNOTE.TXT, 4.4.4) writes UTF-8 all the same, as macOS
 * does, or the code page of old DOS: a name that is valid UTF-8 is read as such, since hardly any other text is. Always in NFC, for macOS
 * writes letters and their dots apart.
 */
function nameOf({ filename, rawFilename }: { filename: string; rawFilename: Uint8Array }): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(rawFilename).normalize("NFC");
  } catch {
    return filename.normalize("NFC");
  }
}

const zipTrouble = (error: unknown) =>
  error instanceof Error && error.message === ERR_INVALID_UNCOMPRESSED_SIZE
    ? trouble("otherSize")
    : trouble("other", { why: clauseOf(error) });

function clauseOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/[.\s]+$/u, "");
}
