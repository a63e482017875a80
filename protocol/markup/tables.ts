/** Tables: a line of cells, a line of dashes, and all lines with a bar below. Pure. */
import { parseInline } from "./inline.ts";
import type { Found } from "./nodes.ts";

const DASHES = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/u;

export function tableAt(lines: readonly string[], at: number): Found | null {
  const [head, dashes] = [lines[at] as string, lines[at + 1]];
  if (dashes === undefined || !head.includes("|") || !dashes.includes("|") || !DASHES.test(dashes)) return null;
  const header = cellsOf(head);
  if (header.length !== cellsOf(dashes).length || header.every((cell) => cell === "")) return null;
  const rows: string[][] = [];
  let end = at + 2;
  // What has no bar is no row.
  for (; end < lines.length && /(?<!\\)\|/u.test(lines[end] as string); end += 1)
    rows.push(cellsOf(lines[end] as string));
  // A row may have more cells than the first one: none of them is dropped.
  const width = rows.reduce((most, { length }) => Math.max(most, length), header.length);
  while (header.length < width) header.push("");
  const set = (cells: readonly string[]) => cells.map((cell) => parseInline(cell));
  return { block: { type: "table", header: set(header), rows: rows.map(set) }, end };
}

/** Between the bars, without those at the edges. A bar in code, or behind a backslash, is a letter. */
function cellsOf(line: string): string[] {
  if (!line.includes("|")) return [line];
  const cells = [""];
  const text = line.trim();
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === "\\" && text[at + 1] === "|") {
      cells.push(`${cells.pop()}|`);
      at += 1;
    } else if (char === "`") {
      const row = /^`+/u.exec(text.slice(at))?.[0] ?? char;
      const close = text.indexOf(row, at + row.length);
      const code = close === -1 ? row : text.slice(at, close + row.length);
      cells.push(cells.pop() + code);
      at += code.length - 1;
    } else if (char === "|") cells.push("");
    else cells.push(cells.pop() + char);
  }
  if (text.startsWith("|")) cells.shift();
  if (cells.length > 1 && cells.at(-1) === "") cells.pop();
  return cells.map((cell) => cell.trim());
}
