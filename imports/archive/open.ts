/** Is what somebody chose an archive of PLACE? As the tar that it is, or unpacked: some systems unpack what is downloaded. */
import { ARCHIVE_FORMAT, entryKind, MANIFEST, type EntryKind } from "../../protocol/archive/format.ts";
import { openChosen, type ChosenFile } from "../blob-files.ts";
import { readJson, type ExportFiles } from "../export-files.ts";
import { decoded, demandSize, entriesOfTar, type ArchiveEntries, type ArchiveEntry } from "./entries.ts";

/** Where a tar says that it is one (POSIX ustar, offset 257). */
const USTAR = { from: 257, to: 262 };

/** Null where it is none. @throws CannotImport when there is nothing that can be opened */
export async function openArchive(chosen: readonly ChosenFile[]): Promise<ArchiveEntries | null> {
  const [only, ...more] = chosen;
  if (only && more.length === 0) {
    const { blob } = only;
    const said = await blob.slice(USTAR.from, USTAR.to).text();
    if (said === "ustar") return entriesOfTar(() => blob.stream());
  }
  return entriesOfFiles(await openChosen(chosen));
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
  const names = inside.map((path) => path.slice(root.length)).sort((a, b) => compare(orderOf(a), orderOf(b)));
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

/** As they stand in an archive (docs/archive.md): messages, and behind them their proof. */
const ORDER: Record<EntryKind["kind"], number> = {
  ...{ manifest: 0, roster: 1, people: 2, emoji: 3, picture: 4, channels: 5, messages: 6, proof: 6, heads: 7, file: 8 },
};
function orderOf(name: string): string {
  const entry = entryKind(name);
  if (entry === null) return `9 ${name}`;
  const rank = ORDER[entry.kind];
  if (entry.kind !== "messages" && entry.kind !== "proof") return `${rank} ${name}`;
  return `${rank} ${entry.channel} ${String(entry.from).padStart(10, "0")} ${entry.kind}`;
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
