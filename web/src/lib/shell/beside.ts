/** What stands beside the words of a conversation, in one chunk that comes right after them: the list of channels, the field, and parts of messages. */
export { default as Sidebar } from "./sidebar/Sidebar.svelte";
export { parts } from "./parts.ts";
