/** What a conversation can have beside words, and what features draw in a message: one chunk. A part of another feature is a line here. */
import { own } from "../conversation/pane/parts.ts";
import type { Parts } from "../conversation/parts.svelte.ts";
import { filesPart } from "../features/files/message-part.ts";
import { linkCardsPart } from "../features/link-cards/message-part.ts";
import { movedPart } from "../features/moving/message-part.ts";
import { pollPart } from "../features/polls/message-part.ts";
import { previewsPart } from "../features/previews/message-part.ts";
import { taskPart } from "../features/tasks/message-part.ts";
import { threadPart } from "../features/threads/message-part.ts";

export const parts: Parts = {
  ...own,
  messageParts: [filesPart, pollPart, previewsPart, linkCardsPart, taskPart, movedPart, threadPart],
};
