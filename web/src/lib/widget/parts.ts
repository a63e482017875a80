/** What a conversation in a class page has beside words: the app's own, but for the door of who cannot write there yet. */
import { own } from "../conversation/pane/parts.ts";
import type { Parts } from "../conversation/parts.svelte.ts";
import { linkCardsPart } from "../features/link-cards/message-part.ts";
import { pollPart } from "../features/polls/message-part.ts";
import { threadPart } from "../features/threads/message-part.ts";
import type { MessagePart } from "../conversation/feature.ts";
import FilesInPlace from "./FilesInPlace.svelte";
import GoneLine from "./GoneLine.svelte";
import VisitorDoor from "./VisitorDoor.svelte";

/** A question about words of the page: it has a link that finds them. */
const gonePart: MessagePart = {
  place: "words",
  isOn: (message) => message?.body.includes("#:~:text=") === true,
  Component: GoneLine,
};

/** Of a message with files and nothing else they are all there is to see. */
const filesPart: MessagePart = {
  place: "words",
  isOn: (message) => message?.meta?.files?.some(({ id }) => id !== undefined) === true,
  Component: FilesInPlace,
};

export const parts: Parts = {
  ...own,
  Barred: VisitorDoor,
  messageParts: [pollPart, gonePart, filesPart, linkCardsPart, threadPart],
};
