/**
 * What a conversation can have beside words: fetched together when the first of it is to be shown. See parts.svelte.ts.
 */
export { default as Beginning } from "./Beginning.svelte";
export { default as CheckpointLine } from "./CheckpointLine.svelte";
export { default as JumpToLatest } from "./JumpToLatest.svelte";
export { default as MessageTrouble } from "./MessageTrouble.svelte";
export { default as NamedFiles } from "./NamedFiles.svelte";
export { default as PollSlot } from "../polls/PollSlot.svelte";
export { default as Quote } from "./Quote.svelte";
export { default as Reactions } from "./Reactions.svelte";
export { default as SeenLine } from "./SeenLine.svelte";
export { default as ThreadLine } from "./ThreadLine.svelte";
export { default as Typists } from "./Typists.svelte";
