/** The class page, as far as a widget looks at it and touches it. */
import type { Look, Theme } from "../../../protocol/embed.ts";

/**
 * Styles by the CSSOM and not by an attribute, which a strict policy refuses; `important`, so that what the page says of all elements
 * says nothing of these.
 */
export function dress(element: HTMLElement | SVGElement, css: string): void {
  for (const rule of css.split(";")) {
    const at = rule.indexOf(":");
    element.style.setProperty(rule.slice(0, at), rule.slice(at + 1), "important");
  }
}

/** As light or dark as what stands behind the element. */
function themeAt(element: Element | null): Theme {
  for (let at = element; at; at = at.parentElement) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(
      Number,
    );
    if (alpha > 0.5) return red * 0.3 + green * 0.59 + blue * 0.11 < 128 ? "dark" : "light";
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const isDark =
    scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme:dark)").matches);
  return isDark ? "dark" : "light";
}

/** What a page says of its own controls is its accent, too. */
export function lookAt(element: Element | null, { theme, accent }: Look): Look {
  const own = element ? getComputedStyle(element).accentColor : "auto";
  const colour = accent ?? (own === "auto" ? undefined : own);
  return { theme: theme ?? themeAt(element), ...(colour && { accent: colour }) };
}
