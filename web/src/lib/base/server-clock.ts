/** What time it is, by the server's clock where it has told, and else by this device's, which may be wrong by a day. */
let ask = (): number => Date.now();
const watching = new Set<() => void>();

/** Milliseconds since 1970. */
export const serverNow = (): number => ask();

/** @param now the server's clock as it is known from now on */
export function followClock(now: () => number): void {
  ask = now;
}

/** The clock was set by so much that what is on the screen says another time than before. */
export function clockWasSet(): void {
  for (const each of watching) each();
}

/** Calls when the clock was set; ends with the returned function. */
export function watchClock(each: () => void): () => void {
  watching.add(each);
  return () => watching.delete(each);
}
