/**
 * What app.html asked the server for before any of the program was there: who is signed in, their class, and the newest page of a
 * channel. Each piece is taken once: what is opened later is asked for anew.
 */
import type { Bootstrap, Opening, Page } from "../../../../../protocol/index.ts";

/** Null: there was no answer, or a refusal; whoever needs it asks by the usual ways, and hears why. */
type Answer = Promise<Opening | null>;

/** Where a reader stood in a channel when the app was closed. `top`: of that message, px below the upper edge. */
export interface Left {
  channel: string;
  place: { at: "row"; key: string; seq: number; top: number };
}

const page = globalThis as { placeOpening?: Answer; placeLeft?: Left | null };
let asked: Answer | null = page.placeOpening ?? null;
let left = page.placeLeft;
let newest: Opening["newest"];
void asked?.then((answer) => (newest = answer?.newest));

export const opening = {
  /** Null also where nothing was asked for, or where it was taken already. */
  answer(): Answer {
    return asked ?? Promise.resolve(null);
  },

  /** It was heard, and says nothing to whoever is signed in from now on. */
  drop(): void {
    asked = null;
    newest = undefined;
  },

  /** Undefined: nothing was asked for. Null: not this class, or no answer. */
  bootstrapOf(workspace: string): Promise<Bootstrap | null> | undefined {
    const taken = asked?.then((answer) => (answer?.bootstrap?.workspace.id === workspace ? answer.bootstrap : null));
    asked = null;
    return taken;
  },

  /** Of the first channel that is opened. */
  newestOf(channel: string): Page | undefined {
    const first = newest;
    newest = undefined;
    return first?.channel === channel ? first.page : undefined;
  },

  /** Undefined: at the end, or where the new begins. */
  placeIn(channel: string): Left["place"] | undefined {
    const was = left;
    left = null;
    return was?.channel === channel ? was.place : undefined;
  },
};
