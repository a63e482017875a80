/** `:name:` in what people wrote, where the class has an emoji of that name. Pure, and asked for every message. */

/** Where the picture of that name is; undefined where the class has none. */
export type EmojiAddress = (name: string) => string | undefined;
export interface Piece {
  written: string;
  /** Its address: shown in place of what was written. */
  picture?: string;
}

// A word of its own: neither in `std::map::end` nor in 10:30:45. Several may stand side by side.
const RUN = /(?<![A-Za-z0-9_:])(?::[a-z0-9_+-]{2,32}:)+(?![A-Za-z0-9_])/gu;

/** The text in its order; what is not known stays part of the words around it. */
export function piecesOf(text: string, addressOf: EmojiAddress): Piece[] {
  if (!text.includes(":")) return [{ written: text }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const run of text.matchAll(RUN)) {
    let at = run.index;
    for (const [written] of run[0].matchAll(/:[^:]+:/gu)) {
      const picture = addressOf(written.slice(1, -1));
      if (picture !== undefined) {
        if (at > end) pieces.push({ written: text.slice(end, at) });
        pieces.push({ written, picture });
        end = at + written.length;
      }
      at += written.length;
    }
  }
  if (end < text.length) pieces.push({ written: text.slice(end) });
  return pieces;
}
