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

/** KaTeX 0.19.1 writes a letter with its mark as two, "fu¨r" for the ear and for who searches: by the mark that it shows, the one that belongs to a letter. */
const MARKS: Record<string, string> = {
  ˋ: "\u0300",
  ˊ: "\u0301",
  ˆ: "\u0302",
  "˜": "\u0303",
  ˉ: "\u0304",
  "˘": "\u0306",
  "˙": "\u0307",
  "¨": "\u0308",
  "˚": "\u030a",
  "˝": "\u030b",
  ˇ: "\u030c",
  "¸": "\u0327",
};
const MARKED_LETTER = /<mover accent="true"><mtext>(\p{L})<\/mtext><mo>(.)<\/mo><\/mover>/gu;

/** @param mathml of words in a formula, where each letter with a mark stands apart @returns the same with whole words */
const withWholeWords = (mathml: string): string =>
  mathml
    .replace(MARKED_LETTER, (apart, letter: string, shown: string) => {
      const mark = MARKS[shown];
      return mark === undefined ? apart : `<mtext>${(letter + mark).normalize("NFC")}</mtext>`;
    })
    .replaceAll("</mtext><mtext>", "");

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
    return html.length > HTML_MAX_CHARS ? null : withWholeWords(html);
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
