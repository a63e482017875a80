/**
 * What stands inside of a line: code, formulas, links, addresses, emphasis. What is not clearly a mark is shown as it was typed; a
 * backslash is one only before what would otherwise be a mark. The rules are in docs/markup.md. Pure; the time is linear in the
 * length of the text but for the rows of unclosed brackets, which are bounded.
 */
import { allowedAddress, angledAddressAt, mailAddressesIn, webAddressAt } from "./addresses.ts";
import type { Delimiter } from "./delimiters.ts";
import { formulaAt } from "./formulas.ts";
import type { Inline } from "./nodes.ts";
import { treeOf, type Piece } from "./tree.ts";

const LONGEST_ADDRESS = 2_000;
const SPECIAL = /[\\`$[!<*_~|]|:[a-z0-9_+-]{2,32}:|https?:\/\/|www\./giu;
const BOUND_EMOJI = /(?<![A-Za-z0-9_:])(?::[a-z0-9_+-]{2,32}:)+(?![A-Za-z0-9_])/uy;

/**
 * @param inLink the words of a link: no other link is in them
 * @param startsBlock does what stands at this index begin a block where no backslash stands before it?
 */
export function parseInline(text: string, inLink = false, startsBlock?: (at: number) => boolean): Inline[] {
  const nodes = treeOf(text, new Scanner(text, inLink, startsBlock).scan());
  return inLink ? nodes : withMail(nodes);
}

/** The addresses of mail in what is left of the words. */
function withMail(nodes: readonly Inline[]): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    if ("nodes" in node) return [node.type === "link" ? node : { ...node, nodes: withMail(node.nodes) }];
    if (node.type !== "text") return [node];
    const parts: Inline[] = [];
    let end = 0;
    for (const mail of mailAddressesIn(node.text)) {
      const text = node.text.slice(mail.at, mail.end);
      if (mail.at > end) parts.push({ type: "text", text: node.text.slice(end, mail.at) });
      parts.push({ type: "address", href: `mailto:${text}`, text });
      end = mail.end;
    }
    return end === 0
      ? [node]
      : end < node.text.length
        ? [...parts, { type: "text", text: node.text.slice(end) }]
        : parts;
  });
}

class Scanner {
  readonly #text: string;
  readonly #inLink: boolean;
  readonly #startsBlock: ((at: number) => boolean) | undefined;
  readonly #pieces: Piece[] = [];
  #end = 0;
  #line = 0;
  #counted = 0;
  readonly #brackets = new Map<boolean, Map<number, number>>();
  #ticks: Map<number, number> | undefined;
  /** Rows of backticks that a row behind a backslash would have been closed by: theirs are no marks either. */
  readonly #escapedTicks = new Set<number>();

  constructor(text: string, inLink: boolean, startsBlock: ((at: number) => boolean) | undefined) {
    this.#text = text;
    this.#inLink = inLink;
    this.#startsBlock = startsBlock;
  }

  scan(): Piece[] {
    SPECIAL.lastIndex = 0;
    for (let at = this.#next(0); at !== -1; at = this.#next(at)) at = this.#take(at);
    this.#words(this.#text.length);
    return this.#pieces;
  }

  #next(from: number): number {
    SPECIAL.lastIndex = from;
    return SPECIAL.exec(this.#text)?.index ?? -1;
  }

  /** Takes what begins here, and says where to go on. */
  #take(at: number): number {
    const text = this.#text;
    const char = text[at] as string;
    if (char === "\\") return this.#backslash(at);
    if (char === "`") return this.#code(at);
    if (char === "$") return this.#formula(at);
    if (char === "[" || (char === "!" && text[at + 1] === "[")) return this.#link(at);
    if (char === "<") return this.#inAngles(at);
    if (char === ":") return this.#emoji(at);
    if ("*_~|".includes(char)) return this.#delimiter(at, 0);
    if (char === "!" || this.#inLink) return at + 1;
    const address = webAddressAt(text, at);
    if (!address) return at + 1;
    return this.#push(at, address.end, { type: "address", href: address.href, text: text.slice(at, address.end) });
  }

  #words(to: number): void {
    if (to > this.#end) this.#pieces.push({ type: "text", text: this.#text.slice(this.#end, to) });
    this.#end = to;
  }
  #push(from: number, to: number, piece: Piece): number {
    this.#words(from);
    this.#pieces.push(piece);
    this.#end = to;
    return to;
  }

  /** What follows is no mark; whether its backslash is one depends on what it would be. */
  #backslash(at: number): number {
    const text = this.#text;
    const formula = formulaAt(text, at);
    if (formula) return this.#push(at, formula.end, { type: "math", raw: text.slice(at, formula.end), ...formula });
    let end = at;
    while (text[end] === "\\") end += 1;
    const count = end - at;
    const char = text[end] ?? "";
    const isEscaping = count % 2 === 1;
    const isLineStart = at === 0 || text[at - 1] === "\n";
    const hidesBlock = isEscaping && isLineStart && this.#startsBlock?.(end) === true;
    if (char !== "" && "*_~|".includes(char) && !hidesBlock) return this.#delimiter(end, count);
    const length = hidesBlock ? 1 : this.#markAt(end, isEscaping, at);
    if (length === 0) return end;
    // Every other one is shown; behind an even number the mark marks.
    const shown = "\\".repeat(count >> 1);
    if (!isEscaping) return this.#push(at, end, { type: "text", text: shown });
    const mark = text.slice(end, end + length);
    const isName = "@#:".includes(char) && !hidesBlock;
    const raw = text.slice(at, end + length);
    return this.#push(
      at,
      end + length,
      isName ? { type: "escaped", raw, text: shown + mark } : { type: "text", text: shown + mark },
    );
  }

  /**
   * How many characters of what stands here would mark something if no backslash stood before it; 0 for none. Behind an even number
   * of backslashes only what marks all the same counts.
   */
  #markAt(at: number, isEscaping: boolean, from: number): number {
    const text = this.#text;
    const char = text[at] ?? "";
    if (char === "`") {
      const length = rowOf(text, at, "`");
      if (this.#escapedTicks.delete(at)) return isEscaping ? length : 0;
      const close = this.#tickPairs().get(at);
      if (close === undefined) return 0;
      if (isEscaping) this.#escapedTicks.add(close);
      return length;
    }
    if (char === "[") return this.#inLink || this.#linkAt(at, isEscaping) ? 1 : 0;
    if (char === "!") return this.#linkAt(at + 1) ? 1 : 0;
    if (char === "<") return angledAddressAt(text, at) ? 1 : 0;
    if (!isEscaping) return 0;
    if (char === "]") return this.#inLink ? 1 : 0;
    if (char === "$") {
      const formula = formulaAt(text.slice(0, from) + text.slice(at), from);
      return formula ? formula.end - from : 0;
    }
    // `1\. no list`
    if (char === "." || char === ")")
      return /(?:^|\n) {0,3}\d{1,3}$/u.test(text.slice(Math.max(0, from - 8), from)) ? 1 : 0;
    const name = /^(?:[@#][\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*|:[a-z0-9_+-]{2,32}:)/u.exec(text.slice(at, at + 64));
    return name?.[0].length ?? 0;
  }

  #code(at: number): number {
    const length = rowOf(this.#text, at, "`");
    const close = this.#escapedTicks.has(at) ? undefined : this.#tickPairs().get(at);
    if (close === undefined) return at + length;
    const inner = this.#text.slice(at + length, close).replaceAll("\n", " ");
    // One blank on each side is there to tell the backticks apart.
    const text = /^ .*\S.* $/su.test(inner) ? inner.slice(1, -1) : inner;
    return this.#push(at, close + length, { type: "code", text });
  }

  #formula(at: number): number {
    const formula = formulaAt(this.#text, at);
    if (!formula) return at + rowOf(this.#text, at, "$");
    return this.#push(at, formula.end, { type: "math", raw: this.#text.slice(at, formula.end), ...formula });
  }

  /** A link needs an address: `array[1](2)` is none. A picture is a link: nothing is fetched from elsewhere. */
  #link(at: number): number {
    const open = this.#text[at] === "!" ? at + 1 : at;
    const link = this.#inLink ? null : this.#linkAt(open);
    if (!link) return open + 1;
    return this.#push(at, link.end, { type: "link", href: link.href, nodes: parseInline(link.label, true) });
  }

  #linkAt(open: number, isEscaped = false): { end: number; href: string; label: string } | null {
    const text = this.#text;
    const close = this.#bracketPairs(isEscaped).get(open);
    if (close === undefined || text[close + 1] !== "(" || this.#inLink) return null;
    const label = text.slice(open + 1, close);
    const found = /^\([ \t]*(?:<((?:https?:\/\/|mailto:)[^<>\n]*)>|((?:https?:\/\/|mailto:)[^\s<>]*))/iu.exec(
      text.slice(close + 1, close + 1 + LONGEST_ADDRESS),
    );
    if (!found || /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(label)) return null;
    let address = found[1] ?? found[2] ?? "";
    let behind = close + 1 + found[0].length;
    if (found[2] !== undefined) {
      const length = balanced(address);
      behind -= address.length - length;
      address = address.slice(0, length);
    }
    const end = /[ \t]*\)/uy;
    end.lastIndex = behind;
    const href = allowedAddress(address);
    if (href === null || !end.test(text)) return null;
    return { end: end.lastIndex, href, label };
  }

  #inAngles(at: number): number {
    const found = this.#inLink ? null : angledAddressAt(this.#text, at);
    if (!found) return at + 1;
    return this.#push(at, at + found.written.length + 2, {
      type: "address",
      href: found.href,
      text: found.written,
      angled: true,
    });
  }

  /** The underscores of `:_party_:` mark nothing. */
  #emoji(at: number): number {
    BOUND_EMOJI.lastIndex = at;
    return BOUND_EMOJI.test(this.#text) ? BOUND_EMOJI.lastIndex : at + 1;
  }

  #delimiter(at: number, backslashes: number): number {
    const text = this.#text;
    const char = text[at] as string;
    const length = rowOf(text, at, char);
    for (; this.#counted < at; this.#counted += 1) if (text[this.#counted] === "\n") this.#line += 1;
    const delimiter: Delimiter = { char, at, length, backslashes, line: this.#line };
    return this.#push(at - backslashes, at + length, { type: "delimiter", delimiter });
  }

  /** Each row of backticks with the next one of the same length. */
  #tickPairs(): Map<number, number> {
    if (this.#ticks) return this.#ticks;
    this.#ticks = new Map();
    const last = new Map<number, number>();
    for (const { index, 0: row } of [...this.#text.matchAll(/`+/gu)].reverse()) {
      const next = last.get(row.length);
      if (next !== undefined) this.#ticks.set(index, next);
      last.set(row.length, index);
    }
    return this.#ticks;
  }

  /** Each bracket that is opened, outside of code, with the one that closes it. `withEscaped`: as if no backslash stood anywhere. */
  #bracketPairs(withEscaped: boolean): Map<number, number> {
    const known = this.#brackets.get(withEscaped);
    if (known) return known;
    const pairs = new Map<number, number>();
    this.#brackets.set(withEscaped, pairs);
    const open: number[] = [];
    const text = this.#text;
    for (let at = 0; at < text.length; at += 1) {
      const char = text[at];
      if (char === "\\" && !withEscaped) at += 1;
      else if (char === "`") {
        const length = rowOf(text, at, "`");
        at = (this.#tickPairs().get(at) ?? at) + length - 1;
      } else if (char === "[") open.push(at);
      else if (char === "]" && open.length > 0) pairs.set(open.pop() as number, at);
    }
    return pairs;
  }
}

function rowOf(text: string, at: number, char: string): number {
  let end = at;
  while (text[end] === char) end += 1;
  return end - at;
}

/** How much of it stands before a bracket that closes what was opened outside. */
function balanced(address: string): number {
  let depth = 0;
  for (let at = 0; at < address.length; at += 1) {
    if (address[at] === "(") depth += 1;
    else if (address[at] === ")" && (depth -= 1) < 0) return at;
  }
  return address.length;
}
