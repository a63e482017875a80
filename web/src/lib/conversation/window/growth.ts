/**
 * Near an end of what is in the page, more of what is known comes in: in turns between the frames, so that none of these holds up the
 * finger that scrolls. The first look needs none of it, so it comes with the parts.
 */
import { tick } from "svelte";
import type { Message } from "../../../../../protocol/index.ts";
import { showable, type Known, type ListWindow } from "./list-window.ts";
import { MOST, Pace } from "./pace.ts";
import type { Seen } from "./place-keeper.ts";
import { growDown, growUp } from "./scroll.ts";

/** A list as its reader last saw it. */
export interface Sight {
  window: ListWindow;
  known: Known;
  seen: Seen;
}
export interface Growing {
  /** Null: nobody looks at it. */
  readonly sight: Sight | null;
  grown: (window: ListWindow) => void;
}

/** What is known beyond the end of the page that the reader is near to, the nearest message first; empty: nothing is wanted. */
export function wantedRows({ window: { slice }, known, seen }: Sight): readonly Message[] {
  const all = showable(known);
  const offset = known.messages[0]?.seq ?? 1;
  const [above, below] = [slice.first - offset, slice.last - offset + 1];
  if (seen.nearTop && slice.first > all.first) return known.messages.slice(Math.max(0, above - MOST), above).reverse();
  if (seen.nearBottom && slice.last < all.last) return known.messages.slice(below, below + MOST);
  return [];
}

/** So many of them come into the page. */
export function grow({ window, known, seen }: Sight, count: number): ListWindow {
  const all = showable(known);
  const { slice } = window;
  if (seen.nearTop && slice.first > all.first) return { ...window, slice: growUp(slice, all, seen.nearLast, count) };
  if (seen.nearBottom && slice.last < all.last)
    return { ...window, slice: growDown(slice, all, seen.nearFirst || slice.first, count) };
  return window;
}

export class Growth {
  readonly #list: Growing;
  readonly #pace = new Pace();
  #isDue = false;

  constructor(list: Growing) {
    this.#list = list;
  }

  /** Something moved. The list tells so again when what came in stands there. */
  look(): void {
    const { sight } = this.#list;
    if (this.#isDue || sight === null || wantedRows(sight).length === 0) return;
    this.#isDue = true;
    setTimeout(() => void this.#turn());
  }

  async #turn(): Promise<void> {
    this.#isDue = false;
    // The reader may be elsewhere by now.
    const { sight } = this.#list;
    if (sight === null) return;
    const count = this.#pace.next(wantedRows(sight));
    if (count === 0) return;
    const start = performance.now();
    this.#list.grown(grow(sight, count));
    await tick();
    this.#pace.took(performance.now() - start);
  }
}
