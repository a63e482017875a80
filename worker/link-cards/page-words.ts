/**
 * What a page says of itself: title, description, picture. Read by the runtime's own HTMLRewriter, which is no parser (findings/html-rewriter-is-no-parser.sh):
 * it decodes nothing, and knows nothing of where in the tree something stands.
 */
import { decodeHTML, decodeHTMLAttribute } from "entities";

export interface PageWords {
  title?: string;
  text?: string;
  /** As it stands there. */
  picture?: string;
  /** What addresses in the page are relative to. */
  base?: string;
  /** What made the page. */
  generator?: string;
}

/** Names of `<meta>`, the first that is there counts; of two of one name the first (findings/previews-of-one-page.sh). */
const TITLES = ["og:title", "twitter:title"];
const TEXTS = ["og:description", "twitter:description", "description"];
const PICTURES = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"];
const WANTED = new Set([...TITLES, ...TEXTS, ...PICTURES, "generator"]);
/** Whoever writes more into one tag wants something else. */
const TAG_MAX_CHARS = 5_000;

/** @param html decoded; cut off anywhere */
export async function wordsOf(html: string): Promise<PageWords> {
  const metas = new Map<string, string>();
  let title: string | undefined;
  let isInTitle = false;
  let base: string | undefined;
  /** Inside of what is not the page's own words: a drawing has a `<title>` too, and what is in a template is nowhere. */
  let depth = 0;
  const rewriter = new HTMLRewriter()
    .on("svg, template", {
      element(element) {
        if (whenItEnds(element, () => void (depth -= 1))) depth += 1;
      },
    })
    .on("title", {
      element(element) {
        isInTitle = depth === 0 && title === undefined;
        if (isInTitle) title = "";
        isInTitle &&= whenItEnds(element, () => void (isInTitle = false));
      },
      text({ text }) {
        if (isInTitle && title !== undefined && title.length < TAG_MAX_CHARS) title += text;
      },
    })
    .on("meta[content]", {
      element(element) {
        const name = (element.getAttribute("property") ?? element.getAttribute("name") ?? "").trim().toLowerCase();
        const content = element.getAttribute("content") ?? "";
        if (depth > 0 || !WANTED.has(name) || metas.has(name) || content.trim() === "") return;
        metas.set(name, decodeHTMLAttribute(content.slice(0, TAG_MAX_CHARS)));
      },
    })
    .on("base[href]", {
      element(element) {
        base ??= decodeHTMLAttribute(element.getAttribute("href") ?? "");
      },
    });
  await rewriter
    .transform(new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } }))
    .body?.pipeTo(new WritableStream());
  const first = (names: readonly string[]) => names.map((name) => metas.get(name)).find((value) => value !== undefined);
  return defined({
    title: first(TITLES) ?? (title === undefined ? undefined : decodeHTML(title)),
    text: first(TEXTS),
    picture: first(PICTURES),
    base,
    generator: metas.get("generator"),
  });
}

const defined = (words: { [Key in keyof PageWords]: string | undefined }): PageWords =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));

/** @returns false where it has no end tag to come: `<svg/>` */
function whenItEnds(element: Element, end: () => void): boolean {
  try {
    element.onEndTag(end);
    return true;
  } catch {
    // That is the answer.
    return false;
  }
}
