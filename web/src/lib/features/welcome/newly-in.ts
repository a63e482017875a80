/** Who has just come into a class, or made it, is welcomed there once, on this device. */
import { read, write } from "../../base/browser/storage.ts";

const KEY = "place.welcome";

/** @param workspace the class that is about to be opened for the first time. */
export const comesIn = (workspace: string): void => write(KEY, workspace);

/** @returns whether this class was just come into; asked a second time, it was not. */
export function isNewlyIn(workspace: string): boolean {
  if (read(KEY) !== workspace) return false;
  write(KEY, null);
  return true;
}
