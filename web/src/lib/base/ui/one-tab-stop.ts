import { tabbable } from "tabbable";
import type { Attachment } from "svelte/attachments";

/**
 * A list whose rows hold links, buttons and fields of their own is one tab stop: whoever comes by Tab comes to one row, and Tab goes
 * through that row's parts and then out of the list. Without it, Tab would walk through every part
 * of every row, and through rows that leave the page under it: then the focus falls to the page.
 * @param row selects the rows; each of them can have the focus (`tabindex`).
 * @param stop the row to come to. Null: there is none, the list itself has the focus.
 */
export function oneTabStop(row: string, stop: () => HTMLElement | null | undefined): Attachment<HTMLElement> {
  return (list) => {
    // The browser looks for the next stop from where the focus is: from these it leaves the list, whatever stands in it.
    const before = edge();
    const after = edge();
    list.before(before);
    list.after(after);
    let byTab = false;

    const onDocumentKey = (event: KeyboardEvent) => {
      if (event.key !== "Tab") return;
      // The focus moves in this same turn, after everybody has seen the key.
      byTab = true;
      setTimeout(() => (byTab = false));
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      const current = target.closest<HTMLElement>(row);
      if (event.key !== "Tab") return;
      const stops = current ? [current, ...tabbable(current)] : [];
      const next = stops[stops.indexOf(target) + (event.shiftKey ? -1 : 1)];
      if (!next) return (event.shiftKey ? before : after).focus({ preventScroll: true });
      event.preventDefault();
      next.focus();
    };
    const onFocus = (event: FocusEvent) => {
      const from = event.relatedTarget;
      if (!byTab || (from instanceof Node && list.contains(from))) return;
      const to = stop() ?? list;
      if (event.target === to) return;
      // Nobody else hears of the detour: for them the focus came to the row.
      event.stopPropagation();
      to.focus();
    };

    document.addEventListener("keydown", onDocumentKey, { capture: true });
    list.addEventListener("keydown", onKey);
    list.addEventListener("focusin", onFocus);
    return () => {
      document.removeEventListener("keydown", onDocumentKey, { capture: true });
      list.removeEventListener("keydown", onKey);
      list.removeEventListener("focusin", onFocus);
      before.remove();
      after.remove();
    };
  };
}

function edge(): HTMLElement {
  const element = document.createElement("span");
  element.tabIndex = -1;
  element.style.cssText = "position: absolute; outline: none";
  return element;
}
