/** Makes several messages of a text that is too long for one. Nothing is lost, and code stays code. Pure. */

interface Fence {
  open: string;
  close: string;
}

function fenceAfter(lines: readonly string[], fence: Fence | null): Fence | null {
  for (const line of lines) {
    const [, mark, info = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/u.exec(line) ?? [];
    if (mark === undefined) continue;
    if (fence === null) fence = { open: line, close: mark };
    else if (mark.startsWith(fence.close) && info.trim() === "") fence = null;
  }
  return fence;
}

/** Pieces of a line that is itself too long, cut between words where there are any, never inside a character. */
function cut(line: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > max) {
    let at = rest.lastIndexOf(" ", max);
    if (at < max / 2) at = max;
    const code = rest.charCodeAt(at);
    if (code >= 0xdc00 && code <= 0xdfff) at -= 1;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^ /u, "");
  }
  return [...pieces, rest];
}

/** @param max characters that one message can hold; a fence that is cut is closed and opened again. */
export function splitMessage(body: string, max: number): string[] {
  const parts: string[] = [];
  let fence: Fence | null = null;
  let lines: string[] = [];
  let length = 0;

  const flush = () => {
    const open: Fence | null = fence;
    const after = fenceAfter(open ? [open.open, ...lines] : lines, null);
    const text = [...(open ? [open.open] : []), ...lines, ...(after ? [after.close] : [])].join("\n");
    if (text.trim() !== "") parts.push(text);
    fence = after;
    lines = [];
    length = fence === null ? 0 : fence.open.length + 1;
  };
  // Room for a fence's closing line.
  const room = max - 40;
  for (const whole of body.split("\n")) {
    for (const line of cut(whole, room - 200)) {
      if (lines.length > 0 && length + line.length + 1 > room) {
        // A blank line in the last third is where one would stop oneself.
        const blank = lines.findLastIndex((candidate) => candidate.trim() === "");
        const kept = blank > lines.length * 0.66 ? lines.splice(blank + 1) : [];
        flush();
        for (const keptLine of kept) {
          lines.push(keptLine);
          length += keptLine.length + 1;
        }
      }
      lines.push(line);
      length += line.length + 1;
    }
  }
  if (lines.some((line) => line.trim() !== "")) flush();
  return parts;
}
