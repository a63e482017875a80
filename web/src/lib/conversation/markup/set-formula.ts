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

/** A bare `%` hides the rest of its line. */
const COMMENT = /(?<!\\)(?:\\\\)*%/u;
/** What leads elsewhere, gives an element a name, changes what other words mean, or takes up room in which nothing is seen. */
const UNTRUSTED =
  /\\(?:href|url|includegraphics|html[A-Za-z]*|[egx]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|[hv]?phantom|smash|[rlc]lap|math[rlc]lap|raisebox|kern|mkern|hskip|mskip|char|label|ref|eqref|tag)(?![A-Za-z])/u;

/**
 * Null where the source is no formula, costs too much, or would not show all that it says: it is then shown itself. Never throws.
 */
export function formulaHtml(source: string, display: boolean): string | null {
  if (COMMENT.test(source) || UNTRUSTED.test(source) || isTooDeep(source)) return null;
  try {
    const html = katex.renderToString(source, {
      displayMode: display,
      output: "htmlAndMathml",
      throwOnError: true,
      trust: false,
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
