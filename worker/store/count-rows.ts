/** Rows that a batch wrote in D1, as D1 itself says: what is carried from rooms writes most of what a day has. */
import { ALL, tally } from "../tally.ts";

export function countRows(results: readonly Pick<D1Result, "meta">[]): void {
  const written = results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
  if (written > 0) tally.add(ALL, "rows.d1", written);
}
