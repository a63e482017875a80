/** What a message can have beside its words: fetched together with the first message that has any of it. See message-parts.svelte.ts. */
export { default as NamedFiles } from "./NamedFiles.svelte";
export { default as PollSlot } from "../polls/PollSlot.svelte";
export { default as Quote } from "./Quote.svelte";
export { default as Reactions } from "./Reactions.svelte";
export { default as ThreadLine } from "./ThreadLine.svelte";
