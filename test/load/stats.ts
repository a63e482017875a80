/** The smallest value that at least `p` percent of the values do not exceed; NaN where there are none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** The value in the middle, or the mean of the two in the middle; NaN where there are none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? Number.NaN) + upper) / 2;
}

export interface Spread {
  low: number;
  high: number;
}

/** How often the true median lies within the spread, at least. */
const CONFIDENCE = 0.9;

/**
 * Between which of these values the median of all values that could be measured lies, in nine of ten cases, whatever their
 * distribution: of five values the least and the greatest, of more the ones further inside (the sign test's interval). Null for
 * less than five, of which nothing can be said.
 */
export function spreadOf(values: readonly number[]): Spread | null {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  // Chance that fewer than `k` of n fall below the true median, doubled: the interval from the k-th to the (n + 1 - k)-th misses it.
  let [term, below, k] = [0.5 ** n, 0, 0];
  for (;;) {
    below += term;
    if (1 - 2 * below < CONFIDENCE) break;
    term *= (n - k) / (k + 1);
    k += 1;
  }
  const [low, high] = [sorted[k - 1], sorted[n - k]];
  return low === undefined || high === undefined ? null : { low, high };
}
