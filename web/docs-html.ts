/**
 * One file of docs/ as the HTML of its page: headings and numbered rules that can be linked to, coloured code, tables that scroll
 * inside themselves, drawn diagrams, and links that lead to pages of the app.
 */
import hljs from "highlight.js/lib/common";
import { Marked, type MarkedToken, type RendererObject, type Token, type Tokens } from "marked";
import { posix } from "node:path";
import type { DocsPage } from "./src/lib/features/docs/docs-page.ts";
import { drawSequence, escapeHtml, inWords, parseSequence } from "./sequence-diagram.ts";

/** What a file of docs/ knows of the others. Paths are those of the repository. */
export interface Around {
  /** File → the page it is, and that page's title. */
  pages: ReadonlyMap<string, { address: string; title: string }>;
  /** Of a picture: where it is served, and its size in pixels. */
  picture: (file: string) => { address: string; width: number; height: number };
}

const RULE = /^P\d+$/u;
const RULES_IN_TEXT = /\bP\d+\b/gu;
/** Languages that somebody copies to use; frames and answers are read. */
const TO_COPY = new Set(["ts", "sh"]);
const LANGUAGE_NAMES: Readonly<Record<string, string>> = { ts: "TypeScript", sh: "Shell", json: "JSON" };

const plain = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => ("tokens" in token && token.tokens ? plain(token.tokens) : (textOf(token) ?? token.raw)))
    .join("");
const textOf = (token: Token): string | undefined => ("text" in token ? token.text : undefined);
const slugOf = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-|-$/gu, "");
const linesOf = (text: string): number => text.split("\n").length - 1;

/** The first line that begins with `# `. */
export const titleOf = (source: string): string => /^# (.+)$/mu.exec(source)?.[1] ?? "";

/** A list's item that begins with the number of a rule in bold: the number, and what follows it. */
function ruleOf(item: Tokens.ListItem): { number: string; words: MarkedToken[]; others: MarkedToken[] } | null {
  const [first, ...others] = item.tokens as MarkedToken[];
  if (first?.type !== "text" && first?.type !== "paragraph") return null;
  const [strong, ...words] = (first.tokens ?? []) as MarkedToken[];
  return strong?.type === "strong" && RULE.test(strong.text) ? { number: strong.text, words, others } : null;
}

/** A row of a table with words in bold and nothing beside them stands over the rows that follow. */
function groupOf(row: Tokens.TableCell[]): string | null {
  const [first, ...others] = row;
  const [strong, ...more] = (first?.tokens ?? []) as MarkedToken[];
  const isGroup = strong?.type === "strong" && more.length === 0 && others.every(({ text }) => text === "");
  return isGroup ? plain([strong]) : null;
}

/**
 * @param file path in the repository, such as `docs/protocol.md`
 * @throws Error with the file and, for a diagram, the line of what cannot be drawn
 */
export function renderDocs(source: string, file: string, around: Around): DocsPage {
  const rules = new Set([...source.matchAll(/^- \*\*(P\d+)\*\*/gmu)].map(([, number = ""]) => number));
  const sections: DocsPage["sections"] = [];
  const taken = new Set<string>();
  const idFor = (words: string): string => {
    const slug = slugOf(words);
    let id = slug;
    for (let n = 2; taken.has(id); n += 1) id = `${slug}-${n}`;
    taken.add(id);
    return id;
  };
  const inRepository = (href: string): string => posix.join(posix.dirname(file), href);

  const renderer: RendererObject = {
    html: ({ text }) => {
      throw new Error(`${file}: HTML in a page of docs/ is not shown: ${text.trim()}`);
    },
    text(token) {
      if ("tokens" in token && token.tokens) return this.parser.parseInline(token.tokens);
      const linked = (number: string) => (rules.has(number) ? `<a href="#${number}">${number}</a>` : number);
      return escapeHtml(token.text).replaceAll(RULES_IN_TEXT, linked);
    },
    heading({ tokens, depth }) {
      const words = this.parser.parseInline(tokens);
      if (depth === 1) return `<h1>${words}</h1>\n`;
      const title = plain(tokens);
      const id = idFor(title);
      if (depth === 2) sections.push({ id, title });
      return `<h${depth} id="${id}"><a href="#${id}">${words}</a></h${depth}>\n`;
    },
    list(token) {
      const isRules = token.items.some(ruleOf);
      const tag = token.ordered ? "ol" : "ul";
      // Safari takes a list without bullets for none.
      const attributes =
        (isRules ? ' class="rules" role="list"' : "") + (Number(token.start) > 1 ? ` start="${token.start}"` : "");
      return `<${tag}${attributes}>${token.items.map((item) => this.listitem(item)).join("")}</${tag}>\n`;
    },
    listitem(item) {
      const rule = ruleOf(item);
      if (!rule) return `<li>${this.parser.parse(item.tokens)}</li>\n`;
      const { number, words, others } = rule;
      const told = this.parser.parseInline(words).trim() + this.parser.parse(others);
      return `<li id="${number}"><a class="number" href="#${number}">${number}</a> <div>${told}</div></li>\n`;
    },
    code({ text, lang = "" }) {
      const known = hljs.getLanguage(lang) !== undefined;
      const coloured = known ? hljs.highlight(text, { language: lang }).value : escapeHtml(text);
      const name = escapeHtml(LANGUAGE_NAMES[lang] ?? lang);
      // The page gives the button its words, in the reader's language.
      const caption = TO_COPY.has(lang)
        ? `<figcaption><span>${name}</span><button type="button" data-copy hidden></button></figcaption>`
        : "";
      return `<figure class="code">${caption}<pre tabindex="0"><code>${coloured}\n</code></pre></figure>\n`;
    },
    // A long path breaks where it has a joint.
    codespan: ({ text }) => `<code>${escapeHtml(text).replaceAll(/(?<=\w)\/(?=[\w:])/gu, "/<wbr>")}</code>`,
    table(token) {
      const cells = (row: Tokens.TableCell[], tag: string) =>
        row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag.split(" ")[0]}>`).join("");
      let body = "";
      for (const row of token.rows) {
        const group = groupOf(row);
        if (group !== null) {
          const id = idFor(group);
          sections.push({ id, title: group });
          body += `</tbody><tbody><tr><th id="${id}" scope="rowgroup" colspan="${row.length}"><a href="#${id}">${escapeHtml(group)}</a></th></tr>`;
        } else body += `<tr>${cells(row, "td")}</tr>`;
      }
      const label = escapeHtml(`Table: ${token.header.map(({ tokens }) => plain(tokens)).join(", ")}`);
      return (
        `<div class="wide" role="region" tabindex="0" aria-label="${label}"><table><thead><tr>${cells(token.header, 'th scope="col"')}</tr></thead>` +
        `<tbody>${body}</tbody></table></div>\n`.replace("<tbody></tbody>", "")
      );
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      if (/^https?:/u.test(href)) return `<a href="${escapeHtml(href)}" rel="noreferrer">${words}</a>`;
      if (href.startsWith("#")) return `<a href="${escapeHtml(href)}">${words}</a>`;
      const [path = "", hash] = href.split("#");
      const target = inRepository(path);
      const isName = plain(tokens) === path;
      const page = around.pages.get(target);
      // What is no page of the app is a file of whoever has the source.
      if (!page) return isName ? `<code>${escapeHtml(target)}</code>` : words;
      const address = hash === undefined ? page.address : `${page.address}#${hash}`;
      return `<a href="${escapeHtml(address)}">${isName ? escapeHtml(page.title) : words}</a>`;
    },
    image({ href, text }) {
      const { address, width, height } = around.picture(inRepository(href));
      return `<img src="${address}" alt="${escapeHtml(text)}" width="${width}" height="${height}" loading="lazy" decoding="async">`;
    },
  };
  const marked = new Marked({ renderer });

  const diagram = (text: string, firstLine: number): string => {
    const parsed = parseSequence(text, (line) => `${file}:${firstLine + line}`);
    const name = sections.at(-1)?.title ?? titleOf(source);
    const steps = inWords(parsed).map((words) => `<li>${escapeHtml(words)}</li>`);
    return (
      `<figure class="diagram"><div class="wide" role="region" tabindex="0" aria-label="${escapeHtml(`Diagram: ${name}`)}">` +
      `${drawSequence(parsed, name, idFor(`diagram ${name}`))}</div>` +
      `<details><summary>The same in words</summary><ol>${steps.join("")}</ol></details></figure>\n`
    );
  };

  const html = { opening: "", rest: "" };
  let part: keyof typeof html = "opening";
  let line = 1;
  const tokens = marked.lexer(source);
  for (const token of tokens) {
    if (token.type === "table" || (token.type === "heading" && token["depth"] > 1)) part = "rest";
    const isDiagram = token.type === "code" && token["lang"] === "mermaid";
    html[part] += isDiagram ? diagram((token as Tokens.Code).text, line + 1) : marked.parser([token]);
    line += linesOf(token.raw);
  }
  return { title: titleOf(source), ...html, sections };
}
