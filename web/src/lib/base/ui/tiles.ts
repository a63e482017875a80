/** Tile patterns: the picture of a person without one. Same id, same pattern, everywhere and for ever. */

/** FNV-1a, 32 bits: short, even, and the same on every machine. */
function hash(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  // The last letters of an id must reach the low bits too.
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** Degrees in OKLCH, thirty apart. */
const TILE_HUES = [15, 45, 75, 105, 135, 165, 195, 225, 255, 285, 315, 345] as const;

export interface Tiles {
  hue: number;
  /** One path of unit squares on a 5 × 5 grid, mirrored left to right. */
  path: string;
}

const square = (x: number, y: number) => `M${x} ${y}h1v1h-1z`;
const known = new Map<string, Tiles>();

export function tilesOf(id: string): Tiles {
  const found = known.get(id);
  if (found) return found;
  const bits = hash(id, 0);
  let path = "";
  let filled = 0;
  for (let y = 0; y < 5; y++) {
    for (let x = 0; x < 3; x++) {
      if (((bits >>> (y * 3 + x)) & 1) === 0) continue;
      path += square(x, y) + (x < 2 ? square(4 - x, y) : "");
      filled++;
    }
  }
  // A nearly empty or nearly full board tells nobody apart.
  if (filled < 4) path += square(2, 0) + square(1, 2) + square(3, 2) + square(2, 4);
  if (filled > 12) path = path.replace(square(2, 2), "").replace(square(2, 0), "");
  const tiles = { hue: TILE_HUES[hash(id, 0x9e37) % TILE_HUES.length] ?? 255, path };
  known.set(id, tiles);
  return tiles;
}
