/** Where the caret stands among code: decides what Enter, Tab and a paste mean there. Pure. */

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/u;

/** The fenced block around `caret`: where its first line of code begins, and where its last ends. Null: outside of all. */
export function fenceAt(text: string, caret: number): { start: number; end: number; closed: boolean } | null {
  let open: { mark: string; start: number } | null = null;
  let at = 0;
  for (const line of text.split("\n")) {
    const end = at + line.length;
    const [, mark, info] = FENCE.exec(line) ?? [];
    if (mark !== undefined && open === null) {
      // A caret in the opening line still writes the language's name.
      if (!(mark.startsWith("`") && info?.includes("`"))) open = { mark, start: end + 1 };
    } else if (open !== null && mark?.startsWith(open.mark) && info?.trim() === "") {
      if (caret >= open.start && caret < at) return { start: open.start, end: at - 1, closed: true };
      open = null;
    }
    at = end + 1;
  }
  return open !== null && caret >= open.start ? { start: open.start, end: text.length, closed: false } : null;
}

/** True between backticks of one line, or in a fence or its opening line. */
export function isInCode(text: string, caret: number): boolean {
  if (fenceAt(text, caret) !== null) return true;
  const line = text.slice(text.lastIndexOf("\n", caret - 1) + 1, caret);
  if (FENCE.test(line)) return true;
  return (line.match(/`/gu)?.length ?? 0) % 2 === 1;
}
