/**
 * A message's body as HTML. What it is made of is read in protocol/markup, by the same code that says who is told of it. All text is
 * escaped here, and the result still goes through `safe-html.ts` before it is shown: two walls, each enough.
 */
import { t as conversation } from "#texts/conversation";
import { t } from "#texts/message-body";
import { isDisguised } from "../../../../../protocol/markup/addresses.ts";
import { parseBody } from "../../../../../protocol/markup/blocks.ts";
import { NamedPeople, namesIn } from "../../../../../protocol/markup/names.ts";
import type { Block, Inline, ListItem } from "../../../../../protocol/markup/nodes.ts";
import { escapeHtml, paragraphHtml, wordsToHtml, type Names } from "./plain-text.ts";

/** HTML for a message. Any text is one; made anew for other names. */
export const bodyToHtml = (body: string, names: Names): string => blocksToHtml(parseBody(body), names);

export function blocksToHtml(blocks: readonly Block[], names: Names): string {
  const writer = new Writer(names);
  const [only] = blocks;
  return blocks.length === 1 && only?.type === "paragraph" ? writer.onlyParagraph(only.nodes) : writer.blocks(blocks);
}

/** From so many lines on they are numbered, and from so many on the rest is folded. */
const NUMBERED_LINES = 3;
const FOLDED_LINES = 20;

class Writer {
  readonly #names: Names;
  readonly #people = new NamedPeople();

  constructor(names: Names) {
    this.#names = names;
  }

  onlyParagraph(nodes: readonly Inline[]): string {
    return paragraphHtml(this.#inline(nodes), true);
  }

  blocks(blocks: readonly Block[]): string {
    return blocks.map((block) => this.#block(block)).join("");
  }

  #block(block: Block): string {
    switch (block.type) {
      case "paragraph":
        return `<p dir="auto">${this.#inline(block.nodes)}</p>`;
      case "heading":
        return `<p class="heading" dir="auto"><strong>${this.#inline(block.nodes)}</strong></p>`;
      case "code":
        return codeBlock(block.text, block.language);
      case "math":
        return `<p>${formula(block.source, block.raw, true)}</p>`;
      case "quote":
        return `<blockquote dir="auto">${this.blocks(block.blocks)}</blockquote>`;
      case "list":
        return this.#list(block);
      case "table":
        return this.#table(block);
    }
  }

  #list({ mark, loose, items }: Extract<Block, { type: "list" }>): string {
    const inner = items.map((item) => this.#item(item, loose)).join("");
    if (items[0]?.number === undefined) return `<ul dir="auto">${inner}</ul>`;
    return `<ol${mark === ")" ? ' class="bracketed"' : ""} dir="auto">${inner}</ol>`;
  }

  #item({ number, done, blocks }: ListItem, loose: boolean): string {
    const box =
      done === undefined
        ? ""
        : `<span class="${done ? "task done" : "task"}" role="img" aria-label="${escapeHtml(done ? t.done : t.toDo)}"></span>`;
    const [first, ...rest] = blocks;
    const isTight = !loose && first?.type === "paragraph" && !rest.some(({ type }) => type === "paragraph");
    const inner = isTight ? box + this.#inline(first.nodes) + this.blocks(rest) : box + this.blocks(blocks);
    return `<li${number === undefined ? "" : ` value="${number}"`} dir="auto">${inner}</li>`;
  }

  #table({ header, rows }: Extract<Block, { type: "table" }>): string {
    const row = (cells: readonly Inline[][], tag: "th" | "td") =>
      `<tr>${cells.map((cell) => `<${tag} dir="auto">${this.#inline(cell)}</${tag}>`).join("")}</tr>`;
    const body = rows.length === 0 ? "" : `<tbody>${rows.map((cells) => row(cells, "td")).join("")}</tbody>`;
    const table = `<table dir="auto"><thead>${row(header, "th")}</thead>${body}</table>`;
    // What is wider than the column scrolls in itself, with the keys as well.
    return `<figure class="table" role="region" tabindex="0" aria-label="${escapeHtml(t.table)}">${table}</figure>`;
  }

  #inline(nodes: readonly Inline[], inLink = false): string {
    return nodes.map((node) => this.#node(node, inLink)).join("");
  }

  #node(node: Inline, inLink: boolean): string {
    switch (node.type) {
      case "text":
        return inLink
          ? escapeHtml(node.text).replaceAll("\n", "<br>")
          : wordsToHtml(node.text, this.#names, this.#people);
      case "escaped":
        return escapeHtml(inLink || !this.#isName(node.text) ? node.raw : node.text);
      case "code":
        return `<code>${escapeHtml(node.text)}</code>`;
      case "math":
        return formula(node.source, node.raw, node.display);
      case "spoiler":
        return `<span class="spoiler" role="button" tabindex="0" aria-label="${escapeHtml(t.spoiler)}" data-spoiler><span>${this.#inline(node.nodes, inLink)}</span></span>`;
      case "link":
        return link(node.href, this.#inline(node.nodes, true), wordsOf(node.nodes));
      case "address":
        return link(node.href, escapeHtml(node.text), node.text);
      default:
        return `<${node.type}>${this.#inline(node.nodes, inLink)}</${node.type}>`;
    }
  }

  /** Would it point at somebody or something without its backslash? */
  #isName(text: string): boolean {
    const written = text.replace(/^\\+/u, "");
    if (written.startsWith(":")) return this.#names.emoji(written.slice(1, -1)) !== undefined;
    const [name] = namesIn(written);
    if (!name) return false;
    return (
      (name.sign === "@" ? this.#names.member(name.name) : this.#names.channel(name.name.toLowerCase())) !== undefined
    );
  }
}

const wordsOf = (nodes: readonly Inline[]): string =>
  nodes.map((node) => ("nodes" in node ? wordsOf(node.nodes) : node.type === "math" ? node.raw : node.text)).join("");

function link(href: string, shown: string, words: string): string {
  return `<a href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer nofollow" title="${escapeHtml(href)}">${shown}</a>${disguise(words, href)}`;
}

/** Characters that leave no mark, also where HTML names them. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]+/gu;

/** Where a link leads, when its words say that it is another place, or look like another one. */
function disguise(words: string, href: string): string {
  const url = new URL(href);
  const host = url.protocol === "mailto:" ? url.pathname.toLowerCase() : url.hostname;
  const isTrue = url.protocol === "mailto:" ? saysMail(words, host) : saysHost(words, url);
  return isTrue ? "" : ` <span class="host">(${escapeHtml(host)})</span>`;
}

function saysMail(words: string, address: string): boolean {
  const said = /^\s*(?:mailto:)?([^\s@]+@[^\s@]+\.[^\s@]+?)\s*$/iu.exec(words)?.[1]?.toLowerCase();
  return said === undefined || address.replace(/\?.*$/u, "") === said;
}

function saysHost(words: string, { hostname, username }: URL): boolean {
  const text = words
    .replace(UNSEEN, "")
    .replace(/[*~|`\\]/gu, "")
    .normalize("NFKC");
  const said = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{M}\p{N}_-]+\.)+[\p{L}\p{M}]{2,}|[\d.]+)\.?(?:[/:?#]|\s*$)/iu.exec(
    text,
  )?.[1];
  if (said === undefined) return username === "" || !/^\s*(?:https?:\/\/)?[^\s/?#]*@/iu.test(text);
  if (isDisguised(words.replace(/^\s*https?:\/\//iu, "").replace(/[/?#:].*$/su, ""))) return false;
  const host = URL.canParse(`http://${said}`) ? new URL(`http://${said}`).hostname : said;
  const bare = (name: string) => name.replace(/^www\.|\.$/gu, "");
  return bare(host) === bare(hostname);
}

/** What stands for a formula until math.ts has set it: its source, which is also what shows where math cannot be had. */
const formula = (source: string, raw: string, display: boolean): string =>
  `<span class="math${display ? " display" : ""}" data-math="${display ? "display" : "inline"}" data-source="${escapeHtml(source)}">${escapeHtml(raw)}</span>`;

function codeBlock(text: string, language: string): string {
  if (language.toLowerCase() === "math") return `<p>${formula(text.trim(), text, true)}</p>`;
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
