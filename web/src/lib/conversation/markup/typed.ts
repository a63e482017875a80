/** A message that would hold up the page, as it was typed; and formatted, piece by piece, for who asks for it. */
import { trustedHtml } from "../../base/browser/trusted.ts";
import { t } from "#texts/message-body";
import { parseBody } from "../../../../../protocol/markup/blocks.ts";
import { escapeHtml } from "../../../../../protocol/markup/escape.ts";
import { blocksToHtml } from "./body-html.ts";
import { holdPlace } from "./hold-place.ts";
import type { Names } from "./plain-text.ts";
import { safeHtml } from "./safe-html.ts";
import { piecesOf } from "./weight.ts";

const KEPT = 50;
/** Whose names a typed message was made with: it is formatted with them. */
const namesOf = new Map<string, Names>();

export function typedHtml(body: string, names: Names): string {
  if (namesOf.size >= KEPT) namesOf.delete(namesOf.keys().next().value as string);
  namesOf.set(body, names);
  // A fold, so that the message knows that it has something to press.
  return `<p class="typed" dir="auto">${escapeHtml(body)}</p><button type="button" class="fold" aria-expanded="false" data-fold="typed">${escapeHtml(t.showFormatted)}</button>`;
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** Its button was pressed. The words stay in the page, out of sight: what put them there takes them away again. */
export async function showFormatted(button: HTMLElement): Promise<void> {
  const words = button.previousElementSibling;
  const names = namesOf.get(words?.textContent ?? "");
  if (!(words instanceof HTMLElement) || !names) return;
  holdPlace(button);
  const whole = document.createElement("div");
  button.before(whole);
  words.hidden = true;
  button.hidden = true;
  for (const { block, goesOn } of piecesOf(parseBody(words.textContent ?? ""))) {
    const part = document.createElement("div");
    part.innerHTML = trustedHtml(safeHtml(blocksToHtml([block], names)));
    if (goesOn && whole.lastElementChild && part.firstElementChild)
      whole.lastElementChild.append(...part.firstElementChild.childNodes);
    else whole.append(...part.childNodes);
    await nextTask();
    if (!whole.isConnected) return;
  }
}
