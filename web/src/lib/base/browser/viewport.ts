import { MediaQuery } from "svelte/reactivity";

/** One pane at a time. */
export const narrow = new MediaQuery("max-width: 767px", false);
