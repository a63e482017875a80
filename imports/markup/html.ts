/** HTML of chats (Teams, Matrix) read into formatted words: what is no format of words is left to its words. */
import type { ChildNode, Element } from "domhandler";
import { parseDocument } from "htmlparser2";
import { addressesInText, addressInText } from "../../protocol/foreign/addresses.ts";
import { plainText, visible, type Block, type ListItem, type Span } from "../../protocol/foreign/markup/rich-text.ts";
import { cleanText } from "../../protocol/foreign/references.ts";

/** Spans for an element that means something to its program alone; undefined for one that is read as everywhere. */
export type OwnElement = (name: string, attributes: Record<string, string>, words: string) => Span[] | undefined;

const DEPTH_MAX = 60;
const BLOCKS = new Set(
  "p div pre blockquote ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr td th hr codeblock details summary section".split(
    " ",
  ),
);
const LEFT_OUT = new Set(["script", "style", "mx-reply", "head", "title", "template"]);
const MARKS: Record<string, "bold" | "italic" | "struck"> = {
  ...{ b: "bold", strong: "bold", i: "italic", em: "italic", u: "italic", ins: "italic" },
  ...{ s: "struck", strike: "struck", del: "struck" },
};

export function blocksOfHtml(html: string, own: OwnElement = () => undefined): Block[] {
  const reading = new Reading(own);
  return reading.blocks(parseDocument(cleanText(html)).children, 0);
}

const isElement = (node: ChildNode): node is Element => "attribs" in node;

class Reading {
  readonly #own: OwnElement;

  constructor(own: OwnElement) {
    this.#own = own;
  }

  blocks(nodes: readonly ChildNode[], depth: number): Block[] {
    const blocks: Block[] = [];
    let line: Span[] = [];
    const endLine = () => {
      const spans = trimmed(line);
      if (spans.length > 0) blocks.push({ kind: "lines", spans });
      line = [];
    };
    for (const node of nodes) {
      if (isElement(node) && BLOCKS.has(node.name) && depth < DEPTH_MAX) {
        endLine();
        blocks.push(...this.#block(node, depth + 1));
      } else line.push(...this.#spans([node], depth + 1));
    }
    endLine();
    return blocks;
  }

  #block(element: Element, depth: number): Block[] {
    const { name, children } = element;
    switch (name) {
      case "pre":
        return [
          { kind: "code", text: addressesInText(wordsOf(children).replace(/^\n|\n$/gu, "")), ...languageOf(element) },
        ];
      case "blockquote":
        return [{ kind: "quote", blocks: this.blocks(children, depth) }];
      case "ul":
      case "ol":
        return [{ kind: "list", items: this.#items(element, 0, depth) }];
      case "table":
        return this.#table(element, depth);
      case "hr":
        return [{ kind: "lines", spans: [plainText("———")] }];
      default: {
        const inside = this.blocks(children, depth);
        if (/^h[1-6]$/u.test(name))
          return inside.map((block) =>
            block.kind === "lines" ? { kind: "lines", spans: [{ kind: "bold", spans: block.spans }] } : block,
          );
        // Teams writes an empty line as a paragraph with a blank that does not break.
        return inside.length === 0 && name === "p" ? [{ kind: "lines", spans: [plainText("")] }] : inside;
      }
    }
  }

  #items(list: Element, listDepth: number, depth: number): ListItem[] {
    if (depth > DEPTH_MAX) return [];
    let number = Number(list.attribs["start"]) || 1;
    return list.children.filter(isElement).flatMap((item) => {
      if (item.name === "ul" || item.name === "ol") return this.#items(item, listDepth + 1, depth + 1);
      const isNested = (node: ChildNode) => isElement(node) && (node.name === "ul" || node.name === "ol");
      const own = item.children.filter((node) => !isNested(node));
      const nested = item.children.filter((node): node is Element => isNested(node));
      const spans = this.blocks(own, depth + 1).flatMap((block, n) => [
        ...(n > 0 ? [plainText("\n")] : []),
        ...spansOf(block),
      ]);
      const mark = list.name === "ol" ? `${number++}.` : "-";
      return [
        { depth: listDepth, mark, spans },
        ...nested.flatMap((each) => this.#items(each, listDepth + 1, depth + 1)),
      ];
    });
  }

  #table(table: Element, depth: number): Block[] {
    const rows: Span[][][] = [];
    const walk = (nodes: readonly ChildNode[], deep: number): void => {
      for (const node of nodes.filter(isElement)) {
        if (node.name === "tr")
          rows.push(
            node.children
              .filter(isElement)
              .filter(({ name }) => name === "td" || name === "th")
              .map((cell) =>
                this.blocks(cell.children, depth + 1).flatMap((block, n) => [
                  ...(n > 0 ? [plainText(" ")] : []),
                  ...spansOf(block),
                ]),
              ),
          );
        else if (deep < 4) walk(node.children, deep + 1);
      }
    };
    walk(table.children, 0);
    return rows.length === 0 ? [] : [{ kind: "table", rows }];
  }

  #spans(nodes: readonly ChildNode[], depth: number): Span[] {
    if (depth > DEPTH_MAX) return [plainText(wordsOf(nodes))];
    return nodes.flatMap((node): Span[] => {
      if (node.type === "text") return [plainText(node.data.replace(/[^\S\u00A0]+/gu, " "))];
      if (!isElement(node) || LEFT_OUT.has(node.name)) return [];
      const own = this.#own(node.name, node.attribs, wordsOf(node.children));
      if (own) return own;
      const inside = () => this.#spans(node.children, depth + 1);
      const mark = MARKS[node.name];
      if (mark) return [{ kind: mark, spans: inside() }];
      if (node.name === "br") return [plainText("\n")];
      if (node.name === "code" || node.name === "tt")
        return [{ kind: "code", text: addressesInText(wordsOf(node.children)) }];
      if (node.name === "img" || node.name === "emoji")
        return [plainText(node.attribs["alt"] || node.attribs["title"] || "")];
      if (node.name === "span" && node.attribs["data-mx-spoiler"] !== undefined)
        return [{ kind: "spoiler", spans: inside() }];
      const address = node.name === "a" ? node.attribs["href"] : undefined;
      if (address !== undefined && /^(?:https?|mailto|ftp):/iu.test(address))
        return [{ kind: "link", address: addressInText(address), spans: inside() }];
      return inside();
    });
  }
}

/** The words of nodes as they stand there; a line end where one is meant. */
function wordsOf(nodes: readonly ChildNode[]): string {
  let words = "";
  const rest = [...nodes].reverse();
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (node.type === "text") words += node.data;
    else if (isElement(node)) {
      if (LEFT_OUT.has(node.name)) continue;
      if (node.name === "br") words += "\n";
      else if (node.name === "img" || node.name === "emoji") words += node.attribs["alt"] ?? "";
      for (let n = node.children.length - 1; n >= 0; n -= 1) rest.push(node.children[n]!);
    }
  }
  return words;
}

/** Of `<pre class="language-x">` or the `<code>` in it. */
function languageOf(pre: Element): { language?: string } {
  const inner = pre.children.find((node): node is Element => isElement(node) && node.name === "code");
  const classes = `${pre.attribs["class"] ?? ""} ${inner?.attribs["class"] ?? ""}`;
  const language = /(?:^|\s)language-([\w+#.-]+)/u.exec(classes)?.[1];
  return language === undefined ? {} : { language };
}

/** A block inside of what has room for a line alone. */
function spansOf(block: Block): Span[] {
  if (block.kind === "lines") return block.spans;
  if (block.kind === "code") return [{ kind: "code", text: block.text }];
  if (block.kind === "quote") return block.blocks.flatMap(spansOf);
  if (block.kind === "list") return block.items.flatMap(({ mark, spans }) => [plainText(`\n${mark} `), ...spans]);
  return block.rows.flat().flatMap((cell) => [...cell, plainText(" ")]);
}

/** A line without the blanks around it: between elements they are the source's. Empty where it has nothing but them. */
function trimmed(spans: readonly Span[]): Span[] {
  const first = spans[0];
  const kept =
    first?.kind === "text" ? [plainText(first.text.replace(/^[^\S\u00A0\n]+/u, "")), ...spans.slice(1)] : [...spans];
  const last = kept.at(-1);
  if (last?.kind === "text") kept[kept.length - 1] = plainText(last.text.replace(/[^\S\u00A0]+$/u, ""));
  return visible(kept).replaceAll("\u00A0", " ").trim() === "" ? [] : kept;
}
