/** Brings the parts of a message's HTML to life that do something: folded code, spoilers. */

type Live = (body: HTMLElement) => (() => void) | void;

/** Taller than this, a message is folded to twenty lines or so. */
export const TALL_PX = 640;

/**
 * To be called before something grows because its reader asked for it: the list then stays where the reader looks, also where
 * it stood at its end and would follow what is new.
 */
export function holdPlace(within: Element): void {
  within.dispatchEvent(new Event("placehold", { bubbles: true }));
}

/** `{@attach unfoldCode(html)}`: "Show all 48 lines" under long code. */
export function unfoldCode(html: string): Live {
  return (body) => {
    if (!html.includes("data-fold=")) return;
    const onclick = (event: MouseEvent) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-fold]");
      const figure = button?.closest<HTMLElement>("figure");
      if (!button || !figure) return;
      holdPlace(button);
      const isFolded = figure.classList.toggle("folded");
      button.setAttribute("aria-expanded", String(!isFolded));
      button.textContent = isFolded ? `Show all ${button.dataset["fold"] ?? ""} lines` : "Show less";
      if (isFolded) requestAnimationFrame(() => figure.scrollIntoView({ block: "nearest" }));
    };
    body.addEventListener("click", onclick);
    return () => body.removeEventListener("click", onclick);
  };
}

/** `{@attach revealSpoilers(html)}`: a click, Enter or the space bar shows what is under the bar. */
export function revealSpoilers(html: string): Live {
  return (body) => {
    if (!html.includes("data-spoiler")) return;
    const reveal = (event: Event): boolean => {
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
    };
    const onclick = (event: MouseEvent) => void reveal(event);
    const onkeydown = (event: KeyboardEvent) => {
      if (event.key === "Enter" || event.key === " ") reveal(event);
    };
    body.addEventListener("click", onclick);
    body.addEventListener("keydown", onkeydown);
    return () => {
      body.removeEventListener("click", onclick);
      body.removeEventListener("keydown", onkeydown);
    };
  };
}
