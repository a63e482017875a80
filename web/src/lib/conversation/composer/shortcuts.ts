/** What the formatting keys make of a selection. Pure: text and selection in, one replacement and the new selection out. */

export interface Selection {
  text: string;
  start: number;
  end: number;
}
/** Replaces `from`…`to` by `insert`, then selects `start`…`end`. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  start: number;
  end: number;
}

/** Puts `mark` around the selection, or takes it away where it is already there. */
export function wrap({ text, start, end }: Selection, mark: string): Edit {
  const size = mark.length;
  const chosen = text.slice(start, end);
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark && start >= size)
    return { from: start - size, to: end + size, insert: chosen, start: start - size, end: end - size };
  if (chosen.length > 2 * size && chosen.startsWith(mark) && chosen.endsWith(mark)) {
    const inner = chosen.slice(size, -size);
    return { from: start, to: end, insert: inner, start, end: start + inner.length };
  }
  // Blanks at the edges would keep the mark from counting.
  const [, before = "", inner = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/u.exec(chosen) ?? [];
  const from = start + before.length;
  const insert = `${mark}${inner}${mark}`;
  return { from, to: end - after.length, insert, start: from + size, end: from + size + inner.length };
}

/** Code: a fence where the selection has several lines, backticks where it has one. */
export function asCode(selection: Selection): Edit {
  const { text, start, end } = selection;
  const chosen = text.slice(start, end);
  if (!chosen.includes("\n")) return wrap(selection, "`");
  const insert = fenced(chosen, "", text.slice(0, start), text.slice(end));
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** `[words](address)`: what is selected is the words, or the address where it looks like one; the other part is selected. */
export function asLink({ text, start, end }: Selection): Edit {
  const chosen = text.slice(start, end);
  if (/^https?:\/\/\S+$/u.test(chosen))
    return { from: start, to: end, insert: `[](${chosen})`, start: start + 1, end: start + 1 };
  const insert = `[${chosen}](https://)`;
  const address = start + chosen.length + 3;
  return { from: start, to: end, insert, start: address, end: address + "https://".length };
}

/** Fenced code that stands on lines of its own between what is before and after it. */
export function fenced(code: string, language: string, before: string, after: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/^ {0,3}(`{3,})/gmu)].map(([, ticks]) => ticks?.length ?? 0));
  const mark = "`".repeat(longest + 1);
  const head = before === "" || before.endsWith("\n") ? "" : "\n";
  const tail = after === "" || after.startsWith("\n") ? "" : "\n";
  return `${head}${mark}${language}\n${code.replace(/^\n+|\s+$/gu, "")}\n${mark}${tail}`;
}

const STEP = "    ";

/** Tab and Shift+Tab in code: the lines of the selection move by one step; without a selection Tab is blanks. */
export function indent({ text, start, end }: Selection, back: boolean): Edit | null {
  if (start === end && !back)
    return { from: start, to: end, insert: STEP, start: start + STEP.length, end: start + STEP.length };
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(from, end).split("\n");
  const moved = lines.map((line) => (back ? line.replace(/^(?:\t| {1,4})/u, "") : line === "" ? line : STEP + line));
  const insert = moved.join("\n");
  if (insert === text.slice(from, end)) return null;
  const first = (moved[0]?.length ?? 0) - (lines[0]?.length ?? 0);
  const all = insert.length - (end - from);
  return { from, to: end, insert, start: Math.max(from, start + first), end: Math.max(from, end + all) };
}

/** A new line in code begins below the one before it, one step further after a colon or an opening bracket. */
export function lineBreak({ text, start, end }: Selection): Edit {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const blanks = /^[ \t]*/u.exec(line)?.[0] ?? "";
  const insert = `\n${blanks}${/[:{([]\s*$/u.test(line) ? STEP : ""}`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}
