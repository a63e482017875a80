/** What an edit and a delete make of a message. */
import { VERSIONS_MAX, type Message, type RefusalCode } from "../../../protocol/index.ts";
import type { ChangeRequest } from "../contract.ts";
import { withoutStaleCards } from "./card-changes.ts";
import type { ActionResult, PrivateState } from "./message-actions.ts";

/** @param rev the message's after it @returns null where nothing changes */
export function edited(
  message: Message,
  sealed: PrivateState,
  request: Extract<ChangeRequest, { type: "edit" }>,
  rev: number,
  now: number,
): ActionResult | RefusalCode | null {
  if (request.rev !== undefined && request.rev < (sealed.bodyRev ?? 0)) return "stale";
  const { files } = message.meta ?? {};
  const left = request.files && files?.filter(({ id }) => id === undefined || request.files?.includes(id));
  const isLess = left !== undefined && left.length < (files?.length ?? 0);
  const withFiles = isLess ? { ...message, meta: { ...message.meta, files: left } } : message;
  if (request.body === message.body) return isLess ? { message: withFiles, sealed } : null;
  const [first, ...rest] = [...(sealed.versions ?? []), { body: message.body, at: message.editedAt ?? message.at }];
  const versions = first ? [first, ...rest.slice(1 - VERSIONS_MAX)] : [];
  const meta = { ...withoutStaleCards(withFiles.meta, request.body), versions: versions.length };
  return {
    message: { ...message, body: request.body, editedAt: now, meta },
    sealed: { ...sealed, versions, bodyRev: rev },
  };
}

/** The place stays, the words go; a thread that hangs on it can still be found, and what was imported is still told apart. */
export function tombstone(message: Message, now: number): Omit<Message, "rev"> {
  const { id, seq, author, at, meta } = message;
  const empty = { id, seq, author, at, body: "", deletedAt: now };
  const kept = { ...(meta?.thread && { thread: meta.thread }), ...(meta?.imported && { imported: true }) };
  return Object.keys(kept).length > 0 ? { ...empty, meta: kept } : empty;
}
