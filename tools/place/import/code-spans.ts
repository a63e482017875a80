/** Text apart from the code in it: what is code is brought along letter for letter. */

export type Piece = { kind: "text" | "code" | "fence"; text: string };

const CODE = /```([\s\S]*?)```|```([\s\S]*)$|`([^`\n]+)`/gu;

/** The pieces in their order; of code, what stands between the backticks. An unclosed fence runs to the end. */
export function splitCode(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(CODE)) {
    if (match.index > end) pieces.push({ kind: "text", text: text.slice(end, match.index) });
    const [whole, closed, open, inline] = match;
    if (inline !== undefined) pieces.push({ kind: "code", text: inline });
    else pieces.push({ kind: "fence", text: closed ?? open ?? "" });
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

/** The pieces as Markdown, a fence on lines of its own. */
export function joinCode(pieces: Piece[]): string {
  let joined = "";
  let afterFence = false;
  for (const { kind, text } of pieces) {
    if (kind === "fence") {
      if (joined !== "" && !joined.endsWith("\n")) joined += "\n";
      joined += `${fenced(text)}\n`;
    } else {
      const rest = afterFence && kind === "text" ? text.replace(/^[^\S\n]*\n/u, "") : text;
      joined += kind === "code" ? `\`${rest}\`` : rest;
    }
    afterFence = kind === "fence";
  }
  return joined.replace(/\n+$/u, "");
}

function fenced(code: string): string {
  const [, language = "", body = code] = /^([a-z0-9+#.-]{1,20})\n([\s\S]*)$/iu.exec(code) ?? [];
  return `\`\`\`${language}\n${body.replace(/^\n/u, "").replace(/\n$/u, "")}\n\`\`\``;
}

/** A quote ends with its last line: in Markdown, the next line would go on with it. */
export function closeQuotes(text: string): string {
  return text.replace(/^(>.*)\n(?!>|\s*\n|$)/gmu, "$1\n\n");
}
