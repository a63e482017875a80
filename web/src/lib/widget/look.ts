/** The frame in the page's light or dark, and its accent colour, which is made as light or dark as words in it need to be. */
import type { Look } from "../../../../protocol/embed.ts";

const NO_COLOUR = /^\s*(?:inherit|initial|unset|revert|revert-layer|currentcolor|transparent|var\()/iu;

/** @param isAsked false: what the page asked for stays */
export function applyLook({ theme, accent }: Look, isAsked = true): void {
  const { dataset, style } = document.documentElement;
  if (theme) dataset["theme"] = theme;
  if (!accent || (!isAsked && dataset["accent"])) return;
  if (!CSS.supports("color", accent) || NO_COLOUR.test(accent)) return;
  style.setProperty("--site-accent", accent);
  dataset["accent"] = "site";
}
