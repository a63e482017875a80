/** Whether a hand-out of a class was printed, on this device. */
import { read, write } from "../../base/browser/storage.ts";

const keyOf = (workspace: string) => `place.handed-out.${workspace}`;
/** Goes up with each printing, for who watches. */
let printed = $state(0);

export function wasHandedOut(workspace: string): boolean {
  return printed >= 0 && read(keyOf(workspace)) !== null;
}
export function handOut(workspace: string): void {
  write(keyOf(workspace), "1");
  printed += 1;
}
