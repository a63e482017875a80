/** Messages that were taken out by others than their authors, written down with the batch that carries them to D1. */
import { keyOf } from "./message-key.ts";

export interface Removal {
  seq: number;
  /** Public member ids: who wrote it, and who took it out. */
  author: string;
  by: string;
  at: number;
}

// A batch may come twice, and a tombstone may change again: it is one act.
const WRITE = `INSERT OR IGNORE INTO audit_entries (workspace_no, at, act, actor_no, subject_no, channel_no, details, once_key)
  SELECT ?1, json_extract(j.value, '$.at'), 'messageDeleted', a.no, s.no, ?2, json_object('seq', json_extract(j.value, '$.seq')),
    'deleted ' || (?3 + json_extract(j.value, '$.seq'))
  FROM json_each(?4) j CROSS JOIN members a ON a.id = json_extract(j.value, '$.by')
  LEFT JOIN members s ON s.id = json_extract(j.value, '$.author')`;

/** A statement for a batch. */
export function removalStatement(
  d1: D1Database,
  { workspaceNo, channelNo }: { workspaceNo: number; channelNo: number },
  removals: readonly Removal[],
): D1PreparedStatement {
  return d1.prepare(WRITE).bind(workspaceNo, channelNo, keyOf(channelNo, 0), JSON.stringify(removals));
}
