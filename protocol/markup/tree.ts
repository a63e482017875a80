/** From the pieces of a line to a tree: marks with a partner mark, all others are letters. Pure. */
import { pairsOf, type Delimiter, type Pair } from "./delimiters.ts";
import type { Inline } from "./nodes.ts";

/** Marks in marks in marks: deeper ones are text. */
const DEEPEST = 16;

export type Piece = Inline | { type: "delimiter"; delimiter: Delimiter };

const KINDS: Record<string, "del" | "spoiler"> = { "~": "del", "|": "spoiler" };

/** The tree of what was found: marks that have a partner become what they mark, all others words again. */
export function treeOf(text: string, pieces: readonly Piece[]): Inline[] {
  const delimiters = pieces.flatMap((piece) => (piece.type === "delimiter" ? [piece.delimiter] : []));
  const pairs = pairsOf(
    text,
    delimiters.filter(({ backslashes }) => backslashes % 2 === 0),
  );
  // A backslash is a mark where what follows it would be one.
  const marking = new Set<Delimiter>();
  if (delimiters.some(({ backslashes }) => backslashes > 0))
    for (const { open, close } of pairsOf(text, delimiters)) marking.add(open).add(close);
  const opened = new Map<Delimiter, Pair[]>();
  const closed = new Map<Delimiter, Pair[]>();
  for (const pair of pairs) {
    opened.set(pair.open, [pair, ...(opened.get(pair.open) ?? [])]);
    closed.set(pair.close, [...(closed.get(pair.close) ?? []), pair]);
  }

  const root: Inline[] = [];
  const stack: { pair: Pair; into: Inline[] }[] = [];
  const into = () => stack.at(-1)?.into ?? root;
  for (const piece of pieces) {
    if (piece.type !== "delimiter") {
      add(into(), piece);
      continue;
    }
    const { delimiter } = piece;
    const { char, length, backslashes } = delimiter;
    const [opens, closes] = [opened.get(delimiter) ?? [], closed.get(delimiter) ?? []];
    const isActive = opens.length + closes.length > 0 || marking.has(delimiter);
    words(into(), "\\".repeat(isActive ? backslashes >> 1 : backslashes));
    let left = length;
    for (const pair of closes) {
      left -= pair.length;
      const inner = stack.at(-1)?.pair === pair ? stack.pop() : undefined;
      if (inner === undefined) words(into(), char.repeat(pair.length));
    }
    left -= opens.reduce((sum, pair) => sum + pair.length, 0);
    words(into(), char.repeat(left));
    for (const pair of opens) {
      if (stack.length >= DEEPEST) {
        words(into(), char.repeat(pair.length));
        continue;
      }
      const nodes: Inline[] = [];
      into().push({ type: KINDS[char] ?? (pair.length === 2 ? "strong" : "em"), nodes });
      stack.push({ pair, into: nodes });
    }
  }
  return root;
}

function words(into: Inline[], text: string): void {
  if (text !== "") add(into, { type: "text", text });
}

/** Words that stand side by side become one, so that a name is found whatever was scanned between. */
function add(into: Inline[], node: Inline): void {
  const last = into.at(-1);
  if (node.type === "text" && last?.type === "text") last.text += node.text;
  else into.push(node.type === "text" ? { ...node } : node);
}
