/** When two handles read the same. */

/** Letters of other scripts that look like a Latin one in common fonts (from Unicode's confusables, lower case only). */
const LOOK_ALIKES: Record<string, string> = {
  // Cyrillic
  ...{ а: "a", в: "b", ь: "b", с: "c", ԁ: "d", е: "e", ё: "e", һ: "h", і: "i", ї: "i", ј: "j", к: "k", ӏ: "l", м: "m" },
  ...{ п: "n", о: "o", р: "p", ԛ: "q", г: "r", ѕ: "s", т: "t", ѵ: "v", ԝ: "w", х: "x", у: "y", з: "3" },
  // Greek
  ...{
    α: "a",
    β: "b",
    ε: "e",
    η: "n",
    ι: "i",
    κ: "k",
    ν: "v",
    ο: "o",
    ό: "o",
    ρ: "p",
    τ: "t",
    υ: "u",
    χ: "x",
    ω: "w",
    γ: "y",
  },
  // Armenian
  ...{ ց: "g", հ: "h", յ: "j", ո: "n", օ: "o", զ: "q", ս: "u" },
  // Small capitals
  ...{ ᴀ: "a", ʙ: "b", ᴄ: "c", ᴅ: "d", ᴇ: "e", ꜰ: "f", ɢ: "g", ʜ: "h", ɪ: "i", ᴊ: "j", ᴋ: "k", ʟ: "l", ᴍ: "m", ɴ: "n" },
  ...{ ᴏ: "o", ᴘ: "p", ʀ: "r", ꜱ: "s", ᴛ: "t", ᴜ: "u", ᴠ: "v", ᴡ: "w", ʏ: "y", ᴢ: "z" },
  // Latin letters and digits that pass for others
  ...{ ı: "i", ɩ: "i", ȷ: "j", ɑ: "a", ɡ: "g", "0": "o", "1": "l", ſ: "s", ß: "ss" },
};
const MANY_FOR_ONE: [RegExp, string][] = [
  [/rn/gu, "m"],
  [/vv/gu, "w"],
];

/** Two handles with the same key read the same. For any text; what is no handle gets a key that nobody has. */
export function handleKey(handle: string): string {
  const lower = handle.normalize("NFKC").toLowerCase().normalize("NFC");
  let key = "";
  for (const letter of lower) key += LOOK_ALIKES[letter] ?? letter;
  for (const [many, one] of MANY_FOR_ONE) key = key.replace(many, one);
  return key;
}
