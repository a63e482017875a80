/** Trays with files by their channel: who comes back to a channel finds them over the field. Apart from the tray itself, which comes later. */
import type { Tray } from "./tray.svelte.ts";

export const openTrays = new Map<string, Tray>();
