/** What a channel session shows: one immutable object for whoever draws it. */
import type { Refusal } from "../protocol/index.ts";
import type { ConnectionState } from "./connection.ts";
import type { Loading } from "./history.ts";
import type { OutboxEntry } from "./outbox-entry.ts";
import type { SeenBy } from "./seen-marks.ts";
import type { TimelineSnapshot } from "./timeline.ts";

/** An edit or a delete of mine that is not carried out yet. */
export interface PendingChange {
  readonly id: string;
  readonly kind: "edit" | "delete";
  readonly seq: number;
  /** The new text of an edit. */
  readonly body?: string;
  readonly state: "sending" | "failed";
  readonly refusal?: Refusal;
}
/** `messages` show my acts on them (reactions, pins …) before the server has said so. */
export interface ChannelSnapshot extends TimelineSnapshot {
  /** Something was heard from the server, by either way. */
  readonly ready: boolean;
  readonly connection: ConnectionState;
  /** Milliseconds, by this machine's clock; null while the socket is open, or was never missed. */
  readonly offlineSince: number | null;
  /** Set: it is over for good, and why: signed out, removed, not found. */
  readonly ended: Refusal | null;
  readonly readSeq: number;
  /** How far others have read. Only in direct and group messages, and where I tell it too. */
  readonly seen: SeenBy;
  readonly loading: ReadonlySet<Loading>;
  /** The last page could not be had. */
  readonly loadFailed: boolean;
  readonly changes: readonly PendingChange[];
  /** Member ids of others who are writing now. */
  readonly typing: readonly string[];
}
export function pendingChanges(entries: readonly OutboxEntry[]): PendingChange[] {
  return entries.flatMap((entry): PendingChange[] => {
    if (entry.kind === "post" || entry.kind === "act") return [];
    const { id, kind, seq, refusal } = entry;
    const state = refusal === undefined ? { state: "sending" as const } : { state: "failed" as const, refusal };
    return [{ id, kind, seq, ...(entry.kind === "edit" && { body: entry.body }), ...state }];
  });
}
