/**
 * Markdown as a chat needs it, by marked. HTML that people type is text; pictures are links; headings are bold lines; link
 * definitions, rules and indented code do not exist, since in a chat they are accidents. The result still goes through
 * `safe-html.ts` before it is shown: two walls, each enough.
 */
import { t as conversation } from "#texts/conversation";
import { t } from "#texts/message-body";
import { Marked, type Tokens, type Token, type TokenizerAndRendererExtension } from "marked";
import { piecesOf } from "../../class/emoji/written.ts";
import { displayAt, inlineAt } from "./formulas.ts";
import { escapeHtml, plainToHtml, textWithNames, type Names } from "./plain-text.ts";

/** Beyond these, a message is shown as it was typed: the parser recurses into quotes and lists, and is not linear in brackets. */
const LONGEST = 20_000;
const DEEPEST = 8;
const MOST_MARKS = 1_200;

/** `http:`, `https:` and `mailto:` and nothing else, whatever it is dressed up as. */
export function allowedAddress(href: string): string | null {
  // Browsers drop tabs and line ends inside an address before they read the scheme.
  const address = href.replace(/[\u0000-\u0020\u007f-\u009f]+/gu, "");
  if (/^mailto:[^?]/iu.test(address)) return address;
  if (!/^https?:\/\//iu.test(address)) return null;
  try {
    return new URL(address).href;
  } catch {
    return null;
  }
}

/** False where parsing could take long; measured in test/web/markdown.test.ts. */
export function isBounded(body: string): boolean {
  if (body.length > LONGEST) return false;
  let marks = 0;
  let inFence = false;
  for (const line of body.split("\n")) {
    if (/^\s*(?:```|~~~)/u.test(line)) inFence = !inFence;
    if (inFence) continue;
    const opening = /^[\s>*+\-\d.)]*/u.exec(line)?.[0] ?? "";
    if ((opening.match(/>|[-+*](?=\s)|\d[.)](?=\s)/gu)?.length ?? 0) > DEEPEST) return false;
    const indent = /^\s*/u.exec(line)?.[0].length ?? 0;
    // A list inside a list needs two blanks more at each level.
    if (indent > 200 || (indent > 2 * DEEPEST && /^\s*(?:[-*+]|\d{1,9}[.)])\s/u.test(line))) return false;
    marks += line.match(/[*_~[\]<!`|\\$]/gu)?.length ?? 0;
    if (marks > MOST_MARKS) return false;
  }
  return true;
}

/** Characters that leave no mark, also where HTML names them. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]+/gu;

/** What a link says it is, when it says that it is another place than where it leads. `label`: its HTML, as it is shown. */
function disguise(label: string, href: string): string {
  const text = label
    .replace(/<[^>]*>/gu, "")
    .replace(UNSEEN, "")
    .normalize("NFKC");
  const said = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?:[/:?#]|\s*$)/iu.exec(text)?.[1]?.toLowerCase();
  if (!said || !URL.canParse(href)) return "";
  const host = new URL(href).host.toLowerCase();
  return host === "" || host === said || host === `www.${said}` || `www.${host}` === said
    ? ""
    : ` <span class="host">(${escapeHtml(host)})</span>`;
}

/** What stands for a formula until math.ts has set it: its source, which is also what shows where math cannot be had. */
const formula = (source: string, display: boolean): string =>
  `<span class="math${display ? " display" : ""}" data-math="${display ? "display" : "inline"}">${escapeHtml(source)}</span>`;

const SPOILER = /^\|\|(?=\S)((?:[^|\n]|\|(?!\|))*?[^\s|])\|\|/u;

const EXTENSIONS: TokenizerAndRendererExtension[] = [
  {
    name: "displayMath",
    level: "block",
    start: (text) => /(?:^|\n)\$\$/u.exec(text)?.index,
    tokenizer(text) {
      const found = displayAt(text);
      // In the middle of a sentence it belongs to the sentence.
      if (!found || !/^[^\S\n]*(?:\n|$)/u.test(text.slice(found.raw.length))) return undefined;
      return { type: "displayMath", raw: found.raw, source: found.source };
    },
    renderer: (token) => `<p>${formula(token["source"] as string, true)}</p>`,
  },
  {
    name: "inlineMath",
    level: "inline",
    start: (text) => (text.includes("$") ? text.indexOf("$") : undefined),
    tokenizer(text) {
      const display = displayAt(text);
      const found = display ?? inlineAt(text);
      if (!found) return undefined;
      return { type: "inlineMath", raw: found.raw, source: found.source, display: display !== null };
    },
    renderer: (token) => formula(token["source"] as string, token["display"] as boolean),
  },
  {
    name: "spoiler",
    level: "inline",
    start: (text) => (text.includes("||") ? text.indexOf("||") : undefined),
    tokenizer(text) {
      const [raw, inner] = SPOILER.exec(text) ?? [];
      if (raw === undefined || inner === undefined) return undefined;
      return { type: "spoiler", raw, tokens: this.lexer.inlineTokens(inner) };
    },
    renderer(token) {
      return `<span class="spoiler" role="button" tabindex="0" aria-label="${escapeHtml(t.spoiler)}" data-spoiler><span>${this.parser.parseInline(token.tokens ?? [])}</span></span>`;
    },
  },
];

function build(): (body: string, names: Names) => string {
  let names: Names = { member: () => undefined, channel: () => undefined, emoji: () => undefined };
  let inLink = false;

  const link = (href: string, label: () => string): string => {
    const address = allowedAddress(href);
    if (address === null || inLink) return label();
    inLink = true;
    const shown = label();
    inLink = false;
    return `<a href="${escapeHtml(address)}" target="_blank" rel="noopener noreferrer nofollow" title="${escapeHtml(address)}">${shown}</a>${disguise(shown, address)}`;
  };

  const marked = new Marked({
    gfm: true,
    breaks: true,
    extensions: EXTENSIONS,
    hooks: {
      // The underscores of `:_party_:` mark nothing.
      emStrongMask: (text) =>
        piecesOf(text, names.emoji)
          .map(({ written, picture }) => (picture === undefined ? written : "x".repeat(written.length)))
          .join(""),
    },
    tokenizer: {
      html: () => undefined,
      tag: () => undefined,
      def: () => undefined,
      reflink: () => undefined,
      lheading: () => undefined,
      hr: () => undefined,
      code: () => undefined,
    },
    renderer: {
      text(token) {
        if (token.type === "text" && token.tokens) return this.parser.parseInline(token.tokens);
        // `raw`: what was typed is what is shown, `&lt;` included.
        const text = token.type === "escape" ? token.text : token.raw;
        return inLink ? escapeHtml(text) : textWithNames(text, names);
      },
      html: ({ text }) => escapeHtml(text),
      codespan: ({ raw }) => `<code>${escapeHtml(codeIn(raw))}</code>`,
      code: ({ text, lang }) => codeBlock(text, lang),
      heading({ tokens }) {
        return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
      },
      hr: ({ raw }) => `<p>${escapeHtml(raw.trim())}</p>`,
      checkbox: ({ checked }) =>
        `<span class="${checked ? "task done" : "task"}" role="img" aria-label="${escapeHtml(checked ? t.done : t.toDo)}"></span>`,
      link(token: Tokens.Link) {
        return link(token.href, () => this.parser.parseInline(token.tokens));
      },
      image: ({ href, text }) => link(href, () => escapeHtml(text || href)),
      table(token) {
        const row = (cells: Tokens.TableCell[], tag: "th" | "td") =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
        const head = row(token.header, "th");
        return `<table><thead>${head}</thead><tbody>${token.rows.map((cells) => row(cells, "td")).join("")}</tbody></table>`;
      },
    },
  });

  return (body, forNames) => {
    names = forNames;
    inLink = false;
    const tokens: Token[] = marked.lexer(body);
    return marked.parser(tokens);
  };
}

/** CommonMark's rule for the blanks inside a code span. */
function codeIn(raw: string): string {
  const fence = /^`+/u.exec(raw)?.[0].length ?? 1;
  const inner = raw.slice(fence, -fence).replace(/\n/gu, " ");
  return /^ .*\S.* $/su.test(inner) ? inner.slice(1, -1) : inner;
}

/** From so many lines on they are numbered, and from so many on the rest is folded. */
const NUMBERED_LINES = 3;
export const FOLDED_LINES = 20;

function codeBlock(text: string, lang: string | undefined): string {
  const language = /^[\p{L}\p{N}+#.-]{1,20}/u.exec(lang ?? "")?.[0] ?? "";
  if (language.toLowerCase() === "math") return `<p>${formula(text.trim(), true)}</p>`;
  const lines = text.split("\n").length;
  // Numbers are drawn from an attribute: neither selected nor copied.
  const numbers =
    lines < NUMBERED_LINES ? "" : ` data-numbers="${Array.from({ length: lines }, (_, at) => at + 1).join("&#10;")}"`;
  const isFolded = lines > FOLDED_LINES + 3;
  const fold = isFolded
    ? `<button type="button" class="fold" aria-expanded="false" data-fold="${lines}">${escapeHtml(t.allLines({ count: lines }))}</button>`
    : "";
  return (
    `<figure class="${isFolded ? "code folded" : "code"}"><figcaption><span>${escapeHtml(language)}</span>` +
    `<button type="button" data-copy>${escapeHtml(conversation.copy)}</button></figcaption>` +
    `<pre tabindex="0"${numbers}><code data-language="${escapeHtml(language.toLowerCase())}">${escapeHtml(text)}\n</code></pre>${fold}</figure>`
  );
}

const parse = build();

/** HTML for a message. Never throws; falls back to the plain text. */
export function markdownToHtml(body: string, names: Names): string {
  if (!isBounded(body)) return plainToHtml(body, names);
  try {
    return parse(body, names);
  } catch {
    return plainToHtml(body, names);
  }
}
