/** What stands in the place of a channel that I am not in: one file, which the first load names once. */
export { default as ChannelNotHere } from "./ChannelNotHere.svelte";
export { default as JoinChannel } from "./JoinChannel.svelte";
