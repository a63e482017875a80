/**
 * Brings the parts of a message's HTML to life that do something: folded code, spoilers. Loaded with the first message that has
 * one.
 */
import { t as conversation } from "#texts/conversation";
import { t } from "#texts/message-body";
import { holdPlace } from "./hold-place.ts";

/** "Show all 48 lines" under long code. */
function unfold(event: Event): boolean {
  const button = (event.target as Element).closest<HTMLElement>("[data-fold]");
  const figure = button?.closest<HTMLElement>("figure");
  if (!button || !figure) return false;
  holdPlace(button);
  const isFolded = figure.classList.toggle("folded");
  button.setAttribute("aria-expanded", String(!isFolded));
  button.textContent = isFolded ? t.allLines({ count: Number(button.dataset["fold"]) }) : conversation.showLess;
  if (isFolded) requestAnimationFrame(() => figure.scrollIntoView({ block: "nearest" }));
  return true;
}

/** A click, Enter or the space bar shows what is under the bar of a spoiler. */
function reveal(event: Event): boolean {
  const spoiler = (event.target as Element).closest<HTMLElement>("[data-spoiler][role=button]");
  if (!spoiler) return false;
  event.preventDefault();
  event.stopPropagation();
  spoiler.classList.add("shown");
  // Its words are read from here on: it is no button any more.
  for (const name of ["role", "aria-label"]) spoiler.removeAttribute(name);
  spoiler.tabIndex = -1;
  if (event instanceof KeyboardEvent) spoiler.focus({ preventScroll: true });
  return true;
}

/** Ends with the returned function. */
export function enliven(body: HTMLElement): () => void {
  const onclick = (event: MouseEvent) => void (unfold(event) || reveal(event));
  const onkeydown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === " ") reveal(event);
  };
  body.addEventListener("click", onclick);
  body.addEventListener("keydown", onkeydown);
  return () => {
    body.removeEventListener("click", onclick);
    body.removeEventListener("keydown", onkeydown);
  };
}
