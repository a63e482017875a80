/** The Markdown of Mattermost and Zulip (GitHub's, with line ends that stay), read into formatted words. */
import { lexer, type Token, type Tokens } from "marked";
import { decodeHTML } from "entities";
import { addressesInText, addressInText } from "../../protocol/foreign/addresses.ts";
import { plainText, type Block, type ListItem, type Span } from "../../protocol/foreign/markup/rich-text.ts";
import { cleanText } from "../../protocol/foreign/references.ts";

/** What is longer is no message that somebody formatted: its signs are letters. */
const MARKED_MAX_CHARS = 60_000;
/** So deep nobody nests. */
const DEPTH_MAX = 12;

const WORD = /[\p{L}\p{N}]/u;

export type WordsOf = (text: string) => Span[];

/** @param words what stands between the marks: names of people and channels, emoji by name */
export function blocksOfMarkdown(text: string, words: WordsOf): Block[] {
  const source = cleanText(text);
  if (source.length > MARKED_MAX_CHARS) return [{ kind: "lines", spans: [plainText(source)] }];
  const reading = new Reading(words);
  return reading.blocks(lexer(source, { gfm: true, breaks: true }), 0);
}

class Reading {
  readonly #words: WordsOf;

  constructor(words: WordsOf) {
    this.#words = words;
  }

  blocks(tokens: readonly Token[], depth: number): Block[] {
    if (depth > DEPTH_MAX) return [{ kind: "lines", spans: [plainText(tokens.map(({ raw }) => raw).join(""))] }];
    return tokens.flatMap((token, n): Block[] => {
      const block = this.#block(token as Tokens.Generic, depth);
      // A blank line between two paragraphs stays one.
      const isApart = tokens[n - 1]?.type === "space" && block?.kind === "lines" && tokens[n - 2] !== undefined;
      return block === null ? [] : isApart ? [{ kind: "lines", spans: [plainText("")] }, block] : [block];
    });
  }

  #block(token: Tokens.Generic, depth: number): Block | null {
    switch (token.type) {
      case "space":
      case "def":
        return token.type === "def" ? { kind: "lines", spans: this.#words(token.raw.trimEnd()) } : null;
      case "code": {
        const language = /^[\w+#.-]+$/u.exec(String(token["lang"] ?? ""))?.[0];
        // What is indented is no code in a chat's eyes but for those who know: it is kept as code, letter for letter.
        return { kind: "code", text: addressesInText(String(token["text"])), ...(language && { language }) };
      }
      case "blockquote":
        return { kind: "quote", blocks: this.blocks(token.tokens ?? [], depth + 1) };
      case "list":
        return { kind: "list", items: this.#items(token as Tokens.List, 0) };
      case "heading":
        return { kind: "lines", spans: [{ kind: "bold", spans: this.spans(token.tokens ?? [], depth) }] };
      case "table":
        return this.#table(token as Tokens.Table);
      case "paragraph":
      case "text":
        return { kind: "lines", spans: this.spans(token.tokens ?? [token], depth) };
      default:
        return { kind: "lines", spans: [plainText(token.raw.replace(/\n+$/u, ""))] };
    }
  }

  #items(list: Tokens.List, depth: number): ListItem[] {
    return list.items.flatMap((item, n) => {
      const own = item.tokens.filter(({ type }) => type !== "list");
      const nested = item.tokens.filter((each): each is Tokens.List => each.type === "list");
      const spans = own.flatMap((token, at): Span[] => [
        ...(at > 0 ? [plainText("\n")] : []),
        ...this.spans("tokens" in token && token.tokens ? token.tokens : [token], depth),
      ]);
      const box = item.task ? [plainText(item.checked ? "[x] " : "[ ] ")] : [];
      const mark = list.ordered ? `${Number(list.start || 1) + n}.` : "-";
      return [{ depth, mark, spans: [...box, ...spans] }, ...nested.flatMap((each) => this.#items(each, depth + 1))];
    });
  }

  #table({ header, rows }: Tokens.Table): Block {
    const cells = (row: Tokens.TableCell[]) => row.map(({ tokens }) => this.spans(tokens, 0));
    return { kind: "table", rows: [header, ...rows].map(cells) };
  }

  spans(tokens: readonly Token[], depth: number): Span[] {
    if (depth > DEPTH_MAX) return [plainText(tokens.map(({ raw }) => raw).join(""))];
    return tokens.flatMap((each, n): Span[] => {
      const token = each as Tokens.Generic;
      // Marks inside of a word are letters here: `2*3*4` is a product.
      const isInWord = WORD.test(tokens[n - 1]?.raw.at(-1) ?? "") && WORD.test(tokens[n + 1]?.raw[0] ?? "");
      if (isInWord && (token.type === "em" || token.type === "strong")) return [plainText(token.raw)];
      const inside = () => this.spans(token.tokens ?? [], depth + 1);
      switch (token.type) {
        case "strong":
          return [{ kind: "bold", spans: inside() }];
        case "em":
          return [{ kind: "italic", spans: inside() }];
        case "del":
          return [{ kind: "struck", spans: inside() }];
        case "codespan":
          return [{ kind: "code", text: addressesInText(String(token["text"])) }];
        case "br":
          return [plainText("\n")];
        case "link":
        case "image": {
          const address = addressInText(String(token["href"]));
          // A bare address stands as such.
          if (token.raw === token["text"] || token.raw === `<${String(token["text"])}>`)
            return [{ kind: "address", address }];
          const said = token.type === "image" ? [plainText(String(token["text"]) || address)] : inside();
          return [{ kind: "link", address, spans: said }];
        }
        case "escape":
          return [plainText(String(token["text"]))];
        case "text":
          return token.tokens ? inside() : this.#words(decodeHTML(String(token["text"])));
        default:
          return [plainText(token.raw)];
      }
    });
  }
}
