/** When two handles read the same. */

/**
 * Letters of other scripts that look like a Latin one in common fonts (from Unicode's confusables, lower case only): Cyrillic, Greek, Armenian,
 * small capitals, and Latin letters and digits that pass for others.
 */
// What is read, and behind it the letters that pass for it: a word each, since a first visit waits for this table.
const READ_AS =
  "3з aɑαаᴀ bʙβвь cсᴄ dԁᴅ eεеёᴇ fꜰ gɡɢց hʜһհ iıɩɪιії jȷјյᴊ kκкᴋ l1ʟӏ mмᴍ nɴηпո o0οόоօᴏ pρрᴘ qԛզ rʀг sſѕꜱ tτтᴛ uυսᴜ vνѵᴠ wωԝᴡ xχх yʏγу zᴢ";
const LOOK_ALIKES: Record<string, string> = { ß: "ss" };
for (const [letter = "", ...alike] of READ_AS.split(" ")) for (const each of alike) LOOK_ALIKES[each] = letter;
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
