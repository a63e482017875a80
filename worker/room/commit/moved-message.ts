/** What a message is where it is moved to, what stays where it was, and what comes back. Pure. */
import { v5 as uuidv5 } from "uuid";
import type { Message } from "../../../protocol/index.ts";
import type { MovedMessage } from "../moving.ts";
import { tombstone } from "./edited.ts";
import type { PrivateState } from "./message-actions.ts";

const NAMESPACE = "0d6c2f7e-8a41-4b0c-9f2d-6b1e5a3c7d90";

/** Ids of messages where they are moved at that time, by their places: the same at every try, and others at every move. */
export function idsAt(messages: readonly Pick<Message, "id" | "seq">[], at: number): Map<number, string> {
  const ids = new Map<number, string>();
  const given = new Set<string>();
  for (const { id, seq } of messages) {
    const plain = idAt(id.slice(15), at);
    // What one schedule posts every week, and a program under one key, differs in its time alone.
    const as = given.has(plain) ? idAt(uuidv5(id, NAMESPACE).slice(15), at) : plain;
    given.add(as);
    ids.set(seq, as);
  }
  return ids;
}

/** A UUIDv7 of that time. @param digits those behind the version */
function idAt(digits: string, at: number): string {
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits}`;
}

/** Of which state it is the copy. */
export const revOf = ({ meta }: Message) => meta?.moved?.rev;

/** A message that went: its place stays, and says where it is. Its files went along, and so did its thread. */
export function stone(message: Message, movedTo: { channel: string; seq: number }, now: number): Omit<Message, "rev"> {
  const { meta, ...gone } = tombstone(message, now);
  const { thread: _thread, ...kept } = meta ?? {};
  return { ...gone, meta: { ...kept, movedTo } };
}

/** What of a message is of its place, and stays behind: whom it reached, and what stands in the list there. */
export function asHere(
  { author, body, editedAt, meta, sealed, at, seq, rev }: MovedMessage,
  to: { as: string; from: string; by: string; isThread: boolean },
): [Omit<Message, "seq" | "rev" | "at">, string | undefined] {
  const { reach: _reach, movedTo: _to, moved: earlier, checkpoint, ...kept } = meta ?? {};
  const moved = { channel: to.from, seq, rev, by: to.by, at: earlier?.at ?? at };
  return [
    {
      ...{ id: to.as, author, body },
      ...(editedAt !== undefined && { editedAt }),
      meta: { ...kept, ...(checkpoint && !to.isThread && { checkpoint }), moved },
    },
    privately(sealed),
  ];
}

/** Revisions of one room mean nothing in another. */
function privately(sealed: string | undefined): string | undefined {
  const { threadRev: _thread, bodyRev: _body, ...state } = JSON.parse(sealed ?? "{}") as PrivateState;
  return Object.keys(state).length > 0 ? JSON.stringify(state) : undefined;
}

/**
 * Whether what stands there comes back to here: where its stone is, and where it was taken back already and then changed or deleted
 * there, before it had left. What somebody moved on from there, or deleted here, does not.
 */
export function returns(
  here: Message,
  copy: Message,
  { channel, to, isLate }: { channel: string; to: string; isLate: boolean },
): boolean {
  const isDeleted = copy.deletedAt !== undefined;
  if (isDeleted ? copy.meta?.movedTo !== undefined : copy.meta?.moved?.channel !== channel) return false;
  return here.deletedAt === undefined ? isDeleted || isLate : here.meta?.movedTo?.channel === to;
}

/** Where it stood, as it is now; a tombstone where it was deleted meanwhile. */
export function restored(
  { id, seq, author, at }: Message,
  copy: MovedMessage,
  replyTo: number | undefined,
): [Omit<Message, "rev">, string | undefined] {
  const { moved, ...meta } = copy.meta ?? {};
  const place = { id, seq, author, at: moved?.at ?? at };
  if (copy.deletedAt !== undefined) {
    const { thread } = meta;
    const gone = { ...place, body: "", rev: 0, ...(thread && { meta: { thread } }) };
    return [tombstone(gone, copy.deletedAt), undefined];
  }
  return [
    {
      ...{ ...place, at, body: copy.body },
      ...(copy.editedAt !== undefined && { editedAt: copy.editedAt }),
      ...(replyTo !== undefined && { replyTo }),
      ...(Object.keys(meta).length > 0 && { meta }),
    },
    privately(copy.sealed),
  ];
}
