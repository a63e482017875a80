/** A backup's tar, read from its beginning: what it is, and each entry held against its hash. */
import * as v from "valibot";
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  BackupHeadSchema,
  BackupManifestSchema,
  OBJECTS,
  tableOfEntry,
  type BackupManifest,
} from "../../../protocol/archive/backup.ts";
import { toText } from "../../../protocol/archive/chain.ts";
import { HEADS, MANIFEST } from "../../../protocol/archive/format.ts";
import { entriesOf, type OpenArchive } from "../../../imports/archive/entries.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { sha256 } from "../archive/open-archive.ts";

export type Row = Record<string, string | number | null>;
export interface Found {
  /** Rows of a table; of whoever reads twice, twice the same. */
  rows(table: string, rows: Row[]): void | Promise<void>;
  /** A file, under the key that it has in R2. */
  object?(key: string, bytes: Uint8Array): Promise<void>;
}

const NO_BACKUP = "This is no backup of PLACE. An archive of a class is brought in with: npm run place -- import";

/**
 * Hands on what is in it, in its order, entry by entry: memory is flat.
 * @throws CannotImport where it is none, is from a newer PLACE, or is not what it was when it was made
 */
export async function readBackup(open: OpenArchive, found: Found, now = Date.now()): Promise<BackupManifest> {
  let manifest: BackupManifest | undefined;
  let heads: Map<string, v.InferOutput<typeof BackupHeadSchema>> | undefined;
  for await (const entry of entriesOf(open)) {
    if (!manifest) {
      if (entry.name !== MANIFEST) throw new CannotImport(NO_BACKUP);
      manifest = parseManifest(await entry.text());
    } else if (!heads) {
      if (entry.name !== HEADS) throw new CannotImport(NO_BACKUP);
      const bytes = await entry.bytes();
      if (toText(sha256(bytes)) !== manifest.root)
        throw new CannotImport("The backup was changed: its list of entries is not what it was.");
      heads = new Map(
        linesIn(bytes)
          .map((line) => v.parse(BackupHeadSchema, line))
          .map((head) => [head.entry, head]),
      );
    } else if (entry.name.startsWith(OBJECTS)) {
      if (found.object) await found.object(entry.name.slice(OBJECTS.length), await entry.bytes());
    } else {
      const head = heads.get(entry.name);
      const table = tableOfEntry(entry.name);
      const bytes = await entry.bytes();
      if (!head || table === undefined || toText(sha256(bytes)) !== head.hash)
        throw new CannotImport(`The backup was changed, or is from a newer PLACE: ${entry.name}`);
      heads.delete(entry.name);
      const rows = linesIn(bytes) as Row[];
      await found.rows(table, table === "workspaces" ? rows.map((row) => broughtBack(row, now)) : rows);
    }
  }
  if (!manifest || !heads) throw new CannotImport(NO_BACKUP);
  const [missing] = heads.keys();
  if (missing !== undefined) throw new CannotImport(`The backup is not whole: ${missing} is missing.`);
  return manifest;
}

/** The class says of itself that it came back, so that a device that checked a history of it before is told why it is another one now. */
function broughtBack(row: Row, now: number): Row {
  const meta = typeof row["meta"] === "string" ? (JSON.parse(row["meta"]) as object) : {};
  return { ...row, meta: JSON.stringify({ ...meta, restoredAt: now }) };
}

function parseManifest(text: string): BackupManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CannotImport(NO_BACKUP);
  }
  if ((value as { format?: unknown } | null)?.format !== BACKUP_FORMAT) throw new CannotImport(NO_BACKUP);
  const manifest = v.parse(BackupManifestSchema, value);
  if (manifest.version > BACKUP_VERSION)
    throw new CannotImport("The backup was made by a newer PLACE. Update this one.");
  return manifest;
}

const linesIn = (bytes: Uint8Array): unknown[] =>
  new TextDecoder()
    .decode(bytes)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
