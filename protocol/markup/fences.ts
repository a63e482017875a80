/** Code between fences of backticks or tildes. Pure. */
import { isLanguage } from "./languages.ts";
import type { Found } from "./nodes.ts";

/**
 * A fence begins a line. It is closed by a line of its own, or, as people type it, at the end of the last line of code. What stands
 * behind the opening one is a language or the first line of the code. Without an end it is code to the end of the message, if code
 * follows on its own lines; otherwise it is words.
 */
export function fenceAt(lines: readonly string[], from: number): Found | null {
  const [, indent, fence, behind] = /^( {0,3})(`{3,}|~{3,})(.*)$/u.exec(lines[from] as string) ?? [];
  if (indent === undefined || fence === undefined || behind === undefined) return null;
  const isTicks = fence.startsWith("`");
  if (isTicks && behind.includes("`")) return null;
  const closing = new RegExp(`^ {0,3}${isTicks ? "`" : "~"}{${fence.length},}[ \\t]*$`, "u");
  const ending = isTicks ? new RegExp(`^(.*[^\`])\`{${fence.length},}[ \\t]*$`, "u") : undefined;
  const code: string[] = [];
  let end = from + 1;
  let isClosed = false;
  for (; end < lines.length && !isClosed; end += 1) {
    const line = lines[end] as string;
    if (closing.test(line)) isClosed = true;
    else {
      const last = ending?.exec(line)?.[1];
      isClosed = last !== undefined;
      code.push(withoutIndent(last ?? line, indent.length));
    }
  }
  const word = behind.trim();
  const isNamed = word !== "" && isLanguage(word);
  if (word !== "" && !isNamed) {
    if (!isClosed) return null;
    code.unshift(behind.trimEnd());
  }
  if (code.every((line) => line.trim() === "")) return null;
  return { block: { type: "code", language: isNamed ? word : "", text: code.join("\n") }, end };
}

/** Up to as many blanks as stand in front of the fence. */
function withoutIndent(line: string, most: number): string {
  let at = 0;
  while (at < most && line[at] === " ") at += 1;
  return line.slice(at);
}
