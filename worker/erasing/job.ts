/** What a job of taking out is made of: steps, each short, each safe to repeat, between which the object may die. */
import type { Erased, ErasureCounts } from "../../protocol/erasures.ts";

/** Where a job is. What a step has counted is kept with it, so that a step that is done twice is counted once. */
export interface Progress<State> {
  state: State;
  counts: ErasureCounts;
}

export const plus = (counts: ErasureCounts, more: Partial<Record<Erased, number | undefined>>): ErasureCounts => {
  const sum = { ...counts };
  for (const [kind, count] of Object.entries(more) as [Erased, number | undefined][])
    if (count) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
};

/** A class or account by its number, in the databases. */
interface Target {
  no: number;
}
/** @returns where it is now; `isDone` or null: nothing is left to take out */
export type Step<State> = (
  env: Env,
  target: Target,
  before: Progress<State>,
) => Promise<(Progress<State> & { isDone?: boolean }) | null>;
