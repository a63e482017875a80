/**
 * The next animation frame; or a little later, where none comes. A frame in somebody else's page is given none while it is out of sight,
 * behind a button or below the window, and is told that it is visible all the same.
 */
const SOON_MS = 150;

export function frameOrSoon(run: () => void): void {
  let isDone = false;
  const once = () => {
    if (isDone) return;
    isDone = true;
    run();
  };
  requestAnimationFrame(once);
  setTimeout(once, SOON_MS);
}
