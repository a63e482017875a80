/**
 * The body of a message: paragraphs, code, quotes, lists, tables. Chat rules where CommonMark's would tell people something wrong:
 * every block begins and ends with its own lines, a number is shown as it was typed, a fence that is never closed is words. The
 * rules are in docs/markup.md. Pure.
 */
import { fenceAt } from "./fences.ts";
import { formulaAt } from "./formulas.ts";
import { parseInline } from "./inline.ts";
import { listAt } from "./lists.ts";
import type { Block, Found, Inline } from "./nodes.ts";
import { tableAt } from "./tables.ts";

/** Quotes and lists in each other: deeper ones are text. */
const DEEPEST = 8;
/** Characters behind a backslash that are looked at for the block that it hides. */
const LOOKED_AT = 1_000;

/** The blocks of a body. Any text is one. */
export function parseBody(body: string): Block[] {
  return parseBlocks(body.replace(/\r\n?/gu, "\n").split("\n"), 0);
}

function parseBlocks(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at] as string)) {
      at += 1;
      continue;
    }
    let found = blockAt(lines, at, depth, false);
    if (!found) {
      const from = at;
      do {
        at += 1;
        if (at < lines.length) found = blockAt(lines, at, depth, true);
      } while (at < lines.length && !isBlank(lines[at] as string) && !found);
      blocks.push({ type: "paragraph", nodes: words(lines.slice(from, at).join("\n").trimEnd()) });
    }
    if (!found) continue;
    blocks.push(found.block);
    at = found.end;
  }
  return blocks;
}

const isBlank = (line: string) => /^\s*$/u.test(line);

/** A backslash at the beginning of a line is a mark where a block would begin without it. */
function words(text: string): Inline[] {
  const begins = (at: number) => blockAt(text.slice(at, at + LOOKED_AT).split("\n"), 0, 0, false) !== null;
  return parseInline(text, false, begins);
}

/** @param inParagraph a numbered list goes on with a paragraph's words unless it begins with 1 */
function blockAt(lines: readonly string[], at: number, depth: number, inParagraph: boolean): Found | null {
  const line = lines[at] as string;
  // Most lines begin with a letter: they begin nothing but a table, of which the next line tells.
  if (/^ {0,3}[`~#>$\\\-*\d]/u.test(line))
    return (
      fenceAt(lines, at) ??
      headingAt(line, at) ??
      formulaBlockAt(lines, at) ??
      (depth < DEEPEST ? containerAt(lines, at, depth, inParagraph) : null) ??
      tableAt(lines, at)
    );
  return tableAt(lines, at);
}

function containerAt(lines: readonly string[], at: number, depth: number, inParagraph: boolean): Found | null {
  return quoteAt(lines, at, depth) ?? listAt(lines, at, inParagraph, (inner) => parseBlocks(inner, depth + 1));
}

function headingAt(line: string, at: number): Found | null {
  const [, marks, title] = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/u.exec(line) ?? [];
  if (marks === undefined || title === undefined) return null;
  return { block: { type: "heading", depth: marks.length, nodes: parseInline(title.trimEnd()) }, end: at + 1 };
}

/** Lines that begin with `>` and a blank: `>5 people` and `>>> prompt` are words, and whoever goes on below is not quoted. */
function quoteAt(lines: readonly string[], from: number, depth: number): Found | null {
  if (!/^ {0,3}> /u.test(lines[from] as string)) return null;
  let at = from;
  const inner: string[] = [];
  for (; at < lines.length; at += 1) {
    const quoted = /^ {0,3}>(?: (.*)|[ \t]*)$/u.exec(lines[at] as string);
    if (!quoted) break;
    inner.push(quoted[1] ?? "");
  }
  if (inner.every(isBlank)) return null;
  return { block: { type: "quote", blocks: parseBlocks(inner, depth + 1) }, end: at };
}

/** A formula that has its lines for itself. */
function formulaBlockAt(lines: readonly string[], at: number): Found | null {
  const first = lines[at] as string;
  if (!/^(?:\$\$|\\\[)/u.test(first)) return null;
  const text = lines.slice(at, at + 60).join("\n");
  const formula = formulaAt(text, 0);
  if (!formula?.display || !/^[^\S\n]*(?:\n|$)/u.test(text.slice(formula.end))) return null;
  const raw = text.slice(0, formula.end);
  return { block: { type: "math", source: formula.source, raw }, end: at + raw.split("\n").length };
}
