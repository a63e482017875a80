/** Writes into a text field as the person's own hand would: what is written can be undone with the browser's undo. */
import type { Edit } from "./shortcuts.ts";

export function apply(field: HTMLTextAreaElement, { from, to, insert, start, end }: Edit): void {
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  // Deprecated, and still the one way that keeps the history of undo; the `input` event comes with it.
  const written =
    insert === "" && from < to ? document.execCommand("delete") : document.execCommand("insertText", false, insert);
  if (!written) {
    field.setRangeText(insert, from, to);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(start, end);
}

/** Replaces a part and leaves the caret behind it. */
export function replace(field: HTMLTextAreaElement, from: number, to: number, insert: string): void {
  apply(field, { from, to, insert, start: from + insert.length, end: from + insert.length });
}
