/** When a page may be loaded anew by itself. */

/** Out of view for so long, ms, or untouched for so long in view, nobody is in the middle of something. */
const HIDDEN_MS = 60_000;
const UNTOUCHED_MS = 5 * 60_000;

/** What a page shows of what its person is doing. */
interface Doing {
  isHidden: boolean;
  /** Since when, ms: it is out of view, or was not touched. */
  for: number;
  /** Something is open or on its way that the next page would not have. */
  isBusy: boolean;
}
export const isQuiet = ({ isHidden, for: since, isBusy }: Doing): boolean =>
  !isBusy && since >= (isHidden ? HIDDEN_MS : UNTOUCHED_MS);
