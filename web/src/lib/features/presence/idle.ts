/** Whether somebody is at this tab. Costs one comparison per event and one timer. */
import { AWAY_AFTER_MS } from "../../../../../protocol/limits.ts";

const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"] as const;

/** @param onChange is told at each change. Returns the function that ends it. */
export function watchIdle(onChange: (idle: boolean) => void): () => void {
  let touchedAt = Date.now();
  let isIdle = false;
  let timer: ReturnType<typeof setTimeout>;

  const wait = () => {
    clearTimeout(timer);
    const left = touchedAt + AWAY_AFTER_MS - Date.now();
    if (left > 0) timer = setTimeout(wait, left);
    else if (!isIdle) onChange((isIdle = true));
  };
  const touched = () => {
    touchedAt = Date.now();
    if (!isIdle) return;
    onChange((isIdle = false));
    wait();
  };
  const seen = () => {
    if (document.visibilityState === "visible") touched();
  };
  wait();
  for (const sign of SIGNS) addEventListener(sign, touched, { passive: true, capture: true });
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS) removeEventListener(sign, touched, { capture: true });
    document.removeEventListener("visibilitychange", seen);
  };
}
