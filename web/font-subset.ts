/**
 * Cuts the first font down to what the app uses: the weights 400 to 700, with every character of the file. Inter comes with
 * weights from 100 to 900; a third of its bytes are weights that nothing here is set in.
 */
import subsetFont from "subset-font";
import type { Plugin } from "vite";

const FONT = "inter-latin-wght-normal.woff2";
/** The file's own unicode-range, as its stylesheet in the package has it. */
const RANGES: [from: number, to: number][] = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x131, 0x131],
  [0x152, 0x153],
  [0x2bb, 0x2bc],
  [0x2c6, 0x2c6],
  [0x2da, 0x2da],
  [0x2dc, 0x2dc],
  [0x304, 0x304],
  [0x308, 0x308],
  [0x329, 0x329],
  [0x2000, 0x206f],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
  [0x2191, 0x2191],
  [0x2193, 0x2193],
  [0x2212, 0x2212],
  [0x2215, 0x2215],
  [0xfffd, 0xfffd],
];
const CHARACTERS = RANGES.flatMap(([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
).join("");

export function fontSubset(): Plugin {
  return {
    name: "place-font-subset",
    apply: "build",
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.names.includes(FONT)) continue;
        file.source = await subsetFont(Buffer.from(file.source), CHARACTERS, {
          targetFormat: "woff2",
          variationAxes: { wght: { min: 400, max: 700 } },
          // Who made it, under which licence, and where that is to be read (OpenType's name table): they travel with it.
          preserveNameIds: [0, 13, 14],
        });
      }
    },
  };
}
