/**
 * The picker's emoji (names, search words, skin tones) as a file of our own beside the app, fetched when a picker is first
 * opened: made from `emojibase-data` at build time, in the shape that `emoji-picker-element` reads. Left to itself, the picker
 * would ask somebody else's server.
 */
import emojis from "emojibase-data/en/data.json" with { type: "json" };
import shortcodes from "emojibase-data/en/shortcodes/github.json" with { type: "json" };
import type { Plugin } from "vite";
import { canonicalEmoji } from "./src/lib/conversation/emoji/emoji.ts";

/** Importing it gives the address of the file. */
const ID = "virtual:emoji-data";
const DEV_PATH = "/@emoji/en.json";
/** Newer ones are boxes on many people's devices: what one picks, the others shall see. */
const NEWEST_VERSION = 15.1;
/** Skin tones and hair by themselves: parts of emoji, in no group of the picker. */
const COMPONENTS = 2;

export function pickerData(): string {
  const names = shortcodes as Record<string, string | string[]>;
  const known = emojis.flatMap((emoji) => {
    const { group, order, version } = emoji;
    if (group === undefined || order === undefined || group === COMPONENTS || version > NEWEST_VERSION) return [];
    const skins = (emoji.skins ?? []).flatMap((skin) =>
      // Two people with a tone each are one choice too many for the picker's one tone.
      typeof skin.tone === "number" ? [{ tone: skin.tone, emoji: skin.emoji, version: skin.version }] : [],
    );
    return [
      {
        annotation: emoji.label,
        emoji: canonicalEmoji(emoji.emoji),
        group,
        order,
        version,
        tags: emoji.tags ?? [],
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
      if (!isBuild) return `export default ${JSON.stringify(DEV_PATH)};`;
      const file = this.emitFile({ type: "asset", name: "emoji-en.json", source: pickerData() });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
    configureServer: (server) => {
      server.middlewares.use(DEV_PATH, (_request, response) => {
        response.setHeader("content-type", "application/json").end(pickerData());
      });
    },
  };
}
