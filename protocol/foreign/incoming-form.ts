/** What a tool said, whichever form it has for it. */
import type { Block } from "./markup/rich-text.ts";

/** What one form of them says. */
export interface Incoming {
  /** The name under which it is shown; the address's own where it is left out. */
  as?: string;
  /** With a gap between each two. */
  parts: Block[][];
}
