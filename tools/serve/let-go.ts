/**
 * Collects what is not needed any more, now: a start reads every source to see whether it was built, and may fill a class, and a process in which nothing
 * happens would keep that for hours. Does something where Node was given `--expose-gc`, as `npm start` does: a flag that is set later makes
 * Node throw away what it keeps compiled.
 */
export function letGo(): void {
  (globalThis as { gc?: () => void }).gc?.();
}
