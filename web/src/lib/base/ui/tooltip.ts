import type { Attachment } from "svelte/attachments";

const DELAY_MS = 450;
let tip: HTMLElement | undefined;

function show(anchor: Element, text: string): void {
  tip ??= Object.assign(document.createElement("div"), { className: "tooltip" });
  tip.textContent = text;
  // The name is on the button already; said twice it would only be noise.
  tip.setAttribute("aria-hidden", "true");
  tip.popover = "manual";
  // Inside an open dialog only the dialog's own children are in the top layer above it.
  (anchor.closest("dialog") ?? document.body).append(tip);
  tip.showPopover();
  const at = anchor.getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  const below = at.bottom + 6;
  const top = below + own.height > innerHeight - 8 ? at.top - own.height - 6 : below;
  const left = Math.min(Math.max(8, at.left + at.width / 2 - own.width / 2), innerWidth - own.width - 8);
  tip.style.top = `${top}px`;
  tip.style.left = `${left}px`;
}

function hide(): void {
  tip?.remove();
}

/** A few words beside a control, on hover and on keyboard focus; never on touch. */
export function tooltip(text: () => string): Attachment<HTMLElement> {
  return (anchor) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      clearTimeout(timer);
      hide();
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(() => show(anchor, text()), DELAY_MS);
    };
    const focus = () => {
      // Where nothing hovers there is no keyboard to be told about: the focus was set by us.
      if (anchor.matches(":focus-visible") && matchMedia("(hover: hover)").matches) show(anchor, text());
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
