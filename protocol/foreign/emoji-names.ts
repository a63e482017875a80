/** Slack writes emoji by name, the names of emoji-datasource ("iamcal"); PLACE keeps the characters. */
import names from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

const VARIATION = "\uFE0F";
const byName = new Map<string, string>();
for (const [hexcode, given] of Object.entries(names)) {
  const character = String.fromCodePoint(...hexcode.split("-").map((hex) => Number.parseInt(hex, 16)));
  // ❤ is a letter until the selector makes it a picture.
  const shown = /^\p{Emoji_Presentation}/u.test(character) || character.length > 2 ? character : character + VARIATION;
  for (const name of [given].flat()) byName.set(name, shown);
}

/** The characters for a name without its outer colons, `+1::skin-tone-4` included; undefined for one that is not of Unicode. */
export function emojiNamed(name: string): string | undefined {
  const [base = "", tone] = name.split("::");
  const character = byName.get(base);
  const level = /^skin-tone-([2-6])$/u.exec(tone ?? "")?.[1];
  if (character === undefined || level === undefined) return character;
  // The modifier stands behind the first person and takes the place of the variation selector.
  const [first = "", ...rest] = character;
  if (rest[0] === VARIATION) rest.shift();
  return first + String.fromCodePoint(0x1f3fb + Number(level) - 2) + rest.join("");
}

/** Replaces `:name:` where the name is known; the rest stays as it was typed. */
export function withEmoji(text: string): string {
  return text.replace(
    /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/giu,
    (typed: string, name: string) => emojiNamed(name.toLowerCase()) ?? typed,
  );
}
