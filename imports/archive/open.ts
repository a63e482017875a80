/**
 * Is what somebody chose an archive of PLACE? As the tar that it is, or unpacked, since some systems unpack what is downloaded; or the
 * course in one file, which was made of one.
 */
import { ARCHIVE_FORMAT, MANIFEST } from "../../protocol/archive/format.ts";
import { openChosen, type ChosenFile } from "../blob-files.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { entriesOfCourse } from "./course-entries.ts";
import {
  decoded,
  demandSize,
  entriesOfTar,
  orderOfEntries,
  type ArchiveEntries,
  type ArchiveEntry,
} from "./entries.ts";

/** Where a tar says that it is one (POSIX ustar, offset 257). */
const USTAR = { from: 257, to: 262 };

export interface OpenedArchive {
  entries: ArchiveEntries;
  /** Are its proofs in it? The course in one file has none. */
  hasProof: boolean;
}

/** Null where it is none. @throws CannotImport when there is nothing that can be opened */
export async function openArchive(chosen: readonly ChosenFile[]): Promise<OpenedArchive | null> {
  const [only, ...more] = chosen;
  if (only && more.length === 0) {
    const { blob, path } = only;
    const said = await blob.slice(USTAR.from, USTAR.to).text();
    if (said === "ustar") return { entries: entriesOfTar(() => blob.stream()), hasProof: true };
    const course = /\.html?$/iu.test(path) ? await entriesOfCourse(blob) : null;
    if (course) return { entries: course, hasProof: false };
  }
  const entries = await entriesOfFiles(await openChosen(chosen));
  return entries && { entries, hasProof: true };
}

/** Of a folder or a zip with what an archive has in it; null where it has no manifest of one. */
async function entriesOfFiles(files: ExportFiles): Promise<ArchiveEntries | null> {
  const manifest = files.paths.find((path) => path === MANIFEST || path.endsWith(`/${MANIFEST}`));
  const told: unknown = manifest === undefined ? null : await readJson(files, manifest).catch(() => null);
  if (manifest === undefined || (told as { format?: unknown } | null)?.format !== ARCHIVE_FORMAT) {
    files.close();
    return null;
  }
  const root = manifest.slice(0, -MANIFEST.length);
  const inside = files.paths.filter((path) => path.startsWith(root));
  const names = inside.map((path) => path.slice(root.length)).sort(orderOfEntries);
  return async function* () {
    for (const name of names) yield entryOf(files, root, name);
  };
}

function entryOf(files: ExportFiles, root: string, name: string): ArchiveEntry {
  const bytes = async () => new Uint8Array(await files.read(root + name));
  return {
    ...{ name, bytes },
    async text() {
      const found = await bytes();
      demandSize({ name, size: found.byteLength });
      return decoded(name, found);
    },
  };
}
