/** What a backup ends with: the hashes of its entries, the manifest, and the end of the tar. */
import { BACKUP_FORMAT, backupPrefix, BACKUP_VERSION, type BackupManifest } from "../../protocol/archive/backup.ts";
import { toText } from "../../protocol/archive/chain.ts";
import { HEADS, MANIFEST } from "../../protocol/archive/format.ts";
import { linesOf } from "../archive/parts.ts";
import { sha256 } from "../sha256.ts";
import { Pieces, tarOf, type Place } from "../archive/pieces.ts";
import { bucketOf } from "../files/bucket.ts";
import type { BackupLedger, Job, KeptPiece } from "./ledger.ts";

export const SECTIONS = { head: 0, rows: 1, end: 2 } as const;

const NEWLINE = 0x0a;
/** Lines of JSON in a piece: nothing else in a tar has a byte that ends a line. */
export const countLines = (tar: Uint8Array): number => tar.reduce((sum, byte) => (byte === NEWLINE ? sum + 1 : sum), 0);

/** @returns the hash of all of it, and where all pieces are, in the order in which they are the tar */
export async function endOf(
  env: Pick<Env, "FILES">,
  ledger: BackupLedger,
  job: Job,
  keyOf: (place: Place) => string,
): Promise<{ root: string; pieces: KeptPiece[] }> {
  const bucket = bucketOf(env);
  const heads = linesOf(ledger.entries());
  const root = toText(sha256(heads));
  const manifest: BackupManifest = {
    ...{ format: BACKUP_FORMAT, version: BACKUP_VERSION, class: { id: job.workspaceId, name: job.workspaceName } },
    ...{ at: job.startedAt, rows: job.rows, root },
  };
  const first = await tarOf(
    [
      { name: MANIFEST, bytes: linesOf([manifest]) },
      { name: HEADS, bytes: heads },
    ],
    job.startedAt,
  );
  const headKey = keyOf({ section: SECTIONS.head, n: 0 });
  await bucket.put(headKey, first);
  const end = { section: SECTIONS.end, n: 0 };
  const endBytes = await new Pieces(bucket, backupPrefix(job.workspaceId, job.id)).end(end);
  const rows = ledger.pieces().map(({ n, bytes }) => ({ key: keyOf({ section: SECTIONS.rows, n }), bytes }));
  return { root, pieces: [{ key: headKey, bytes: first.byteLength }, ...rows, { key: keyOf(end), bytes: endBytes }] };
}
