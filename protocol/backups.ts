/** The backups of a class as its owners see them: every night one, and the newest seven kept. What is in them is docs/backups.md. */
import * as v from "valibot";

/** So many are kept of a class; the oldest goes when a newer one is whole. */
export const BACKUPS_KEPT = 7;

const BackupSchema = v.object({
  id: v.string(),
  /** `kept`: written, read back, and the same. `failed`: after it was tried again and again; nothing of it is there. */
  state: v.picklist(["making", "kept", "failed"]),
  /** Ms since 1970. */
  startedAt: v.number(),
  /** When it was read back and compared. */
  verifiedAt: v.optional(v.number()),
  /** Rows of it, by table. */
  rows: v.record(v.string(), v.number()),
  bytes: v.number(),
  /** SHA-256 over the hashes of all its entries, base64url. */
  root: v.optional(v.string()),
});
export type Backup = v.InferOutput<typeof BackupSchema>;

export const BackupsSchema = v.object({
  /** The newest first. */
  backups: v.array(BackupSchema),
});
