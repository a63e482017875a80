/**
 * Backslashes where, and only where, a letter would be taken for a mark. In PLACE a backslash is a mark only before what would mark
 * something without it, and shown everywhere else: so its own reading is asked, sign by sign, what it would show.
 */
import { readable, signsOf, wordsOf, type Piece, type Sign } from "./pieces.ts";
import { JOINER, shownOf } from "./shown.ts";

/** A text with more marks than this that are none is left as it is: each costs a reading. */
const TRIES_MAX = 600;
/** Nothing here is ever a mark. */
const HARMLESS = /^[^\\`*_~|[\]<>#$@:.+\-\d/]*$/u;
/** So many signs behind one that vanishes may be its partner. */
const PARTNERS = 4;

/** What is put in front of letters, by their places, and the passages that go without their marks, since these would be shown. */
interface Choice {
  before: Map<string, string>;
  unmarked: Set<number>;
}
/** A change that can be taken back. */
type Change = (choice: Choice) => () => void;

/** @returns the body; its letters are those of the pieces */
export function escaped(pieces: readonly Piece[]): string {
  const choice: Choice = { before: new Map(), unmarked: new Set() };
  if (pieces.every(({ kind, text }) => kind === "fixed" || (kind === "letters" && HARMLESS.test(text))))
    return written(pieces, choice);
  // Nearly always nothing is taken for a mark: one reading says so.
  const plain = written(pieces, choice);
  if (shownOf(readable(plain)) === wordsOf(pieces)) return plain;
  const signs = signsOf(pieces);
  const wanted = signs.map(({ char }) => char);
  // Deeper trials stand on those before them: where none is left, the one below is taken back.
  const trials: Trial[] = [];
  let best = { at: -1, body: plain };
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const body = written(pieces, choice);
    const shown = [...shownOf(readable(body))];
    const at = firstDifference(wanted, shown);
    if (at === -1) return body;
    if (at > best.at) best = { at, body };
    if (trials.every((trial) => trial.at !== at)) trials.push({ at, rest: changesFor(pieces, signs, at, shown[at]) });
    if (!takeNext(trials, choice)) break;
  }
  return best.body;
}

interface Trial {
  /** Place of the sign that came out wrong. */
  at: number;
  rest: Change[];
  undo?: () => void;
}

/** The next change of the last trial that has one left. @returns false where nothing is left to try */
function takeNext(trials: Trial[], choice: Choice): boolean {
  for (let trial = trials.at(-1); trial !== undefined; trial = trials.at(-1)) {
    trial.undo?.();
    const next = trial.rest.shift();
    if (next !== undefined) {
      trial.undo = next(choice);
      return true;
    }
    trials.pop();
  }
  return false;
}

function written(pieces: readonly Piece[], { before, unmarked }: Choice): string {
  let body = "";
  for (const [index, { text, kind, passage }] of pieces.entries()) {
    if (passage !== undefined && unmarked.has(passage)) continue;
    if (kind !== "letters" || before.size === 0) body += text;
    else for (let at = 0; at < text.length; at += 1) body += (before.get(`${index}/${at}`) ?? "") + text[at];
  }
  return body;
}

function firstDifference(wanted: readonly string[], shown: readonly string[]): number {
  const length = Math.max(wanted.length, shown.length);
  for (let at = 0; at < length; at += 1) if (wanted[at] !== shown[at]) return at;
  return -1;
}

/** What could make the sign at this place come out right, the best first. */
function changesFor(pieces: readonly Piece[], signs: readonly Sign[], at: number, shown: string | undefined): Change[] {
  const here = signs[at];
  const changes: Change[] = passagesAround(pieces, signs[at - 1], here, shown).map((passage) => (choice) => {
    choice.unmarked.add(passage);
    return () => choice.unmarked.delete(passage);
  });
  if (!here) return changes;
  const isLetter = ({ piece }: Sign) => pieces[piece]?.kind === "letters";
  const rows = signs
    .slice(at + 1)
    .filter((sign, n, all) => sign.char === here.char && isLetter(sign) && all[n - 1]?.char !== sign.char)
    .slice(0, PARTNERS);
  const start = rowStart(pieces, here);
  const next = signs[at + 1];
  // Of two equal signs the first may have vanished, and the second stands in its place.
  const twins = signs.slice(Math.max(0, at - 3), at).filter(({ char }) => char === here.char);
  const behindBracket =
    here.char === "[" ? signs.find((sign, n) => n > at && sign.char === "(" && signs[n - 1]?.char === "]") : undefined;
  const put = (text: string, sign: Sign | undefined): Change[] =>
    sign && isLetter(sign) ? [(choice) => putBefore(choice, text, sign)] : [];
  const both: Change[] =
    here.char === "\\" && next && isLetter(here) && isLetter(next)
      ? [(choice) => together(putBefore(choice, "\\", here), putBefore(choice, "\\", next))]
      : [];
  return [
    ...changes,
    ...both,
    ...[start, ...twins, here, ...rows].flatMap((sign) => put("\\", sign)),
    // Where a backslash cannot help, a sign that is not seen parts them.
    ...[behindBracket, here, next, start, ...twins, ...rows].flatMap((sign) => put(JOINER, sign)),
    ...put(`${JOINER}\\`, here),
  ];
}

const together = (one: () => void, other: () => void) => () => {
  other();
  one();
};

function putBefore({ before }: Choice, text: string, { piece, at }: Sign): () => void {
  const place = `${piece}/${at}`;
  const old = before.get(place);
  before.set(place, text);
  return () => (old === undefined ? before.delete(place) : before.set(place, old));
}

/** The passages whose marks stand between two signs and may be shown instead of the second. */
function passagesAround(
  pieces: readonly Piece[],
  before: Sign | undefined,
  here: Sign | undefined,
  shown: string | undefined,
): number[] {
  if (shown === undefined) return [];
  const between = pieces.slice(before?.piece ?? 0, (here?.piece ?? pieces.length) + 1);
  return between.flatMap(({ passage, text }) => (passage !== undefined && text.includes(shown) ? [passage] : []));
}

function rowStart(pieces: readonly Piece[], sign: Sign): Sign {
  const text = pieces[sign.piece]?.text ?? "";
  let at = sign.at;
  while (at > 0 && text[at - 1] === sign.char) at -= 1;
  return { ...sign, at };
}
