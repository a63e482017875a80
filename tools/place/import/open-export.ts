/** Opens what the person named. Nothing is unpacked to the disk. */
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import { FILE_MAX_BYTES, isClutter, type ExportFiles } from "./export-files.ts";
import { CannotImport } from "./history.ts";
import { openZip } from "./zip-files.ts";

/** @throws CannotImport when there is nothing that can be opened */
export async function openExport(path: string): Promise<ExportFiles> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new CannotImport(
      error.code === "ENOENT" ? `There is no file or folder ${path}.` : `${path} cannot be opened (${error.code}).`,
    );
  });
  if (found.isDirectory()) return openFolder(path);
  if (!found.isFile()) throw new CannotImport(`${path} is neither a file nor a folder.`);
  if (found.size === 0) throw new CannotImport(`${path} is empty.`);
  if (await startsLikeZip(path)) return openZip(path);
  const name = basename(path);
  return { name, isSingle: true, paths: [name], read: () => readBytes(path), close: () => undefined };
}

async function openFolder(folder: string): Promise<ExportFiles> {
  // Links are left alone: they may lead out of the export.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new CannotImport(`${folder} cannot be read (${error.code}).`);
    },
  );
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !isClutter(path))
    .sort();
  return {
    name: folder,
    isSingle: false,
    paths,
    read: (path) => readBytes(join(folder, path)),
    close: () => undefined,
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > FILE_MAX_BYTES) throw new Error(`it is larger than ${FILE_MAX_BYTES / 1024 / 1024} MB`);
  return buffer(createReadStream(path)).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`it cannot be opened (${error.code})`);
  });
}

async function startsLikeZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && (head.readUInt32LE(0) === 0x04034b50 || head.readUInt32LE(0) === 0x06054b50);
  } finally {
    await file.close();
  }
}
