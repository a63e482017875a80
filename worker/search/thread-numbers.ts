/** Whose threads channels are, by their numbers: what a channel is when it is made, for ever. Says nothing of who may read it. */
const parents = new Map<number, number | null>();
const KNOWN_MAX = 20_000;

/** The number of the channel whose thread this is; null: it is no thread; undefined: nobody looked it up yet. */
export const parentOf = (no: number): number | null | undefined => parents.get(no);

/** @param threads those of `nos` that are */
export function learnThreads(nos: readonly number[], threads: ReadonlyMap<number, { parentNo: number }>): void {
  if (parents.size + nos.length > KNOWN_MAX) parents.clear();
  for (const no of nos) parents.set(no, threads.get(no)?.parentNo ?? null);
}
