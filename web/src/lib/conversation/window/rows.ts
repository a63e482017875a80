/**
 * From messages to the rows on the screen: day lines, checkpoints, the new-since line, groups by author, what is still being sent. Pure,
 * and fed only the part of the history that is in the page, so its cost does not grow with what was loaded.
 */
import type { PendingChange, PendingMessage } from "../../../../../client/index.ts";
import type { Message } from "../../../../../protocol/index.ts";
import { GROUP_MS } from "../../../../../protocol/limits.ts";
import { dayOf } from "../../base/times.ts";

export interface MessageRow {
  kind: "message";
  /** The message's id: the row on screen stays the same one from Enter to stored. */
  key: string;
  author: string;
  at: number;
  body: string;
  /** Follows another one of the same author closely: shown without picture and name. */
  grouped: boolean;
  /** Absent while it is being sent. */
  message?: Message;
  pending?: PendingMessage;
  /** An edit of mine that is not carried out yet; `body` is the new text. */
  edit?: PendingChange;
  /** Deleted, or about to be: its delete is on its way or can still be undone. */
  gone: boolean;
}
export type Row =
  | MessageRow
  | { kind: "beginning"; key: "beginning" }
  | { kind: "day"; key: string; at: number }
  | { kind: "checkpoint"; key: string; name: string }
  | { kind: "new"; key: "new" };

export interface RowsInput {
  /** Consecutive messages, ascending by `seq`. */
  messages: readonly Message[];
  /** The one before the first of them, where it is known. */
  previous: Message | undefined;
  /** The first of them is the first of the channel, or the channel is empty. */
  fromStart: boolean;
  /** Shown below the messages; only where these reach the newest. */
  pending: readonly PendingMessage[];
  /** My member id. */
  me: string;
  /** The new-since line stands before the first message above this `seq` that is somebody else's and there. */
  newSince: number | null;
  /** `seq`s whose delete waits for its undo time to end. */
  leaving: ReadonlySet<number>;
  /** My edits and deletes that are on their way, or were refused. */
  changes: readonly PendingChange[];
}

export function buildRows(input: RowsInput): Row[] {
  const rows: Row[] = [];
  const deleting = new Set(input.leaving);
  const edits = new Map<number, PendingChange>();
  for (const change of input.changes) {
    if (change.kind === "edit") edits.set(change.seq, change);
    else if (change.state === "sending") deleting.add(change.seq);
  }
  if (input.fromStart) rows.push({ kind: "beginning", key: "beginning" });
  let last: { author: string; at: number; gone: boolean; message?: Message | undefined } | undefined =
    input.previous && {
      ...input.previous,
      gone: isGone(input.previous, deleting),
    };
  // The line belongs before the first new message of somebody else; when that one is not in the page, neither is the line.
  let lineDue = input.newSince !== null && (input.previous?.seq ?? 0) <= input.newSince;

  const add = (row: MessageRow) => {
    const newDay = !last || dayOf(last.at) !== dayOf(row.at);
    if (newDay) rows.push({ kind: "day", key: `day-${dayOf(row.at)}-${row.message?.seq ?? row.key}`, at: row.at });
    let cut = newDay;
    const checkpoint = row.gone ? undefined : row.message?.meta?.checkpoint;
    if (checkpoint) {
      rows.push({ kind: "checkpoint", key: `checkpoint-${row.key}`, name: checkpoint.name });
      cut = true;
    }
    if (lineDue && isNews(row, input)) {
      rows.push({ kind: "new", key: "new" });
      lineDue = false;
      cut = true;
    }
    row.grouped =
      !cut &&
      last !== undefined &&
      !last.gone &&
      !row.gone &&
      last.author === row.author &&
      last.message?.meta?.as === row.message?.meta?.as &&
      row.at - last.at < GROUP_MS &&
      (row.message?.replyTo ?? row.pending?.replyTo) === undefined;
    rows.push(row);
    last = row;
  };

  const stored = new Set<string>();
  for (const message of input.messages) {
    // Two messages of one id would be two rows of one key, and no list at all.
    const key = stored.has(message.id) ? `${message.id}-${message.seq}` : message.id;
    stored.add(message.id);
    const edit = edits.get(message.seq);
    add({
      kind: "message",
      key,
      author: message.author,
      at: message.at,
      body: edit?.body ?? message.body,
      grouped: false,
      message,
      ...(edit && { edit }),
      gone: isGone(message, deleting),
    });
  }
  for (const pending of input.pending) {
    // The broadcast may be here before the answer to the sender.
    if (stored.has(pending.id)) continue;
    // My clock may be behind the server's: what I write now does not stand before what I answer to.
    const at = Math.max(pending.createdAt, last?.at ?? 0);
    add({
      kind: "message",
      key: pending.id,
      author: input.me,
      at,
      body: pending.body,
      grouped: false,
      pending,
      gone: false,
    });
  }
  return rows;
}

const isNews = (row: MessageRow, { newSince, me }: RowsInput): boolean =>
  row.message !== undefined && row.message.seq > (newSince ?? 0) && row.author !== me && !row.gone;

function isGone(message: Message, deleting: ReadonlySet<number>): boolean {
  return message.deletedAt !== undefined || deleting.has(message.seq);
}

/** Whether a row shows the same thing as before, so that its component need not look again. */
function sameRow(a: Row, b: Row): boolean {
  if (a.kind !== b.kind || a.key !== b.key) return false;
  if (a.kind === "checkpoint" && b.kind === "checkpoint") return a.name === b.name;
  if (a.kind !== "message" || b.kind !== "message") return true;
  return (
    a.message === b.message &&
    a.pending === b.pending &&
    a.edit?.id === b.edit?.id &&
    a.edit?.state === b.edit?.state &&
    a.grouped === b.grouped &&
    a.gone === b.gone &&
    a.at === b.at
  );
}

/** The new rows, with the old objects kept where nothing changed: an unchanged row costs nothing on the screen. */
export function reuseRows(before: readonly Row[], after: Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return after.map((row) => {
    const old = known.get(row.key);
    return old && sameRow(old, row) ? old : row;
  });
}
