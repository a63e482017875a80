/**
 * The page's own fonts come when the first screen stands: 30 KB ahead of the words are words that come later. Until then the text is set
 * in a system font of the same measures, so that no line moves. Who was here before has the font from the first frame on (app.html).
 */
import address from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { write } from "./browser/storage.ts";

const FIRST_SCREEN_MS = 1_500;
/** Other scripts' letters are seldom needed, and are most of the bytes; the system's own fonts have them too. */
const OTHER_SCRIPTS_MS = 2_500;

/** Ends with the returned function. */
export function loadFonts(): () => void {
  const timers = [
    setTimeout(() => {
      document.documentElement.dataset["fonts"] = "own";
      // Only what is here for the next visit is told to it.
      void document.fonts.load('1rem "Inter Variable"').then(
        () => write("place.fonts", address),
        () => undefined,
      );
    }, FIRST_SCREEN_MS),
    setTimeout(() => void import("./styles/fonts-more.css").catch(() => undefined), OTHER_SCRIPTS_MS),
  ];
  return () => timers.forEach(clearTimeout);
}
