/**
 * Brings the parts of a message's HTML to life that do something: folded code, spoilers. Loaded with the first message that has
 * one.
 */
import { t as conversation } from "#texts/conversation";
import { t } from "#texts/message-body";
import { holdPlace } from "./hold-place.ts";
import { showFormatted } from "./typed.ts";

/** "Show all 48 lines" under long code. */
function unfold(target: Element): boolean {
  const button = target.closest<HTMLElement>("[data-fold]");
  if (button?.dataset["fold"] === "typed") {
    void showFormatted(button);
    return true;
  }
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
function reveal(target: Element, withKey: boolean): void {
  const spoiler = target.closest<HTMLElement>("[data-spoiler][role=button]");
  if (!spoiler) return;
  spoiler.classList.add("shown");
  // Its words are read from here on: it is no button any more.
  for (const name of ["role", "aria-label"]) spoiler.removeAttribute(name);
  spoiler.tabIndex = -1;
  if (withKey) spoiler.focus({ preventScroll: true });
}

/** Does what a press on this part of a body asks for; nothing where the part only says something. */
export function actOn(target: Element, withKey: boolean): void {
  if (withKey || !unfold(target)) reveal(target, withKey);
}
