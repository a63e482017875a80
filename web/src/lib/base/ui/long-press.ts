/** A finger that stays on something for a moment. */
import type { Attachment } from "svelte/attachments";

const HOLD_MS = 450;
const SLACK_PX = 10;

/** Calls `held` with the element inside that matches `selector`. Mouse and pen are left alone. */
export function longPress(selector: string, held: (element: HTMLElement) => void): Attachment<HTMLElement> {
  return (root) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from: { x: number; y: number } | undefined;
    let wasHeld = false;
    const cancel = () => clearTimeout(timer);
    const down = (event: PointerEvent) => {
      cancel();
      wasHeld = false;
      if (event.pointerType !== "touch" || !event.isPrimary) return;
      const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
      if (!element) return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        wasHeld = true;
        held(element);
      }, HOLD_MS);
    };
    const move = (event: PointerEvent) => {
      if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLACK_PX) cancel();
    };
    // Android's own menu for a long press would lie over ours.
    const menu = (event: Event) => {
      if ((event as PointerEvent).pointerType === "touch") event.preventDefault();
    };
    // The finger that goes up after a long press does not also press what was under it.
    const click = (event: Event) => {
      if (!wasHeld) return;
      wasHeld = false;
      event.preventDefault();
      event.stopPropagation();
    };
    // Nor does the mouse that browsers make of it take the focus back from what was opened.
    const lift = (event: Event) => {
      if (wasHeld && event.cancelable) event.preventDefault();
    };
    const ends = new AbortController();
    const { signal } = ends;
    root.addEventListener("pointerdown", down, { signal });
    root.addEventListener("pointermove", move, { signal });
    root.addEventListener("contextmenu", menu, { signal });
    root.addEventListener("click", click, { signal, capture: true });
    root.addEventListener("touchend", lift, { signal, passive: false });
    for (const name of ["pointerup", "pointercancel", "scroll"]) root.addEventListener(name, cancel, { signal });
    return () => {
      cancel();
      ends.abort();
    };
  };
}
