/** Opens what the person named. Nothing is unpacked to the disk. */
import { createReadStream, openAsBlob } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import { FILE_MAX_BYTES, isClutter, tooLarge, type ExportFiles } from "../../../imports/export-files.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { trouble, Unreadable } from "../../../imports/trouble.ts";
import { openZip, startsLikeZip } from "../../../imports/zip-files.ts";
import { asCannotOpen } from "../archive/open-archive.ts";

/** @throws CannotImport when there is nothing that can be opened */
export async function openExport(path: string): Promise<ExportFiles> {
  const found = await stat(path).catch((error: unknown) => {
    throw asCannotOpen(path, error);
  });
  if (found.isDirectory()) return openFolder(path);
  if (!found.isFile()) throw new CannotImport(`${path} is neither a file nor a folder.`);
  if (found.size === 0) throw new CannotImport(`${path} is empty.`);
  const name = basename(path);
  if (startsLikeZip(await headOf(path))) return openZip(await openAsBlob(path), name);
  return {
    ...{ name, isSingle: true, paths: [name] },
    read: () => readBytes(path),
    stream: () => createReadStream(path),
    close: () => undefined,
  };
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
    stream: (path) => createReadStream(join(folder, path)),
    close: () => undefined,
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > FILE_MAX_BYTES) throw new Unreadable(tooLarge());
  return buffer(createReadStream(path)).catch((error: NodeJS.ErrnoException) => {
    throw new Unreadable(trouble("cannotOpen", { why: error.code ?? error.message }));
  });
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
