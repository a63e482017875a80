/** The words of a tooltip, drawn. There is one at a time. */
let tip: HTMLElement | undefined;

export function showTip(anchor: Element, text: string): void {
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

export function hideTip(): void {
  tip?.remove();
}
