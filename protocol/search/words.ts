/**
 * The words of a text, as search knows them: the same rules when a message is indexed, when somebody asks, and when what was found is
 * marked. SQLite's tokenizer is given words that it cannot cut any further (findings/fts5-strips-marks-of-latin-only.sh,
 * findings/fts5-emoji-are-glue.sh). Pure.
 */
import { alike } from "../alike.ts";
import { fold } from "../fold.ts";

export interface Word {
  /** Folded: letters, digits and the marks that belong to them, without a blank. */
  term: string;
  /** Where it stands, UTF-16 units: from `from` up to, not including, `to`. */
  from: number;
  to: number;
  /** What else it is found by: the parts of a name in code, its joined form. Folded. */
  parts: string[];
  /** Of a script that writes words without blanks: each letter and its place. It is found by any run of its letters. */
  letters?: Letter[];
  /** Stands right behind the word before it, in one name: `snake_case`, `a.b`, `well-known`, `1,000`; or in one word with marks in it. */
  isJoined?: true;
}
interface Letter {
  letter: string;
  from: number;
  to: number;
}

/** Longer ones are no words: a key, an address, somebody who fell asleep. Cut there, on both sides alike. */
const TERM_MAX = 64;
const JOINED_MAX = 64;

const UNSEEN = "\\u00AD\\u200B-\\u200D\\u2060\\uFEFF";
const EMOJI = /(?:[\u{1F1E6}-\u{1F1FF}]{2}|(?![\d#*\u00A9\u00AE\u2122])\p{Extended_Pictographic})/u;
/** Marks that stand within a word where a part of it is set in bold or as code (docs/markup.md): what is read there is one word. */
const WITHIN = "(?:[_*\u0060]|~~|\\|\\|)+";
/** Between the digits of a large number, thousands alone: it is written without as well. */
const THOUSANDS = "(?<=(?<!\\p{N})\\p{N}{1,3})[,\\u066C\\u00A0\\u2009\\u202F](?=\\p{N}{3}(?!\\p{N}))";
/** Letters, digits, marks and what cannot be seen between them; names in code with what joins their parts; an emoji. */
const NAME = new RegExp(
  `(?:[\\p{L}\\p{N}\\p{M}\\p{Co}${UNSEEN}]+(?:(?:${WITHIN}|[.'’-]|::|${THOUSANDS})(?=[\\p{L}\\p{N}]))?)+(?:\\+\\+|#)?|${EMOJI.source}`,
  "gu",
);
const JOINT = new RegExp(`${WITHIN}|[.'’,\\u066C\\u00A0\\u2009\\u202F-]|::|\\+\\+$|#$`, "gu");
const HIDDEN = new RegExp(`[${UNSEEN}]`, "gu");
/** Scripts that put no blanks between words. */
const DENSE =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
const DENSE_RUNS = new RegExp(`${DENSE.source}+|(?:(?!${DENSE.source})[^])+`, "gu");
const IS_LETTER = /[\p{L}\p{N}\p{Co}]/u;
const NO_LETTERS = /[^\p{L}\p{N}\p{M}\p{Co}]+/u;
/** The parts of camelCase, PascalCase, HTTPServer, week6. */
const HUMPS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[\p{Lo}\p{M}]+|\p{N}+/gu;

const ARTICLE = /^\u0627\u0644(?=.{3})/u;
const ASCII = /^[\x20-\x7E]*$/u;

/** The form in which words are compared: without case, accents, width and what cannot be seen. Composed. */
export function foldWord(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return alike(fold(text.replace(HIDDEN, "")).normalize("NFC"));
}

/** All words of a text in their order. Never throws; of what has no letter, digit or emoji there are none. */
export function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length;) {
    const kind = kindAt(text, at);
    // No name begins at it.
    if (kind !== Kind.letter && kind !== Kind.other) {
      at += 1;
      continue;
    }
    // Most words are like this, and need no further look.
    const end = kind === Kind.letter ? plainEnd(text, at) : at;
    if (end > at) {
      words.push({ term: text.slice(at, end).toLowerCase(), from: at, to: end, parts: [] });
      at = end;
      continue;
    }
    NAME.lastIndex = at;
    const found = NAME.exec(text);
    if (!found) break;
    const { 0: name, index } = found;
    at = index + name.length;
    const emoji = EMOJI.exec(name);
    if (emoji && !IS_LETTER.test(name)) words.push(emojiAt(name, index));
    else addName(words, name, index);
  }
  return words;
}

/** What a sign is to a word of plain letters that it follows; `other`: only the expression knows. */
const Kind = { other: 0, letter: 1, end: 2, joint: 3, mark: 4 } as const;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (/[a-z]/iu.test(sign)) return Kind.letter;
  if (/\d/u.test(sign)) return Kind.other;
  if (/[.'-]/u.test(sign)) return Kind.joint;
  return /[_*`~|:+#]/u.test(sign) ? Kind.mark : Kind.end;
});
/** The text ends as a word does. */
const kindAt = (text: string, at: number) => (at < text.length ? (KINDS[text.charCodeAt(at)] ?? Kind.other) : Kind.end);

/** Where a word of small letters ends, whose first one may be large, and which is no part of a longer name; `at` where it is not like that. */
function plainEnd(text: string, at: number): number {
  let end = at + 1;
  for (let code = text.charCodeAt(end); code >= 0x61 && code <= 0x7a; code = text.charCodeAt(end)) end += 1;
  if (end - at > TERM_MAX) return at;
  const behind = kindAt(text, end);
  if (behind === Kind.end) return end;
  // A full stop, an apostrophe or a hyphen joins what follows at once.
  if (behind !== Kind.joint) return at;
  const next = kindAt(text, end + 1);
  return next === Kind.letter || next === Kind.other ? at : end;
}

function emojiAt(emoji: string, at: number): Word {
  const code = [...emoji].map((sign) => sign.codePointAt(0)?.toString(16)).join("");
  return { term: `emoji${code}`, from: at, to: at + emoji.length, parts: [] };
}

/** A name, and what it is made of: `get_user`, `os.path`, `don't`, `C++`. */
function addName(words: Word[], name: string, at: number): void {
  const first = words.length;
  let from = 0;
  let isApostrophe = false;
  let isMarks = false;
  // What is code within a word is read as one with it; stars and the like within a word stay what was typed.
  let isCode = false;
  for (const { 0: joint, index } of [...name.matchAll(JOINT), { 0: "", index: name.length }]) {
    const before = words.length;
    if (index > from) addRun(words, name.slice(from, index), at + from);
    const [left, right] = [words[before - 1], words[before]];
    if (isApostrophe && left && right && !left.letters && !right.letters) {
      // "don't" is one word, of which "don" is a part as "heure" is of "l'heure".
      const parts = [left.term, right.term].filter((term) => term.length > 2);
      words.splice(before - 1, 2, inOne(left, right, parts));
    } else if (isCode && left && right && !left.letters && !right.letters) {
      words.splice(before - 1, 2, inOne(left, right, [left.term, right.term]));
    } else if (isMarks && left?.letters && right?.letters) {
      const letters = [...left.letters, ...right.letters];
      words.splice(before - 1, 2, { ...left, term: left.term + right.term, to: right.to, letters });
    } else if (right && before > first) right.isJoined = true;
    const last = words.at(-1);
    if ((joint === "++" || joint === "#") && last && words.length > first && !last.letters)
      addSign(last, joint === "++" ? "plusplus" : "sharp", at + index + joint.length);
    isApostrophe = joint === "'" || joint === "’";
    isMarks = /[*`~|]/u.test(joint);
    isCode = joint.includes("`");
    from = index + joint.length;
  }
  const made = words.slice(first);
  const [head] = made;
  if (head && made.length > 1 && made.every(({ letters }) => !letters))
    head.parts.push(...joinedOf(made.map(({ term }) => term)));
}

const inOne = (left: Word, right: Word, parts: readonly string[]): Word => ({
  ...left,
  term: (left.term + right.term).slice(0, TERM_MAX),
  to: right.to,
  parts: [...left.parts, ...right.parts, ...parts],
});

/** Of longer names only what is made of two neighbours, and the whole: they would have too many. */
const JOINED_PARTS_MAX = 5;
/** What parts that stand behind each other make together: of get, user and name getuser, username and getusername. */
function joinedOf(parts: readonly string[]): string[] {
  const joined: string[] = [];
  for (let from = 0; from < parts.length; from++)
    for (let to = from + 2; to <= parts.length; to++) {
      const isWhole = to - from === parts.length;
      if (parts.length <= JOINED_PARTS_MAX || to - from === 2 || isWhole) joined.push(parts.slice(from, to).join(""));
    }
  return joined.filter(({ length }) => length <= JOINED_MAX);
}

/** `C++` is no C, and `C#` neither; `count++` is a count. */
function addSign(word: Word, sign: string, to: number): void {
  if (word.term.length === 1) Object.assign(word, { term: word.term + sign, to });
  else word.parts.push(word.term + sign);
}

function addRun(words: Word[], run: string, at: number): void {
  for (const { 0: piece, index } of run.matchAll(DENSE_RUNS)) {
    const from = at + index;
    if (DENSE.test(piece)) addDense(words, piece, from);
    else addPlain(words, piece, from);
  }
}

function addPlain(words: Word[], run: string, from: number): void {
  const to = from + run.length;
  // A sign may be more than one word: ½ is 1 and 2.
  for (const folded of foldWord(run).split(NO_LETTERS)) {
    const term = folded.slice(0, TERM_MAX);
    if (!IS_LETTER.test(term)) continue;
    const article = term.replace(ARTICLE, "");
    const parts = article === term ? humpsOf(run, term) : [article];
    words.push({ term, from, to, parts });
  }
}

function humpsOf(run: string, term: string): string[] {
  if (run.length > TERM_MAX || !/\p{Ll}\p{Lu}|\p{L}\p{N}|\p{N}\p{L}|\p{Lu}{2}\p{Ll}/u.test(run)) return [];
  const humps = [...run.matchAll(HUMPS)]
    .map(([hump]) => foldWord(hump))
    .filter((hump) => hump.length > 1 || /\d/u.test(hump));
  const parts = humps.filter((hump) => hump !== term);
  return [...parts, ...joinedOf(parts).filter((joined) => joined !== term)];
}

function addDense(words: Word[], run: string, at: number): void {
  const letters: Letter[] = [];
  let from = at;
  // A mark belongs to the letter that it stands on; half-width kana have two that are letters by themselves.
  for (const [sign] of run.matchAll(/[^][\p{M}\uFF9E\uFF9F]*/gu)) {
    for (const letter of foldWord(sign))
      if (/[\p{L}\p{N}\p{M}]/u.test(letter)) letters.push({ letter, from, to: from + sign.length });
    from += sign.length;
  }
  if (letters.length > 0)
    words.push({ term: letters.map(({ letter }) => letter).join(""), from: at, to: from, parts: [], letters });
}

/** By which a word of a dense script is found: each pair of its letters, and the last letter alone. */
export function pairsOf(letters: readonly string[]): string[] {
  return letters.map((letter, i) => letter + (letters[i + 1] ?? ""));
}
