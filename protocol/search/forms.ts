/**
 * Forms of an English word that are looked for with it: `classes` finds class, `running` finds run, `query` finds queries. Made when somebody
 * asks, so that the index holds what was written and nothing else. A form that is no word finds nothing. Pure.
 */
const ENGLISH = /^[a-z]{3,30}$/u;
const VOWEL = /[aeiouy]/u;
const HISSING = /(?:s|x|z|ch|sh)$/u;
const DOUBLED = /([bdfgklmnprt])\1$/u;
/** A short syllable, whose last letter is doubled: run, stop, forget. */
const SHORT = /(?:^|[^aeiou])[aeiou][bdfgklmnprt]$/u;

/** Plurals that no rule makes. */
const IRREGULAR: Record<string, string> = {
  ...{ children: "child", people: "person", men: "man", women: "woman", mice: "mouse", feet: "foot", teeth: "tooth" },
  ...{ criteria: "criterion", phenomena: "phenomenon", schemata: "schema", data: "datum", media: "medium" },
};
const PLURAL_OF = Object.fromEntries(Object.entries(IRREGULAR).map(([plural, word]) => [word, plural]));

/** @param word folded @returns the word first, then its other forms, at most a dozen */
export function formsOf(word: string): string[] {
  if (!ENGLISH.test(word)) return [word];
  const forms = new Set([word]);
  for (const base of basesOf(word)) {
    forms.add(base);
    for (const form of inflected(base)) forms.add(form);
  }
  return [...forms].slice(0, 12);
}

/** What the word may be a form of; itself among them. */
function basesOf(word: string): string[] {
  const bases = [IRREGULAR[word] ?? word];
  const add = (base: string) => void (base.length >= 3 && VOWEL.test(base) && bases.push(base));
  if (word.endsWith("ies")) add(`${word.slice(0, -3)}y`);
  else if (word.endsWith("es") && HISSING.test(word.slice(0, -2))) add(word.slice(0, -2));
  if (/[^siu]s$/u.test(word)) add(word.slice(0, -1));
  if (word.endsWith("ied")) add(`${word.slice(0, -3)}y`);
  for (const ending of ["ing", "ed"])
    if (word.endsWith(ending) && word.length >= ending.length + 3) {
      const stem = word.slice(0, -ending.length);
      if (DOUBLED.test(stem)) add(stem.slice(0, -1));
      add(stem);
      add(`${stem}e`);
    }
  // matrices, indices; leaves, knives; analyses.
  if (word.endsWith("ices")) for (const ending of ["ix", "ex"]) add(word.slice(0, -4) + ending);
  if (word.endsWith("ves")) for (const ending of ["f", "fe"]) add(word.slice(0, -3) + ending);
  if (/[^aeiou]ses$/u.test(word) || word.endsWith("yses")) add(`${word.slice(0, -2)}is`);
  return bases;
}

function inflected(base: string): string[] {
  const plural = PLURAL_OF[base];
  if (plural !== undefined) return [plural, `${base}s`];
  if (/[a-z]{2}[ie]x$/u.test(base)) return [`${base.slice(0, -2)}ices`, `${base}es`, `${base}ed`, `${base}ing`];
  if (/(?:[lr]|ea|i|[aeo])fe?$/u.test(base) && !base.endsWith("ff"))
    return [`${base.replace(/fe?$/u, "")}ves`, `${base}s`];
  if (/[a-z]{3}[sy]is$/u.test(base)) return [`${base.slice(0, -2)}es`];
  if (/[^aeiou]y$/u.test(base)) {
    const stem = base.slice(0, -1);
    return [`${stem}ies`, `${stem}ied`, `${base}ing`];
  }
  const stem = base.endsWith("e") ? base.slice(0, -1) : SHORT.test(base) ? base + base.slice(-1) : base;
  return [HISSING.test(base) ? `${base}es` : `${base}s`, `${stem}ed`, `${stem}ing`];
}
