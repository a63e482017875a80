/** Whether a request is the one that a message came of. */
import type { Poll, PollDraft } from "../../../protocol/index.ts";
import type { PostRequest } from "../contract.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { PrivateState } from "./message-actions.ts";

/** By what a message still tells of it: of one that was deleted, or edited so long ago that its first words left the log, nothing does. */
export function isSameContent({ sealed, ...message }: StoredMessage, request: PostRequest): boolean {
  if (message.deletedAt !== undefined) return true;
  const { poll, files = [] } = message.meta ?? {};
  const first = ((sealed === undefined ? {} : JSON.parse(sealed)) as PrivateState).versions?.[0];
  const body = first?.body ?? (message.editedAt === undefined ? message.body : request.body);
  // Which ones a ticket does not say. An edit may take some away, and brings none.
  const asked = request.files?.length ?? 0;
  const hasSameFiles = message.editedAt === undefined ? files.length === asked : files.length <= asked;
  return body === request.body && message.replyTo === request.replyTo && isSamePoll(poll, request.poll) && hasSameFiles;
}

/** Voters may have added options to an open one. Its end may have come, and says nothing then. */
function isSamePoll(poll: Poll | undefined, asked: PollDraft | undefined): boolean {
  if (!poll || !asked) return poll === asked;
  return (
    poll.question === asked.question &&
    asked.options.every((option, at) => poll.options[at]?.text === option) &&
    (asked.open || poll.options.length === asked.options.length) &&
    (["multiple", "secret", "sealed", "open"] as const).every((setting) => poll[setting] === asked[setting])
  );
}
