/**
 * LaTeX to HTML for the eye and MathML for the ear, by KaTeX, with a bound to what a formula may cost. Goes through the wall in
 * math.ts before it is shown.
 */
import katex from "katex";

/** Macros expanded, size in em, groups in groups, and the HTML it becomes. */
const MACROS_MAX = 200;
const SIZE_MAX_EM = 12;
const DEEPEST = 60;
const HTML_MAX_CHARS = 120_000;

/** Null where the source is no formula, or costs too much. Never throws. */
export function formulaHtml(source: string, display: boolean): string | null {
  if (isTooDeep(source)) return null;
  try {
    const html = katex.renderToString(source, {
      displayMode: display,
      output: "htmlAndMathml",
      throwOnError: true,
      trust: false,
      // An unknown or forbidden command shows as it was typed, in the colour of the words around it.
      errorColor: "inherit",
      strict: "ignore",
      maxExpand: MACROS_MAX,
      maxSize: SIZE_MAX_EM,
    });
    return html.length > HTML_MAX_CHARS ? null : html;
  } catch {
    return null;
  }
}

/** KaTeX goes down into every group; a thousand open braces would be a thousand calls. */
function isTooDeep(source: string): boolean {
  let depth = 0;
  for (const [mark] of source.matchAll(/[{}^_]|\\(?:left|begin|right|end)\b/gu)) {
    if (mark === "}" || mark === "\\right" || mark === "\\end") depth -= 1;
    else if (mark !== "^" && mark !== "_") depth += 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
