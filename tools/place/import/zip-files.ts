/** A zip as the files of an export, within bounds: a few kilobytes of zip can claim to be petabytes. */
import { buffer } from "node:stream/consumers";
import { basename } from "node:path";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { FILE_MAX_BYTES, isClutter, type ExportFiles } from "./export-files.ts";
import { CannotImport } from "./history.ts";
import { zipName, type RawName } from "./zip-names.ts";

const ENTRIES_MAX = 200_000;
/** All entries together, unpacked. */
const TOTAL_MAX_BYTES = 4 * 1024 * 1024 * 1024;
/** JSON packs ten to one; a thousand to one is no text that people wrote. */
const RATIO_MAX = 500;

export async function openZip(path: string): Promise<ExportFiles> {
  const name = basename(path);
  const damaged = (error: unknown) => new CannotImport(`${name} is a zip that cannot be read: ${clauseOf(error)}.`);
  // `validateEntrySizes` (the default) stops an entry that unpacks to more than it declared.
  const zip = await yauzl
    .openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false })
    .catch((error: unknown) => {
      throw damaged(error);
    });
  const entries = new Map<string, Entry>();
  try {
    if (zip.entryCount > ENTRIES_MAX)
      throw new CannotImport(`${name} has ${zip.entryCount} files in it; more than ${ENTRIES_MAX} are not read.`);
    let total = 0;
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry & RawName>) {
      const path = zipName(entry);
      if (path.endsWith("/") || isClutter(path)) continue;
      entries.set(path, entry);
      if (!/\.json$/iu.test(path)) continue;
      total += entry.uncompressedSize;
      if (total > TOTAL_MAX_BYTES)
        throw new CannotImport(`${name} would unpack to more than ${TOTAL_MAX_BYTES / 1024 ** 3} GB.`);
    }
  } catch (error) {
    zip.close();
    throw error instanceof CannotImport ? error : damaged(error);
  }
  return {
    name,
    isSingle: false,
    paths: [...entries.keys()].sort(),
    read: (file) => readEntry(zip, entries.get(file)),
    close: () => zip.close(),
  };
}

async function readEntry(zip: ZipFile, entry: Entry | undefined): Promise<Uint8Array> {
  if (!entry) throw new Error("it is not in the zip");
  const { uncompressedSize: size, compressedSize: packed } = entry;
  if (entry.isEncrypted()) throw new Error("it is locked with a password");
  if (size > FILE_MAX_BYTES) throw new Error(`it is larger than ${FILE_MAX_BYTES / 1024 / 1024} MB`);
  if (size > 1024 * 1024 && size > packed * RATIO_MAX) throw new Error("it unpacks to far more than text does");
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (error) {
    throw new Error(clauseOf(error), { cause: error });
  }
}

function clauseOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/[.\s]+$/u, "");
}
