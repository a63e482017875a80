/**
 * Draws the mark as the icons that a phone or a desktop puts beside its other apps: `node tools/app-icons.ts` writes web/static/icons.
 * The mark is a square of nine tiles of which seven are laid (web/src/app.html has it for the tab); whole pixels, four colours, a kilobyte each.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { ROOT } from "./run-command.ts";

type Colour = readonly [red: number, green: number, blue: number, alpha: number];
const NOTHING: Colour = [0, 0, 0, 0];
const PAPER: Colour = [254, 253, 252, 255];
const COBALT: Colour = [36, 80, 196, 255];
const PALE: Colour = [139, 166, 234, 255];
const MARIGOLD: Colour = [242, 177, 53, 255];
const WHITE: Colour = [255, 255, 255, 255];

/** Row by row; undefined: no tile lies there. */
const TILES: readonly (readonly (Colour | undefined)[])[] = [
  [COBALT, COBALT, MARIGOLD],
  [COBALT, COBALT, PALE],
  [COBALT, undefined, undefined],
];

export interface Icon {
  file: string;
  /** Pixels on a side, of a tile, and between two of them. */
  side: number;
  tile: number;
  gap: number;
  ground: Colour;
  /** All tiles in this one: where the system looks at their shape alone. */
  only?: Colour;
}

/** A mask cuts as near as 40 % of the side around the middle: there the mark is smaller, on paper. */
export const ICONS: readonly Icon[] = [
  { file: "place-192.png", side: 192, tile: 56, gap: 7, ground: NOTHING },
  { file: "place-512.png", side: 512, tile: 150, gap: 19, ground: NOTHING },
  { file: "place-maskable-192.png", side: 192, tile: 30, gap: 4, ground: PAPER },
  { file: "place-maskable-512.png", side: 512, tile: 80, gap: 10, ground: PAPER },
  { file: "apple-touch.png", side: 180, tile: 34, gap: 4, ground: PAPER },
  { file: "badge-96.png", side: 96, tile: 24, gap: 4, ground: NOTHING, only: WHITE },
];

/** Of a pixel. */
function colourAt({ side, tile, gap, ground, only }: Icon, x: number, y: number): Colour {
  const start = Math.floor((side - 3 * tile - 2 * gap) / 2);
  const [column, row] = [x, y].map((at) => (at - start) / (tile + gap)) as [number, number];
  const isTile = [column, row].every((place) => place >= 0 && (place % 1) * (tile + gap) < tile);
  const laid = isTile ? TILES[Math.floor(row)]?.[Math.floor(column)] : undefined;
  return laid ? (only ?? laid) : ground;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** With a palette, which says of each colour how much of it is seen (PNG, third edition, 11.2.2 and 11.3.1). */
export function pngOf(icon: Icon): Buffer {
  const { side } = icon;
  const palette: Colour[] = [];
  const rows = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const colour = colourAt(icon, x, y);
      if (!palette.includes(colour)) palette.push(colour);
      rows[y * (side + 1) + 1 + x] = palette.indexOf(colour);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(([red, green, blue]) => [red, green, blue]))),
    chunk("tRNS", Buffer.from(palette.map(([, , , alpha]) => alpha))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const hex = (colour: Colour) =>
  `#${[...colour.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** The same for who can draw it at any size. */
export function svg(): string {
  const tiles = TILES.flatMap((row, y) =>
    row.flatMap((colour, x) =>
      colour ? [`<rect x="${3 + 9 * x}" y="${3 + 9 * y}" width="8" height="8" fill="${hex(colour)}"/>`] : [],
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${tiles.join("")}</svg>\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(ROOT, "web", "static", "icons");
  await mkdir(folder, { recursive: true });
  for (const icon of ICONS) await writeFile(join(folder, icon.file), pngOf(icon));
  await writeFile(join(folder, "place.svg"), svg());
}
