/** Whether a picture moves, by its bytes: drawn on a canvas it would stand still. Pure; what is cut off or no picture does not move. */

export function isAnimated(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const says = (at: number, word: string) => [...word].every((char, index) => bytes[at + index] === char.charCodeAt(0));
  if (says(0, "GIF8")) return framesOfGif(bytes) > 1;
  // The second bit of the extended header's flags.
  if (says(0, "RIFF") && says(8, "WEBPVP8X")) return ((bytes[20] ?? 0) & 2) !== 0;
  if (says(1, "PNG")) {
    for (let at = 8; at + 8 <= bytes.length && !says(at + 4, "IDAT"); at += 12 + view.getUint32(at))
      if (says(at + 4, "acTL")) return true;
  }
  return false;
}

/** Pictures in a GIF; counts no further than two. */
function framesOfGif(bytes: Uint8Array): number {
  const tableAfter = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + tableAfter(bytes[10] ?? 0);
  let frames = 0;
  const skipBlocks = () => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
    at += 1;
  };
  while (at < bytes.length && frames < 2) {
    const kind = bytes[at];
    if (kind === 0x2c) {
      frames += 1;
      at += 11 + tableAfter(bytes[at + 9] ?? 0);
    } else if (kind === 0x21) at += 2;
    else break;
    skipBlocks();
  }
  return frames;
}
