/** Which channels show what this device had kept, and of when it is: until the server has told what changed since. */
import { SvelteMap } from "svelte/reactivity";

/** Id of the channel → ms by this machine's clock. */
export const asOf = new SvelteMap<string, number>();
