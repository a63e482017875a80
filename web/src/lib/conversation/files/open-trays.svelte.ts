/** Trays with files by their channel: who comes back to a channel finds them over the field. Apart from the tray itself, which comes later. */
import type { FileDraft } from "./file-draft.svelte.ts";

/** The files that stand over a field, for the message that is written in it. */
export interface OpenTray {
  /** Id of the message that they are for. */
  readonly message: string;
  readonly files: readonly FileDraft[];
  add: (added: readonly File[]) => void;
  remove: (file: FileDraft) => void;
  /** @param by places towards the end */
  move: (file: FileDraft, by: -1 | 1) => void;
  /** They belong to the message now, which goes out once they are there; what is added next is for another one. @returns its id */
  leave: () => string;
}

class OpenTrays {
  #of = $state.raw<Record<string, OpenTray>>({});

  in(channel: string): OpenTray | undefined {
    return this.#of[channel];
  }

  /** The field of that channel shows it at once. */
  open(channel: string, tray: OpenTray): void {
    this.#of = { ...this.#of, [channel]: tray };
  }
}
export const openTrays = new OpenTrays();
