import { MediaQuery } from "svelte/reactivity";

/** One pane at a time. */
export const narrow = new MediaQuery("max-width: 767px", false);
/** Sidebar, conversation and side panel stand beside each other. */
export const wide = new MediaQuery("min-width: 1200px", true);
