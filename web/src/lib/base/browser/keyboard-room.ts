/**
 * The room that a keyboard on glass leaves. Android makes the page smaller for it (`interactive-widget` in app.html). iOS lays it over the
 * page, and moves what is seen: only the visual viewport tells. What stands at the lower edge reads it from the styles' tokens.
 */

/** Less than that is a bar of the browser's, not a keyboard, px. */
const KEYBOARD_MIN_PX = 120;
const TOKENS = ["--seen", "--seen-top", "--keyboard", "--safe-bottom"];

/** @returns ends it */
export function watchKeyboard(): () => void {
  const { visualViewport: seen, document } = globalThis;
  if (!seen) return () => undefined;
  const { style } = document.documentElement;
  let was = "";
  const look = () => {
    const { height, offsetTop, scale } = seen;
    const over = innerHeight - height;
    // Who came nearer with two fingers sees less for another reason.
    const isOpen = scale === 1 && over >= KEYBOARD_MIN_PX;
    const now = isOpen ? `${height} ${offsetTop}` : "";
    if (now === was) return;
    was = now;
    for (const token of TOKENS) style.removeProperty(token);
    if (isOpen) {
      style.setProperty("--seen", `${height}px`);
      style.setProperty("--seen-top", `${offsetTop}px`);
      style.setProperty("--keyboard", `${Math.max(0, over - offsetTop)}px`);
      // The keyboard stands on what the device keeps there.
      style.setProperty("--safe-bottom", "0px");
    }
    // Fields are as tall as the room lets them be.
    dispatchEvent(new Event("resize"));
    const { activeElement } = document;
    if (isOpen && activeElement?.closest("[role=dialog]")) activeElement.scrollIntoView({ block: "nearest" });
  };
  seen.addEventListener("resize", look);
  seen.addEventListener("scroll", look);
  look();
  return () => {
    seen.removeEventListener("resize", look);
    seen.removeEventListener("scroll", look);
    for (const token of TOKENS) style.removeProperty(token);
  };
}
