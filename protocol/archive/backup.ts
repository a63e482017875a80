/** What a backup is made of: the same container as an archive's (a tar of JSON lines), with the rows of a class's tables in it (docs/backups.md). */
import * as v from "valibot";

export const BACKUP_FORMAT = "place-backup";
export const BACKUP_VERSION = 1;

/** Names of entries: `rows/TABLE/N.jsonl`, N with ten digits the number of its first row in that table. */
export const rowsEntry = (table: string, first: number) => `rows/${table}/${String(first).padStart(10, "0")}.jsonl`;
const ROWS_ENTRY = /^rows\/([a-z_]+)\/\d{10}\.jsonl$/u;
/** The table whose rows an entry has. */
export const tableOfEntry = (name: string): string | undefined => ROWS_ENTRY.exec(name)?.[1];
/** Bytes of a file, under the key that it has in R2: in backups that were fetched with files. */
export const OBJECTS = "objects/";

export const BackupManifestSchema = v.object({
  format: v.literal(BACKUP_FORMAT),
  version: v.number(),
  class: v.object({ id: v.string(), name: v.string() }),
  /** Ms since 1970: when it was begun. What was said later is not in it. */
  at: v.number(),
  /** Rows by table. */
  rows: v.record(v.string(), v.number()),
  /** SHA-256 of `heads.jsonl`, base64url. */
  root: v.string(),
});
export type BackupManifest = v.InferOutput<typeof BackupManifestSchema>;

/** A line of `heads.jsonl`. */
export const BackupHeadSchema = v.object({ entry: v.string(), hash: v.string(), rows: v.number() });

/** Where they are in R2. */
export const backupsPrefix = (workspaceId: string) => `backups/${workspaceId}/`;
export const backupPrefix = (workspaceId: string, id: string) => `${backupsPrefix(workspaceId)}${id}/`;
/** The list of a class's backups, for who has nothing but the bucket. */
export const listKey = (workspaceId: string) => `${backupsPrefix(workspaceId)}list.json`;
/** The list of the classes that have any. */
export const CLASSES_KEY = "backups/classes.json";

export const BackupListSchema = v.object({
  class: v.object({ id: v.string(), name: v.string() }),
  /** The newest first. `pieces`: their keys in R2, in the order in which they are the tar. */
  backups: v.array(
    v.object({
      id: v.string(),
      startedAt: v.number(),
      verifiedAt: v.number(),
      rows: v.record(v.string(), v.number()),
      root: v.string(),
      pieces: v.array(v.object({ key: v.string(), bytes: v.number() })),
    }),
  ),
});
export type BackupList = v.InferOutput<typeof BackupListSchema>;
export const ClassesSchema = v.array(v.object({ id: v.string(), name: v.string() }));
