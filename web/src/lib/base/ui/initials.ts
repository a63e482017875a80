/** The letters that stand on a person's tile, so that two people can be told apart at 20 px. */
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** One character of these is most of a name: two of them say it better than one of two words. */
const IDEOGRAPHIC = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Letters that join their neighbours: apart they are initials, together they would look like a word. */
const JOINED = /^[\p{Script=Arabic}\p{Script=Syriac}]/u;

const known = new Map<string, string>();
/** As many as a large class has people. */
const KNOWN_MAX = 2_000;

/**
 * @param name as it is shown.
 * @returns one or two graphemes in capitals: the first of the first and of the last word; of a name in characters its last two; of a
 *   single word its first. Empty where the name has neither letter nor number.
 */
export function initialsOf(name: string): string {
  let initials = known.get(name);
  if (initials !== undefined) return initials;
  initials = read(name);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(name, initials);
  return initials;
}

function read(name: string): string {
  const words = name.split(/[\s_.·-]+/u).flatMap((word) => {
    const start = word.search(/[\p{L}\p{N}]/u);
    return start < 0 ? [] : [word.slice(start)];
  });
  const first = words[0];
  if (first === undefined) return "";
  if (IDEOGRAPHIC.test(first)) return lettersOf(words.join("")).slice(-2).join("");
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letters = [first, ...(last === undefined ? [] : [last])].map((word) => lettersOf(word)[0] ?? "");
  return letters.join(JOINED.test(first) ? " " : "").toLocaleUpperCase();
}

/** Its graphemes that hold a letter or a number, marks included. */
const lettersOf = (word: string) =>
  [...graphemes.segment(word)].map(({ segment }) => segment).filter((segment) => /[\p{L}\p{N}]/u.test(segment));
