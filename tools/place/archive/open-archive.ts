/** An archive on this machine's disk. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { OpenArchive } from "../../../imports/archive/entries.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import type { Sha256 } from "../../../protocol/archive/chain.ts";

export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

const CHUNK_BYTES = 256 * 1024;
/** Reading it fails with CannotImport where there is no such file, it cannot be read, or it does not begin as an archive does. */
export const openArchive =
  (path: string): OpenArchive =>
  () =>
    Readable.toWeb(Readable.from(bytesOf(path))) as ReadableStream<Uint8Array>;

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  let isFirst = true;
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      if (isFirst && !saysTar(bytes)) throw new CannotImport(`${path} is no archive and no backup of PLACE.`);
      isFirst = false;
      yield bytes;
    }
  } catch (error) {
    throw asCannotOpen(path, error);
  }
  if (isFirst) throw new CannotImport(`${path} is empty.`);
}

/** A sentence for what the system says of a file that somebody named. */
export function asCannotOpen(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  if (error.code === "ENOENT") return new CannotImport(`There is no file or folder ${path}.`);
  if (error.code === "EISDIR") return new CannotImport(`${path} is a folder.`);
  return new CannotImport(`${path} cannot be opened (${String(error.code)}).`);
}

/** Where a tar says that it is one (POSIX ustar, offset 257), with the first entry's name before it. */
const HEAD_BYTES = 263;
const saysTar = (bytes: Buffer): boolean => bytes.toString("latin1", 257, 262) === "ustar";
/** Is this a file that begins as an archive of PLACE does? False too where there is none. */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return bytesRead === HEAD_BYTES && saysTar(buffer);
  } catch {
    // A folder, or what cannot be read: what becomes of it, others say.
    return false;
  } finally {
    await file.close();
  }
}
