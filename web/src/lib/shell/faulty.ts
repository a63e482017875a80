/** What stands in the place of a part that failed: one file, which the first load names once. */
export { default as FaultyPanel } from "./FaultyPanel.svelte";
export { default as FaultyView } from "./FaultyView.svelte";
