/** The form in which letters are compared: compatibility forms resolved, without case, without the marks that only dress a letter. */

/**
 * In these scripts a mark is a vowel or another letter: without it a different word stands there. On a letter of another script it
 * is an ornament like any other.
 */
const SPELT_WITH_MARKS =
  /[\p{sc=Beng}\p{sc=Deva}\p{sc=Gujr}\p{sc=Guru}\p{sc=Knda}\p{sc=Khmr}\p{sc=Laoo}\p{sc=Mlym}\p{sc=Mymr}\p{sc=Orya}\p{sc=Sinh}\p{sc=Taml}\p{sc=Telu}\p{sc=Thai}\p{sc=Tibt}]/u;
const KANA = /[\p{sc=Hira}\p{sc=Kana}]/u;
const VOICED = /[\u3099\u309A]/u;
const MARK = /\p{M}/u;
/** Strokes that only draw a word out: Arabic, N'Ko, Mongolian. */
const STRETCH = /[\u0640\u07FA\u180A]/gu;

/** Decomposed: an accent that is kept stands behind its letter. */
export function fold(text: string): string {
  // Twice: what is decomposed may have a capital inside, and the other way round.
  const plain = text.normalize("NFKC").toLowerCase().normalize("NFKD").toLowerCase().replace(STRETCH, "");
  let base = "";
  let folded = "";
  for (const letter of plain) {
    if (!MARK.test(letter)) base = letter;
    else if (!belongs(letter, base)) continue;
    folded += letter;
  }
  return folded;
}

function belongs(mark: string, base: string): boolean {
  if (VOICED.test(mark)) return KANA.test(base);
  return SPELT_WITH_MARKS.test(mark) && SPELT_WITH_MARKS.test(base);
}
