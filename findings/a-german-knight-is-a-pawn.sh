#!/usr/bin/env bash
# chess.js 1.4.0, chessops 0.15.1 and pgn-parser 2.2.1, reading games (PGN) as a chess club writes them into a chat.
#
# Guess: PGN has letters of English and one grammar; a move that is none is refused. Seen: chessops takes off what it does not
# know at a move's head: "Sf3", a knight's move in German, and "nf3" or "♘f3" are read as f3, a PAWN's move, legal in most places,
# so the rest of the game is another one; the two others refuse all three. Two games one behind the other are ONE for chess.js,
# its pieces going on ("e4 e5 d4 d5"), as the second has no head; with chessops they are two. chess.js in turn refuses what many
# programs write: an empty move ("--"), a result "1/2", a quotation mark within a name, a line that begins with "%", a number with
# a bracket ("1) e4"); and when it writes a game again its variations and marks ($1) are gone, the comments stay. pgn-parser wants
# a result at the end and no line's end before it: "1. e4 e5 2. Nf3" alone throws. A check sign where no check is passes in two.
#
# What it means: a game is shown from moves that were played through and is written beside its source; a letter at a move's head
# that is not K, Q, R, B or N is a fault.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chess.js@1.4.0 chessops@0.15.1 pgn-parser@2.2.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Chess } from "chess.js";
import { parsePgn, startingPosition } from "chessops/pgn";
import { makeSanAndPlay, parseSan } from "chessops/san";
import parser from "pgn-parser";
const or = (what) => {
  try {
    return what();
  } catch {
    return "throws";
  }
};
function played(text) {
  const game = new Chess();
  game.loadPgn(text);
  return game.history().join(" ");
}
const ops = (text) =>
  parsePgn(text).map(({ headers, moves }) => {
    const position = startingPosition(headers).unwrap();
    return [...moves.mainline()].map(({ san }) => makeSanAndPlay(position, parseSan(position, san))).join(" ");
  });
const all = (text) => [or(() => played(text)), or(() => ops(text)), or(() => parser.parse(text)[0].moves.map(({ move }) => move).join(" "))];
const again = new Chess();
again.loadPgn("1. e4 {a} e5 (1... c5) 2. Nf3 $1 *");
const seen = {
  plain: all("1. e4 e5 2. Nf3 *"),
  letters: ["Sf3", "nf3", "♘f3"].map((move) => all(`1. e4 e5 2. ${move} *`)),
  two: all("1. e4 e5\n\n1. d4 d5").slice(0, 2),
  refused: ["1. e4 -- 2. d4 *", "1. e4 1/2", '[Event "A \\"B\\""]\n\n1. e4 *', "% x\n1. e4 *", "1) e4 e5 *"].map((text) => all(text)[0]),
  end: all("1. e4 e5 2. Nf3")[2],
  check: all("1. e4 e5 2. Ke2+").slice(0, 2),
  again: again.pgn().split("\n").at(-1),
};
console.log(seen);
assert.deepEqual(seen, {
  plain: ["e4 e5 Nf3", ["e4 e5 Nf3"], "e4 e5 Nf3"],
  letters: Array(3).fill(["throws", ["e4 e5 f3"], "throws"]),
  two: ["e4 e5 d4 d5", ["e4 e5", "d4 d5"]],
  refused: Array(5).fill("throws"),
  end: "throws",
  check: ["e4 e5 Ke2", ["e4 e5 Ke2"]],
  again: "1. e4 {a} e5 2. Nf3 *",
});
JS
./node_modules/.bin/node run.mjs
