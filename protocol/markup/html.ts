/**
 * A message's body as HTML, wherever it is shown: in the page, and in what the server writes for who has no scripts. What it is made of is read by
 * the same code that says who is told of it (blocks.ts). All text is escaped here; what differs by the place is asked of a `Hand`. Pure.
 */
import { isDisguised } from "./addresses.ts";
import { escapeHtml } from "./escape.ts";
import { NamedPeople } from "./names-in-words.ts";
import type { Block, Inline, ListItem } from "./nodes.ts";

/** What the place decides in which a body is shown. Whatever it gives back is HTML, and its own to escape. */
export interface Hand {
  labels: { done: string; toDo: string; table: string };
  /** `rel` of links. */
  rel: string;
  /** A paragraph, where nothing else is in the body. */
  onlyParagraph(inner: string): string;
  /** Words with the names, emoji and line ends in them. @param people whom the body has named before these */
  words(text: string, people: NamedPeople): string;
  /** Would `@ada`, `#general` or `:tada:` point at somebody or something? */
  isName(written: string): boolean;
  code(text: string, language: string): string;
  /** @param raw as it was written */
  formula(source: string, raw: string, display: boolean): string;
  spoiler(inner: string): string;
}

export function writeHtml(blocks: readonly Block[], hand: Hand): string {
  const writer = new Writer(hand);
  const [only] = blocks;
  return blocks.length === 1 && only?.type === "paragraph" ? writer.onlyParagraph(only.nodes) : writer.blocks(blocks);
}

class Writer {
  readonly #hand: Hand;
  readonly #people = new NamedPeople();

  constructor(hand: Hand) {
    this.#hand = hand;
  }

  onlyParagraph(nodes: readonly Inline[]): string {
    return this.#hand.onlyParagraph(this.#inline(nodes));
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
        return block.language.toLowerCase() === "math"
          ? `<p>${this.#hand.formula(block.text.trim(), block.text, true)}</p>`
          : this.#hand.code(block.text, block.language);
      case "math":
        return `<p>${this.#hand.formula(block.source, block.raw, true)}</p>`;
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
        : `<span class="${done ? "task done" : "task"}" role="img" aria-label="${escapeHtml(done ? this.#hand.labels.done : this.#hand.labels.toDo)}"></span>`;
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
    return `<figure class="table" role="region" tabindex="0" aria-label="${escapeHtml(this.#hand.labels.table)}">${table}</figure>`;
  }

  #inline(nodes: readonly Inline[], inLink = false): string {
    return nodes.map((node) => this.#node(node, inLink)).join("");
  }

  #node(node: Inline, inLink: boolean): string {
    switch (node.type) {
      case "text":
        return inLink ? escapeHtml(node.text).replaceAll("\n", "<br>") : this.#hand.words(node.text, this.#people);
      case "escaped":
        return escapeHtml(inLink || !this.#hand.isName(node.text.replace(/^\\+/u, "")) ? node.raw : node.text);
      case "code":
        return `<code>${escapeHtml(node.text)}</code>`;
      case "math":
        return this.#hand.formula(node.source, node.raw, node.display);
      case "spoiler":
        return this.#hand.spoiler(this.#inline(node.nodes, inLink));
      case "link":
        return this.#link(node.href, this.#inline(node.nodes, true), wordsOf(node.nodes));
      case "address":
        return this.#link(node.href, escapeHtml(node.text), node.text);
      default:
        return `<${node.type}>${this.#inline(node.nodes, inLink)}</${node.type}>`;
    }
  }

  #link(href: string, shown: string, words: string): string {
    return `<a href="${escapeHtml(href)}" target="_blank" rel="${this.#hand.rel}" title="${escapeHtml(href)}">${shown}</a>${disguise(words, href)}`;
  }
}

const wordsOf = (nodes: readonly Inline[]): string =>
  nodes.map((node) => ("nodes" in node ? wordsOf(node.nodes) : node.type === "math" ? node.raw : node.text)).join("");

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
