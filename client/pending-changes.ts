/** Edits and deletes that wait in the outbox, as a channel shows them. */
import type { Refusal } from "../protocol/index.ts";
import type { OutboxEntry } from "./outbox-entry.ts";

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

export function pendingChanges(entries: readonly OutboxEntry[]): PendingChange[] {
  return entries.flatMap((entry): PendingChange[] => {
    if (entry.kind === "post" || entry.kind === "act") return [];
    const { id, kind, seq, refusal } = entry;
    const state = refusal === undefined ? { state: "sending" as const } : { state: "failed" as const, refusal };
    return [{ id, kind, seq, ...(entry.kind === "edit" && { body: entry.body }), ...state }];
  });
}
