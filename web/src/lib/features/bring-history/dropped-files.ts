/** Files and folders that somebody dropped, with the folders they lie in. */
import type { ChosenFile } from "../../../../../imports/blob-files.ts";

/** More than any export is; a whole disk that was dropped is not walked through. */
const FILES_MAX = 200_000;

/** Has to be called while the drop is handled: what was dropped is gone after it. */
export function droppedFiles({ items, files }: DataTransfer): Promise<ChosenFile[]> {
  const entries = [...items].flatMap((item) => (item.kind === "file" ? [item.webkitGetAsEntry()] : []));
  const roots = entries.filter((entry) => entry !== null);
  if (roots.length === 0) return Promise.resolve(chosenFiles(files));
  return walk(roots);
}

/** Of a field: chosen one by one, or as a folder. */
export const chosenFiles = (files: Iterable<File>): ChosenFile[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));

async function walk(roots: readonly FileSystemEntry[]): Promise<ChosenFile[]> {
  const found: ChosenFile[] = [];
  const waiting = [...roots];
  for (let entry = waiting.pop(); entry && found.length < FILES_MAX; entry = waiting.pop()) {
    if (isFile(entry)) found.push({ path: entry.fullPath.replace(/^\//u, ""), blob: await fileOf(entry) });
    else if (entry.isDirectory) waiting.push(...(await entriesIn(entry as FileSystemDirectoryEntry)));
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** A browser tells a hundred at a time. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
