/** Which numbers of channels are threads': what a channel is when it is made, for ever. Says nothing of who may read it. */
const isThread = new Map<number, boolean>();
const KNOWN_MAX = 20_000;

/** False where it was found to be none. */
export const mayBeThread = (no: number): boolean => isThread.get(no) !== false;

/** @param threads those of `nos` that are */
export function learnThreads(nos: readonly number[], threads: ReadonlySet<number>): void {
  if (isThread.size + nos.length > KNOWN_MAX) isThread.clear();
  for (const no of nos) isThread.set(no, threads.has(no));
}
