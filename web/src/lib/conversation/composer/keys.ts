/** The keys of a field for writing beside those of its list of completions. */
import { keyOf } from "../../base/browser/keys.ts";
import { apply } from "./field.ts";
import { fenceAt } from "./fences.ts";
import { asCode, asLink, indent, lineBreak, wrap, type Edit, type Selection } from "./shortcuts.ts";

const selectionOf = ({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): Selection => ({
  text: value,
  start: selectionStart,
  end: selectionEnd,
});

/** Ctrl or ⌘ with B, I, E, K. Without a selection K belongs to the page, which jumps to a channel with it. */
function formatting(event: KeyboardEvent, selection: Selection): Edit | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return null;
  switch (keyOf(event)) {
    case "b":
      return wrap(selection, "**");
    case "i":
      return wrap(selection, "_");
    case "e":
      return asCode(selection);
    case "k":
      return selection.start === selection.end ? null : asLink(selection);
    default:
      return null;
  }
}

/**
 * @param leaves Esc was pressed just before: Tab goes to the next control, as everywhere else.
 * @returns whether the key was used up
 */
export function writeByKey(event: KeyboardEvent, field: HTMLTextAreaElement, leaves: boolean): boolean {
  const selection = selectionOf(field);
  const format = formatting(event, selection);
  if (format) {
    apply(field, format);
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "Tab" && event.key !== "Enter")) return false;
  if (fenceAt(selection.text, selection.start) === null) return false;
  if (event.key === "Enter") {
    // Code has lines. Ctrl+Enter and the button send from here.
    if (!event.shiftKey) apply(field, lineBreak(selection));
    return !event.shiftKey;
  }
  if (leaves) return false;
  const moved = indent(selection, event.shiftKey);
  if (moved) apply(field, moved);
  return true;
}
