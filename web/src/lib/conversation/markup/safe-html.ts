/** The last wall before a message's HTML reaches the page: DOMPurify with the handful of elements that body-html.ts makes. */
import DOMPurify from "dompurify";

const TAGS = [
  ...["p", "br", "strong", "em", "del", "a", "button", "span", "code", "pre", "figure", "figcaption"],
  ...["img", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"],
];
const ATTRIBUTES = [
  "href",
  "target",
  "rel",
  "title",
  "class",
  "type",
  "value",
  "dir",
  "tabindex",
  "data-member",
  "data-copy",
  "data-language",
  "data-numbers",
  "data-fold",
  "data-math",
  "data-source",
  "data-spoiler",
  "src",
  "alt",
  "loading",
  "role",
  "aria-label",
  "aria-expanded",
];

/** A picture is one of the class's own emoji, and comes from this site: nobody else hears that a message is being read. */
const EMOJI_PICTURE = /^\/api\/workspaces\/[\w-]+\/emoji\/[\w%-]+\/[\w-]+$/u;
DOMPurify.addHook("uponSanitizeAttribute", (element, attribute) => {
  if (attribute.attrName === "src" && !(element.nodeName === "IMG" && EMOJI_PICTURE.test(attribute.attrValue)))
    attribute.keepAttr = false;
});

export function safeHtml(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // Channels are linked by a path of this site; everything else is one of three schemes.
    ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:|\/(?![/\\\s]))/iu,
    ADD_ATTR: ["target"],
    // DOMPurify holds every value to the expression above, not addresses alone: all that is no address is named here.
    ADD_URI_SAFE_ATTR: ATTRIBUTES.filter((name) => name !== "href" && name !== "src"),
  });
}
