import type { Outcome } from "../outcome.ts";

/** Every dialog closes itself through this. */
export interface DialogProps {
  onclose: () => void;
}

export interface Question {
  /** Names the thing: "Archive #projects?" */
  title: string;
  /** What will be so afterwards, and what stays. */
  words: string;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  /** Closes when it worked; says why when not. */
  run: () => Promise<Outcome<unknown>>;
}
