/** Our markup for formatted words: what a reader sees is what a reader of the source saw, letter for letter. */
import { allowedAddress } from "../../markup/addresses.ts";
import { escaped } from "./escaping.ts";
import { Pieces } from "./pieces.ts";
import { linesOf, visible, visibleInBlocks, type Block, type ListItem, type Span } from "./rich-text.ts";

/** @returns the body of a message, with the references that stood in the spans */
export function writeMarkup(blocks: readonly Block[]): string {
  const pieces = new Pieces();
  new Writer(pieces).blocks(blocks);
  return escaped(pieces.all)
    .replace(/\s+$/u, "")
    .replace(/^(?:[^\S\n]*\n)+/u, "");
}

const WORD = /[\p{L}\p{M}\p{N}_]/u;
const first = (text: string) => [...text][0] ?? "";
const last = (text: string) => [...text].at(-1) ?? "";

class Writer {
  readonly #pieces: Pieces;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
  }

  blocks(all: readonly Block[]): void {
    // A quote of nothing would be its sign.
    const blocks = all.filter((block) => block.kind !== "quote" || visibleInBlocks(block.blocks).trim() !== "");
    for (const [n, block] of blocks.entries()) {
      const before = blocks[n - 1];
      if (before) this.#mark(needsBlankLine(before, block) ? "\n\n" : "\n");
      this.#block(block);
    }
  }

  #block(block: Block): void {
    switch (block.kind) {
      case "lines":
        return this.#lines(linesOf(block.spans), "\n");
      case "quote":
        this.#mark("> ");
        return this.#pieces.within("> ", () => this.blocks(block.blocks));
      case "code":
        return this.#code(block.text, block.language);
      case "list":
        for (const [n, item] of block.items.entries()) {
          if (n > 0) this.#mark("\n");
          this.#item(item);
        }
        return;
      case "table":
        return this.#table(block.rows);
    }
  }

  #mark(text: string, passage?: number): void {
    this.#pieces.add(text, "mark", passage);
  }

  #lines(lines: readonly Span[][], between: string): void {
    for (const [n, line] of lines.entries()) {
      if (n > 0) this.#mark(between);
      this.#line(line, "", "");
    }
  }

  /** The fence is longer than any in the code. */
  #code(code: string, language = ""): void {
    const fence = fenceFor(code, 3);
    this.#mark(`${fence}${language}\n`);
    this.#pieces.add(code, "code");
    this.#mark(`\n${fence}`);
  }

  #item({ depth, mark, spans }: ListItem): void {
    const indent = "   ".repeat(Math.min(6, depth));
    this.#mark(indent);
    this.#pieces.add(mark, mark === "-" ? "mark" : "fixed");
    this.#mark(" ");
    const hanging = indent + " ".repeat(mark.length + 1);
    const lines = linesOf(spans).filter((line, n) => n === 0 || visible(line).trim() !== "");
    this.#pieces.within(hanging, () => this.#lines(lines, "\n"));
  }

  #table(rows: readonly Span[][][]): void {
    const width = Math.max(1, ...rows.map((cells) => cells.length));
    for (const [n, cells] of rows.entries()) {
      if (n > 0) this.#mark("\n");
      if (n === 1) this.#mark(`|${" --- |".repeat(width)}\n`);
      for (let at = 0; at < width; at += 1) {
        this.#mark(at === 0 ? "| " : " | ");
        this.#lines(linesOf(withMarked(cells[at] ?? [], /\|/gu)), " ");
      }
      this.#mark(" |");
    }
    if (rows.length === 1) this.#mark(`\n|${" --- |".repeat(width)}`);
  }

  /** @param outer the visible characters around the line, where it is a part of one */
  #line(spans: readonly Span[], before: string, after: string): void {
    const joined = joinLike(spans);
    for (const [n, span] of joined.entries())
      this.#span(span, last(visible(joined.slice(0, n))) || before, first(visible(joined.slice(n + 1))) || after);
  }

  #span(span: Span, before: string, after: string): void {
    switch (span.kind) {
      case "text":
        return this.#pieces.add(span.text, "letters");
      case "code":
        return this.#inlineCode(span.text);
      case "address":
        return this.#address(span.address, before, after);
      case "name":
        // Beside a letter it would be no name.
        if (WORD.test(before)) this.#mark(" ");
        this.#pieces.add(span.written, "fixed");
        if (WORD.test(after)) this.#mark(" ");
        return;
      case "sign":
        this.#mark("\\");
        return this.#pieces.add(span.sign, "fixed");
      case "link":
        return this.#link(span, before, after);
      default:
        return this.#marked(span, before, after);
    }
  }

  /** The fence is another row than any in the code; what begins or ends with a backtick, or with a blank, has a blank more. */
  #inlineCode(code: string): void {
    const rows = new Set([...code.matchAll(/`+/gu)].map(([row]) => row.length));
    let length = 1;
    while (rows.has(length)) length += 1;
    const pad = /^`|`$|^ .*\S.* $/u.test(code) ? " " : "";
    this.#mark("`".repeat(length) + pad);
    this.#pieces.add(code, "code");
    this.#mark(pad + "`".repeat(length));
  }

  /** Bare where it surely ends where it ends; in angle brackets otherwise. */
  #address(address: string, before: string, after: string): void {
    if (/[\s<>]/u.test(address) || allowedAddress(address) === null) return this.#pieces.add(address, "letters");
    const isQuiet = /^https?:\/\/[a-z0-9.-]+\.[a-z]{2,}(?::\d+)?(?:\/[\w/.:?=&%#+,;@!-]*)?$/iu.test(address);
    const isBare = isQuiet && /[\p{L}\p{N}/]$/u.test(address) && /^[\s.,;:!?)]?$/u.test(after) && !WORD.test(before);
    const passage = this.#pieces.passage();
    if (!isBare) this.#mark("<", passage);
    this.#pieces.add(address, "fixed");
    if (!isBare) this.#mark(">", passage);
  }

  #link({ address, spans }: Extract<Span, { kind: "link" }>, before: string, after: string): void {
    const label = linesOf(spans).flatMap((line, n): Span[] =>
      n === 0 ? line : [{ kind: "text", text: " " }, ...line],
    );
    const said = visible(label).trim();
    if (said === "" || said === address) return this.#address(address, before, after);
    // Where it cannot be a link of ours, its words and its address stand side by side.
    if (allowedAddress(address) === null || /https?:\/\/|www\./iu.test(said)) {
      this.#line(label, before, " ");
      this.#pieces.add(" (", "fixed");
      this.#address(address, "(", ")");
      return this.#pieces.add(")", "fixed");
    }
    this.#mark("[");
    this.#line(withMarked(label, /[[\]]/gu), "[", "]");
    const target = address.replace(
      /[()\s<>\\]/gu,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    );
    this.#mark(`](${target})`);
  }

  /** Marks stand at the edges of words: blanks stay outside. */
  #marked(span: Extract<Span, { spans: Span[] }>, before: string, after: string): void {
    const { lead, core, trail } = trimmed(span.spans);
    if (lead !== "") this.#pieces.add(lead, "letters");
    if (core.length > 0) {
      const passage = this.#pieces.passage();
      const [outside, behind] = [lead === "" ? before : " ", trail === "" ? after : " "];
      const isTight = [outside, behind].some((char) => WORD.test(char)) || isMarked(core[0]) || isMarked(core.at(-1));
      const mark = { bold: "**", italic: isTight ? "*" : "_", struck: "~~", spoiler: "||", link: "" }[span.kind];
      this.#mark(mark, passage);
      this.#line(core, "(", ")");
      this.#mark(mark, passage);
    }
    if (trail !== "") this.#pieces.add(trail, "letters");
  }
}

/** A quote, a list and a table end with a blank line: what follows could go on with them. */
function needsBlankLine(before: Block, next: Block): boolean {
  if (before.kind === "lines" && /(?:^|\n)[^\S\n]*$/u.test(visible(before.spans))) return false;
  if (next.kind === "lines" && /^[^\S\n]*(?:\n|$)/u.test(visible(next.spans))) return false;
  const isNumbered = next.kind === "list" && next.items[0]?.mark !== "-";
  return ["quote", "list", "table"].includes(before.kind) || next.kind === "table" || isNumbered;
}

const fenceFor = (code: string, least: number) =>
  "`".repeat(Math.max(least, ...[...code.matchAll(/`+/gu)].map(([row]) => row.length + 1)));

/** Two of one kind side by side are one: their marks would run together. */
function joinLike(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if ((before?.kind === "text" || before?.kind === "code") && span.kind === before.kind)
      joined[joined.length - 1] = { kind: before.kind, text: before.text + span.text };
    else if (before && "spans" in before && "spans" in span && before.kind === span.kind && before.kind !== "link")
      joined[joined.length - 1] = { kind: before.kind, spans: [...before.spans, ...(span as typeof before).spans] };
    else if (visible([span]) !== "") joined.push(span);
  }
  return joined;
}

/** The blanks at the edges of spans, and what stands between them. */
function trimmed(spans: readonly Span[]): { lead: string; core: Span[]; trail: string } {
  const core = [...joinLike(spans)];
  const [head, tail] = [core[0], core.at(-1)];
  const lead = head?.kind === "text" ? (/^\s*/u.exec(head.text)?.[0] ?? "") : "";
  if (head?.kind === "text") core[0] = { kind: "text", text: head.text.slice(lead.length) };
  const end = core.at(-1);
  const trail = end?.kind === "text" && tail ? (/\s*$/u.exec(end.text)?.[0] ?? "") : "";
  if (end?.kind === "text")
    core[core.length - 1] = { kind: "text", text: end.text.slice(0, end.text.length - trail.length) };
  return { lead, core: core.filter((span) => visible([span]) !== ""), trail };
}

/** The signs behind a backslash, wherever they are letters. */
function withMarked(spans: readonly Span[], signs: RegExp): Span[] {
  return spans.flatMap((span): Span[] => {
    if ("spans" in span) return [{ ...span, spans: withMarked(span.spans, signs) }];
    if (span.kind !== "text") return [span];
    const parts: Span[] = [];
    let end = 0;
    for (const { 0: sign, index } of span.text.matchAll(signs)) {
      parts.push({ kind: "text", text: span.text.slice(end, index) }, { kind: "sign", sign });
      end = index + sign.length;
    }
    return [...parts, { kind: "text", text: span.text.slice(end) }];
  });
}

/** What is marked at its edge itself: an underline beside those marks would be a letter. */
const isMarked = (span: Span | undefined) => span !== undefined && "spans" in span && span.kind !== "link";
