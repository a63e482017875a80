/** A message that is swiped towards the beginning of its line is answered. */
import Reply from "@lucide/svelte/icons/reply";
import { mount, unmount } from "svelte";
import type { Attachment } from "svelte/attachments";
import type { Message } from "../../../../protocol/index.ts";
import { answerable, type RowActs } from "./row-acts.ts";
import "./swipe-reply.css";

/** Let go of from here on, it is answered, px. */
const FAR_PX = 56;
/** Less than that is no direction yet, px. */
const SLACK_PX = 10;
/** There the system's own way back begins, px from either side. */
const EDGE_PX = 24;
/** A finger that rests first wants the menu. */
const HOLD_MS = 450;

/** It takes sideways moves for itself: code and formulas that are wider than the screen, sliders, fields, players. */
function movesSideways(target: Element, row: Element): boolean {
  for (let at: Element | null = target; at && at !== row; at = at.parentElement) {
    if (at.matches("input, textarea, select, video, audio, [role=slider]")) return true;
    if (at.scrollWidth > at.clientWidth + 1 && /auto|scroll/u.test(getComputedStyle(at).overflowX)) return true;
  }
  return false;
}

/** @param write to the field: in the turn of the finger, or iOS brings no keyboard */
export function swipeReply(acts: () => RowActs, write: () => void): Attachment<HTMLElement> {
  return (root) => {
    let from: { x: number; y: number; at: number; row: HTMLElement; message: Message } | null = null;
    let hint: { element: HTMLElement; icon: object } | null = null;
    let way = 0;
    const still = matchMedia("(prefers-reduced-motion: reduce)");

    const begin = (row: HTMLElement) => {
      const element = row.appendChild(document.createElement("div"));
      element.className = "swipe-hint";
      hint = {
        element,
        icon: mount(Reply, {
          target: element.appendChild(document.createElement("span")),
          props: { class: "mirrored" },
        }),
      };
      row.classList.add("swiped", "held");
    };
    const end = () => {
      const [row, shown] = [from?.row, hint];
      from = hint = null;
      way = 0;
      if (!row || !shown) return;
      row.classList.remove("held");
      row.style.translate = "";
      const gone = () => {
        void unmount(shown.icon);
        shown.element.remove();
        if (!row.querySelector(".swipe-hint")) row.classList.remove("swiped");
      };
      // Back at its place, at once where nothing moves.
      void Promise.allSettled(row.getAnimations().map(({ finished }) => finished)).then(gone);
    };

    const down = (event: PointerEvent) => {
      end();
      if (event.pointerType !== "touch" || !event.isPrimary || !(event.target instanceof Element)) return;
      const { clientX: x, clientY: y, target } = event;
      const row = target.closest<HTMLElement>("[data-seq]");
      if (!row || x < EDGE_PX || x > innerWidth - EDGE_PX || movesSideways(target, row)) return;
      const message = answerable(acts(), row);
      if (message) from = { x, y, at: event.timeStamp, row, message };
    };
    const move = (event: PointerEvent) => {
      if (!from || !event.isPrimary) return;
      const isRtl = getComputedStyle(root).direction === "rtl";
      way = (event.clientX - from.x) * (isRtl ? 1 : -1);
      if (!hint) {
        const up = Math.abs(event.clientY - from.y);
        const isSettled = Math.hypot(way, up) > SLACK_PX;
        if (!isSettled) return;
        if (way <= up || event.timeStamp - from.at > HOLD_MS) return void (from = null);
        begin(from.row);
      }
      const isFar = way >= FAR_PX;
      const { userActivation } = navigator as Partial<Navigator>;
      if (isFar && !hint?.element.classList.contains("far") && userActivation?.hasBeenActive) navigator.vibrate?.(8);
      hint?.element.classList.toggle("far", isFar);
      hint?.element.style.setProperty("--drawn", String(Math.min(1, Math.max(0, way / FAR_PX))));
      // Beyond the point it follows less and less.
      const by = way <= FAR_PX ? Math.max(0, way) : FAR_PX + (way - FAR_PX) / 5;
      if (!still.matches) from.row.style.translate = `${isRtl ? by : -by}px`;
    };
    const lift = () => {
      const message = hint && way >= FAR_PX ? from?.message : undefined;
      end();
      if (!message) return;
      acts().reply(message);
      write();
    };
    const ends = new AbortController();
    const { signal } = ends;
    root.addEventListener("pointerdown", down, { signal });
    root.addEventListener("pointermove", move, { signal });
    root.addEventListener("pointerup", lift, { signal });
    // The browser scrolls: up and down wins.
    root.addEventListener("pointercancel", end, { signal });
    return () => {
      end();
      ends.abort();
    };
  };
}
