/** What a conversation itself can have beside words: fetched together when the first of it is to be shown. See parts.svelte.ts. */
export { default as Announcer } from "./Announcer.svelte";
export { default as Beginning } from "../list/Beginning.svelte";
export { default as CheckpointLine } from "../list/CheckpointLine.svelte";
export { default as Composer } from "../composer/Composer.svelte";
export { default as OverList } from "../list/OverList.svelte";
export { default as MessageMarks } from "../message/MessageMarks.svelte";
export { default as ConnectionLine } from "./ConnectionLine.svelte";
export { default as FailedMessage } from "../message/FailedMessage.svelte";
export { default as NamedFiles } from "../message/NamedFiles.svelte";
export { default as Quote } from "../message/Quote.svelte";
export { default as Reactions } from "../message/Reactions.svelte";
export { default as SeenLine } from "../message/SeenLine.svelte";
export { default as Typists } from "./Typists.svelte";
