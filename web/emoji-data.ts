/**
 * The picker's emoji (names, search words, skin tones) as a file of our own beside the app, one for each language, fetched when a picker
 * is first opened: made at build time from `emojibase-data`, with the names of Unicode's CLDR where that has none for a language, in the
 * shape that `emoji-picker-element` reads. Left to itself, the picker would ask somebody else's server.
 */
import arabic from "cldr-annotations-full/annotations/ar/annotations.json" with { type: "json" };
import emojis from "emojibase-data/en/data.json" with { type: "json" };
import shortcodes from "emojibase-data/en/shortcodes/github.json" with { type: "json" };
import type { Plugin } from "vite";
import { canonicalEmoji } from "./src/lib/conversation/emoji/emoji.ts";

/** Importing it gives the address of each language's file. */
const ID = "virtual:emoji-data";
const LANGUAGES = ["en", "ar"] as const;
type Language = (typeof LANGUAGES)[number];
const devPath = (language: Language) => `/@emoji/${language}.json`;
/** Newer ones are boxes on many people's devices: what one picks, the others shall see. */
const NEWEST_VERSION = 15.1;
/** Skin tones and hair by themselves: parts of emoji, in no group of the picker. */
const COMPONENTS = 2;

interface Named {
  annotation: string;
  tags: string[];
}
const NAMES: Record<string, { default?: string[]; tts?: string[] }> = arabic.annotations.annotations;
const regions = new Intl.DisplayNames("ar", { type: "region" });

/** In Arabic, and found by its English words as well; what has no Arabic name keeps its English one. */
function inArabic(emoji: string, { annotation, tags }: Named): Named {
  const letters = [...emoji].map((sign) => (sign.codePointAt(0) ?? 0) - 0x1f1e6);
  const isFlag = letters.length === 2 && letters.every((letter) => letter >= 0 && letter < 26);
  const region = isFlag ? regions.of(String.fromCharCode(...letters.map((letter) => letter + 65))) : undefined;
  const { tts: [name = region] = [], default: words = [] } = NAMES[emoji.replaceAll("\ufe0f", "")] ?? {};
  if (name === undefined) return { annotation, tags };
  return { annotation: name, tags: [...new Set([...words, annotation, ...tags])] };
}

export function pickerData(language: Language = "en"): string {
  const names = shortcodes as Record<string, string | string[]>;
  const known = emojis.flatMap((emoji) => {
    const { group, order, version } = emoji;
    if (group === undefined || order === undefined || group === COMPONENTS || version > NEWEST_VERSION) return [];
    const skins = (emoji.skins ?? []).flatMap((skin) =>
      // Two people with a tone each are one choice too many for the picker's one tone.
      typeof skin.tone === "number" ? [{ tone: skin.tone, emoji: skin.emoji, version: skin.version }] : [],
    );
    const named = { annotation: emoji.label, tags: emoji.tags ?? [] };
    return [
      {
        ...(language === "ar" ? inArabic(emoji.emoji, named) : named),
        emoji: canonicalEmoji(emoji.emoji),
        group,
        order,
        version,
        shortcodes: [names[emoji.hexcode] ?? []].flat(),
        ...(skins.length > 0 && { skins }),
      },
    ];
  });
  return JSON.stringify(known);
}

export function emojiData(): Plugin {
  let isBuild = false;
  return {
    name: "place-emoji-data",
    configResolved: (config) => {
      isBuild = config.command === "build";
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return;
      if (!isBuild)
        return `export default ${JSON.stringify(Object.fromEntries(LANGUAGES.map((each) => [each, devPath(each)])))};`;
      const addresses = LANGUAGES.map((each) => {
        const file = this.emitFile({ type: "asset", name: `emoji-${each}.json`, source: pickerData(each) });
        return `${each}: import.meta.ROLLUP_FILE_URL_${file}`;
      });
      return `export default { ${addresses.join(", ")} };`;
    },
    configureServer: (server) => {
      for (const language of LANGUAGES)
        server.middlewares.use(devPath(language), (_request, response) => {
          response.setHeader("content-type", "application/json").end(pickerData(language));
        });
    },
  };
}
