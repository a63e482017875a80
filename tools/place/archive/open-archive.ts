/** An archive on this machine's disk. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { OpenArchive } from "../../../imports/archive/entries.ts";
import type { Sha256 } from "../../../protocol/archive/chain.ts";

export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

const CHUNK_BYTES = 256 * 1024;
export const openArchive =
  (path: string): OpenArchive =>
  () =>
    Readable.toWeb(createReadStream(path, { highWaterMark: CHUNK_BYTES })) as ReadableStream<Uint8Array>;

/** Where a tar says that it is one (POSIX ustar, offset 257), with the first entry's name before it. */
const HEAD_BYTES = 263;
/** Is this a file that begins as an archive of PLACE does? False too where there is none. */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return bytesRead === HEAD_BYTES && buffer.toString("latin1", 257, 262) === "ustar";
  } catch {
    // A folder, or what cannot be read: what becomes of it, others say.
    return false;
  } finally {
    await file.close();
  }
}
