/** A body in the making: what of it is seen, what marks something, and what may have to be kept from marking. */
import { codeSigns, withoutBlanks } from "./shown.ts";

export interface Piece {
  text: string;
  /**
   * `letters` are seen and may be taken for marks; `fixed` is seen and is none; `code` is seen with its blanks; `mark` is not seen.
   */
  kind: "letters" | "fixed" | "code" | "mark";
  /** Of a mark: which of the passages it belongs to. */
  passage?: number;
}

/** One visible sign of the body: where it comes from. */
export interface Sign {
  char: string;
  piece: number;
  /** Index in the text of the piece. */
  at: number;
}

export class Pieces {
  readonly #pieces: Piece[] = [];
  readonly #prefixes: string[] = [];
  #passages = 0;

  /** Adds a text; at each of its line ends what all lines here begin with. */
  add(text: string, kind: Piece["kind"], passage?: number): void {
    for (const [n, line] of text.split("\n").entries()) {
      if (n > 0) {
        this.#push({ text: "\n", kind: kind === "code" ? "code" : "mark" });
        const prefix = this.#prefixes.join("");
        if (prefix !== "") this.#push({ text: prefix, kind: "mark" });
      }
      if (line !== "") this.#push({ text: line, kind, ...(passage !== undefined && { passage }) });
    }
  }

  /** What is added inside stands behind this at the beginning of each line. */
  within(prefix: string, inside: () => void): void {
    this.#prefixes.push(prefix);
    inside();
    this.#prefixes.pop();
  }

  passage(): number {
    return this.#passages++;
  }

  get all(): readonly Piece[] {
    return this.#pieces;
  }

  #push(piece: Piece): void {
    this.#pieces.push(piece);
  }
}

/** A reference is some name to whoever reads; which one is not known yet. */
export const readable = (text: string): string => text.replace(/\0([@#])[^\0]*\0/gu, "$1name");

/** All that a reader has to see. */
export const wordsOf = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ text, kind }) => {
      if (kind === "mark") return "";
      const words = kind === "letters" ? text : readable(text);
      return kind === "code" ? codeSigns(words) : withoutBlanks(words);
    })
    .join("");

/** The same, sign by sign. */
export function signsOf(pieces: readonly Piece[]): Sign[] {
  const signs: Sign[] = [];
  for (const [index, { text, kind }] of pieces.entries()) {
    if (kind === "mark") continue;
    let at = 0;
    for (const char of kind === "letters" ? text : readable(text)) {
      const shown = kind === "code" ? codeSigns(char) : withoutBlanks(char);
      if (shown !== "") signs.push({ char: shown, piece: index, at });
      at += char.length;
    }
  }
  return signs;
}
