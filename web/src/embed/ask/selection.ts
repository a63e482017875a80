/** The small button that offers to ask about words that somebody marked. */
import { dress } from "../page.ts";
import { PageText } from "./page-text.ts";
import type { Quote } from "../../../../protocol/embed.ts";

const BUTTON =
  "all:initial;position:absolute;display:none;padding:6px 10px;border-radius:8px;cursor:pointer;background:#1f2430;color:#fff;font:500 13px/18px system-ui,sans-serif;box-shadow:0 2px 10px #0005;white-space:nowrap";
const GAP = 6;
const EDITABLE = "input,textarea,select,[contenteditable]";

/** @param onask called with the words that were marked when it was pressed */
export function offerToAsk(root: ShadowRoot, label: string, onask: (quote: Quote) => void): () => void {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  dress(button, BUTTON);
  root.append(button);
  let marked: Range | null = null;

  const hide = () => {
    marked = null;
    dress(button, "display:none");
  };
  function show(): void {
    const selection = getSelection();
    const range = selection && selection.rangeCount > 0 && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const around = range?.commonAncestorContainer;
    const element = around instanceof Element ? around : around?.parentElement;
    if (!range || !element || element.closest(EDITABLE) || range.toString().trim().length < 2) return hide();
    marked = range.cloneRange();
    const box = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
    dress(button, "display:block");
    const left = Math.min(
      Math.max(8, box.left + box.width / 2 - button.offsetWidth / 2),
      innerWidth - button.offsetWidth - 8,
    );
    dress(button, `left:${Math.round(left + scrollX)}px;top:${Math.round(box.bottom + scrollY + GAP)}px`);
  }
  const soon = () => setTimeout(show);
  // Pressing it must not take the marks away before it is heard.
  button.onpointerdown = (event) => event.preventDefault();
  button.onclick = () => {
    const quote = marked && new PageText().quoteOf(marked);
    hide();
    getSelection()?.removeAllRanges();
    if (quote) onask(quote);
  };
  const onchange = () => getSelection()?.isCollapsed !== false && hide();
  addEventListener("pointerup", soon);
  addEventListener("keyup", soon);
  document.addEventListener("selectionchange", onchange);
  return () => {
    removeEventListener("pointerup", soon);
    removeEventListener("keyup", soon);
    document.removeEventListener("selectionchange", onchange);
    button.remove();
  };
}
