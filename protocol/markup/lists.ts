/** Lists with bullets, numbers and boxes to tick. Pure. */
import type { Block, Found, ListItem } from "./nodes.ts";

/** `1990. was good` begins no list, neither does `007.` */
const MARKER = /^( *)([-*]|(?:0|[1-9]\d{0,2})[.)])([ \t]+)(?=\S)/u;
/** Lines like `- - -` are drawn by people, not meant as lists in lists. */
const DRAWN = /^ *([-*_])(?:[ \t]*\1)+[ \t]*$/u;

interface Marker {
  indent: number;
  /** With its blanks: where the words begin. */
  width: number;
  /** `-`, `*`, `.` or `)`: another one is another list. */
  mark: string;
  number: number | undefined;
}

function markerOf(line: string): Marker | null {
  const [all, indent, written, blanks] = MARKER.exec(line) ?? [];
  if (all === undefined || indent === undefined || written === undefined || blanks === undefined) return null;
  if (DRAWN.test(line)) return null;
  const number = written.length > 1 ? Number.parseInt(written, 10) : undefined;
  // Words far behind the mark are not moved further in than a line below them would be.
  const width = indent.length + written.length + (blanks.length > 4 ? 1 : blanks.length);
  return { indent: indent.length, width, mark: written.at(-1) as string, number };
}

const indentOf = (line: string) => /^ */u.exec(line)?.[0].length ?? 0;

/**
 * @param inParagraph lines of words stand directly above: a number other than 1 is one of them
 * @param parse makes blocks of the lines of an item
 */
export function listAt(
  lines: readonly string[],
  from: number,
  inParagraph: boolean,
  parse: (lines: readonly string[]) => Block[],
): Found | null {
  const first = markerOf(withoutTabs(lines[from] as string));
  if (!first || first.indent > 3 || (inParagraph && first.number !== undefined && first.number !== 1)) return null;
  const items: ListItem[] = [];
  let loose = false;
  let at = from;
  for (;;) {
    const marker = at < lines.length ? markerOf(withoutTabs(lines[at] as string)) : null;
    if (!marker || marker.mark !== first.mark || marker.indent >= first.indent + 2) break;
    const inner = [withoutTabs(lines[at] as string).slice(marker.width)];
    at += 1;
    while (at < lines.length) {
      // What belongs to an item stands further in than its mark; blank lines belong to what is behind them.
      const next = nextWords(lines, at);
      const line = next === -1 ? "" : withoutTabs(lines[next] as string);
      if (next === -1 || indentOf(line) < marker.indent + 2) break;
      for (; at < next; at += 1) inner.push("");
      inner.push(line.slice(Math.min(indentOf(line), marker.width)));
      at += 1;
    }
    items.push(itemOf(inner, marker.number, parse));
    const next = nextWords(lines, at);
    if (next === -1) break;
    const following = next === at ? null : markerOf(withoutTabs(lines[next] as string));
    if (following?.mark === first.mark && following.indent < first.indent + 2) {
      loose = true;
      at = next;
    }
  }
  return { block: { type: "list", mark: first.mark, loose, items }, end: at };
}

/** The next line that is not blank; -1 at the end. */
function nextWords(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && (lines[at] as string).trim() === "") at += 1;
  return at < lines.length ? at : -1;
}

const withoutTabs = (line: string) =>
  line.includes("\t") ? line.replace(/^[ \t]+/u, (blanks) => blanks.replaceAll("\t", "    ")) : line;

function itemOf(
  lines: readonly string[],
  number: number | undefined,
  parse: (lines: readonly string[]) => Block[],
): ListItem {
  const [, tick] = /^\[([ xX])\][ \t]+(?=\S)/u.exec(lines[0] as string) ?? [];
  const inner = tick === undefined ? lines : [(lines[0] as string).replace(/^\[.\][ \t]+/u, ""), ...lines.slice(1)];
  return {
    ...(number !== undefined && { number }),
    ...(tick !== undefined && { done: tick !== " " }),
    blocks: parse(inner),
  };
}
