/** Whether a request is the one that a message came of. */
import type { PostRequest } from "../contract.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { PrivateState } from "./message-actions.ts";

/** By what a message still tells of it: of one that was deleted, or edited so long ago that its first words left the log, nothing does. */
export function isSameContent({ sealed, ...message }: StoredMessage, request: PostRequest): boolean {
  if (message.deletedAt !== undefined) return true;
  const { poll, files } = message.meta ?? {};
  const first = ((sealed === undefined ? {} : JSON.parse(sealed)) as PrivateState).versions?.[0];
  const body = first?.body ?? (message.editedAt === undefined ? message.body : request.body);
  const asked = request.poll;
  return (
    body === request.body &&
    message.replyTo === request.replyTo &&
    poll?.question === asked?.question &&
    (asked?.options ?? []).every((option, at) => poll?.options[at]?.text === option) &&
    (files !== undefined) === (request.files !== undefined)
  );
}
