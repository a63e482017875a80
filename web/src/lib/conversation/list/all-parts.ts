/**
 * What a conversation can have beside words: fetched together when the first of it is to be shown. See parts.svelte.ts.
 */
export { default as Beginning } from "./Beginning.svelte";
export { default as CheckpointLine } from "./CheckpointLine.svelte";
export { default as JumpToLatest } from "./JumpToLatest.svelte";
export { default as MessageTrouble } from "../message/MessageTrouble.svelte";
export { default as NamedFiles } from "../message/NamedFiles.svelte";
export { default as PollSlot } from "../../features/polls/PollSlot.svelte";
export { default as Quote } from "../message/Quote.svelte";
export { default as Reactions } from "../message/Reactions.svelte";
export { default as SeenLine } from "../message/SeenLine.svelte";
export { default as ThreadLine } from "../../features/threads/ThreadLine.svelte";
export { default as Typists } from "../pane/Typists.svelte";
