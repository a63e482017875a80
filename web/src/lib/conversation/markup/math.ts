/**
 * Puts formulas into messages. Loaded, with KaTeX and its fonts, when a message with a formula is seen. What KaTeX makes passes
 * a wall of its own: only here may an element carry a style, and only measures and colours.
 */
import "katex/dist/katex.min.css";
import DOMPurify, { type Config } from "dompurify";
import { t } from "#texts/message-body";
import { escapeHtml } from "../../../../../protocol/markup/escape.ts";
import { formulaHtml } from "./set-formula.ts";

/** More in one message stay as they were typed. */
const FORMULAS_MAX = 60;

const TAGS = [
  ...["span", "svg", "path", "line"],
  ...["math", "semantics", "annotation", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "msup", "msub", "msubsup"],
  ...["mfrac", "msqrt", "mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mlabeledtr", "mstyle"],
  ...["mpadded", "mphantom", "menclose"],
];
const ATTRIBUTES = [
  ...["class", "style", "aria-hidden", "xmlns", "encoding", "display"],
  ...[
    "width",
    "height",
    "viewBox",
    "preserveAspectRatio",
    "d",
    "x1",
    "x2",
    "y1",
    "y2",
    "stroke-width",
    "fill",
    "stroke",
  ],
  ...["mathvariant", "mathcolor", "mathbackground", "mathsize", "scriptlevel", "displaystyle", "stretchy", "fence"],
  ...["separator", "accent", "accentunder", "linethickness", "notation", "columnalign", "columnspacing", "columnlines"],
  ...[
    "rowspacing",
    "rowlines",
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
    "lquote",
    "rquote",
    "voffset",
    "movablelimits",
  ],
  ...["largeop", "symmetric", "side", "form"],
];
/** No function, no address, no quotes: `height:0.8em`, `color:#c00`, and their like. */
const PLAIN_STYLE = /^(?:\s*[a-z-]+\s*:\s*[-+#%.\w ]+;?)*\s*$/iu;

type Policy = NonNullable<Config["TRUSTED_TYPES_POLICY"]>;
interface Factory {
  createPolicy(name: string, rules: { createHTML(html: string): string; createScriptURL(url: string): string }): Policy;
}

const purify = DOMPurify(window);
/**
 * By itself each wall would make a policy of the same name, of which a page takes one (vite.config.ts): the second one could clean nothing.
 * None where the browser knows no Trusted Types.
 */
const policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("place-formulas", {
  createHTML: (html) => html,
  createScriptURL: () => "",
});
purify.addHook("uponSanitizeAttribute", (_node, attribute) => {
  if (attribute.attrName === "style" && !PLAIN_STYLE.test(attribute.attrValue)) attribute.keepAttr = false;
});

const made = new Map<string, string>();
const CACHED_MAX = 500;

/** HTML that may be put on the page, or null where the source is no formula or costs too much. */
function setFormula(source: string, display: boolean): string | null {
  const key = (display ? "$$" : "$") + source;
  const known = made.get(key);
  if (known !== undefined) return known === "" ? null : known;
  const set = formulaHtml(source, display);
  const html = set === null ? null : safe(set);
  if (made.size >= CACHED_MAX) made.delete(made.keys().next().value as string);
  made.set(key, html ?? "");
  return html;
}

const isKnown = (source: string, display: boolean) => made.has((display ? "$$" : "$") + source);

function safe(html: string): string {
  return purify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // None of these is an address.
    ADD_URI_SAFE_ATTR: ATTRIBUTES,
    ...(policy && { TRUSTED_TYPES_POLICY: policy }),
  });
}

const PLACEHOLDER =
  /<span class="math(?: display)?" data-math="(inline|display)" data-source="([^"]*)">([^<]*)<\/span>/gu;
const ENTITIES: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": "\u00a0",
};

/** Formulas that have not been set before are set for so long at once. */
const SLICE_MS = 12;

/**
 * Puts formulas into sanitised HTML, in place of what was typed, which body-html.ts left there. `isWhole`: all that it has are set;
 * otherwise to be asked again, which goes on with those that time was not enough for.
 */
export function withFormulas(
  html: string,
  now: () => number = () => performance.now(),
): { html: string; isWhole: boolean } {
  const until = now() + SLICE_MS;
  let count = 0;
  let isWhole = true;
  const set = html.replace(PLACEHOLDER, (whole, kind: string, escaped: string, typed: string) => {
    count += 1;
    if (count > FORMULAS_MAX) return whole;
    const source = escaped.replace(/&(?:lt|gt|amp|quot|#39|nbsp);/gu, (entity) => ENTITIES[entity] ?? entity);
    const isDisplay = kind === "display";
    // The first one is set in any case, or a slow device would never come to an end.
    if (!isKnown(source, isDisplay) && !isWhole) return whole;
    if (!isKnown(source, isDisplay) && count > 1 && now() > until) {
      isWhole = false;
      return whole;
    }
    const formula = setFormula(source, isDisplay);
    const look = isDisplay ? " display" : "";
    if (formula === null) return `<span class="math wrong${look}" title="${escapeHtml(t.noFormula)}">${typed}</span>`;
    return `<span class="math set${look}">${formula}</span>`;
  });
  return { html: set, isWhole };
}
