import type { Attachment } from "svelte/attachments";

const DELAY_MS = 450;
/** Comes with the first one that is shown; where it cannot be fetched, the name on the control has to do. */
const drawing = () => import("./tip.ts");
let drawn: Awaited<ReturnType<typeof drawing>> | undefined;

/** A few words beside a control, on hover and on keyboard focus; never on touch. */
export function tooltip(text: () => string): Attachment<HTMLElement> {
  return (anchor) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWanted = false;
    const show = async () => {
      isWanted = true;
      drawn ??= await drawing().catch(() => undefined);
      if (isWanted) drawn?.showTip(anchor, text());
    };
    const cancel = () => {
      isWanted = false;
      clearTimeout(timer);
      drawn?.hideTip();
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(() => void show(), DELAY_MS);
    };
    const focus = () => {
      // Where nothing hovers there is no keyboard to be told about: the focus was set by us.
      if (anchor.matches(":focus-visible") && matchMedia("(hover: hover)").matches) void show();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") cancel();
    };
    const ends = new AbortController();
    const { signal } = ends;
    anchor.addEventListener("pointerenter", over, { signal });
    anchor.addEventListener("focus", focus, { signal });
    anchor.addEventListener("keydown", key, { signal });
    for (const name of ["pointerleave", "pointerdown", "blur"]) anchor.addEventListener(name, cancel, { signal });
    return () => {
      cancel();
      ends.abort();
    };
  };
}
