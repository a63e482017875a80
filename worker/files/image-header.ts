/** What a picture is by its own bytes: its type, and its width and height as its header says. Nothing else is believed. */

export interface ImageHeader {
  type: "image/png" | "image/gif" | "image/webp" | "image/jpeg";
  /** Pixels. */
  width: number;
  height: number;
}

/** Null for what is none of the four, or is cut off before it says how large it is. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
  } catch (error) {
    // Read past the end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function says(view: DataView, at: number, mark: string): boolean {
  if (at + mark.length > view.byteLength) return false;
  return [...mark].every((character, i) => view.getUint8(at + i) === character.charCodeAt(0));
}

function png(view: DataView): ImageHeader | null {
  if (!says(view, 0, "\x89PNG\r\n\x1a\n") || !says(view, 12, "IHDR")) return null;
  return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

/** Browsers grow the screen to the frames, so the frames are asked too. */
function gif(view: DataView): ImageHeader | null {
  if (!says(view, 0, "GIF87a") && !says(view, 0, "GIF89a")) return null;
  let width = view.getUint16(6, true);
  let height = view.getUint16(8, true);
  const colours = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + colours(view.getUint8(10));
  let frames = 0;
  for (;;) {
    const block = at < view.byteLength ? view.getUint8(at) : 0x3b;
    if (block === 0x2c) {
      width = Math.max(width, view.getUint16(at + 1, true) + view.getUint16(at + 5, true));
      height = Math.max(height, view.getUint16(at + 3, true) + view.getUint16(at + 7, true));
      frames += 1;
      // The frame's own colours and the least code size, then its data.
      at = afterSubBlocks(view, at + 11 + colours(view.getUint8(at + 9)));
    } else if (block === 0x21) at = afterSubBlocks(view, at + 2);
    else break;
  }
  return frames === 0 ? null : { type: "image/gif", width, height };
}

/** Each begins with its length; an empty one, or the end of the file, ends them. */
function afterSubBlocks(view: DataView, at: number): number {
  while (at < view.byteLength) {
    const length = view.getUint8(at);
    at += 1 + length;
    if (length === 0) break;
  }
  return at;
}

function webp(view: DataView): ImageHeader | null {
  if (!says(view, 0, "RIFF") || !says(view, 8, "WEBP")) return null;
  const type = "image/webp";
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (says(view, 12, "VP8X")) return { type, width: uint24(24) + 1, height: uint24(27) + 1 };
  if (says(view, 12, "VP8L") && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (says(view, 12, "VP8 ") && says(view, 23, "\x9d\x01\x2a")) {
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  return null;
}

/** Segments up to the one that begins the frame (SOF0 to SOF15, but for DHT, JPG and DAC, which lie between them). */
function jpeg(view: DataView): ImageHeader | null {
  if (!says(view, 0, "\xff\xd8\xff")) return null;
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { type: "image/jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    // The scan, or the end, before any frame.
    if (marker === 0xda || marker === 0xd9) return null;
    const hasLength = marker !== 0x01 && !(marker >= 0xd0 && marker <= 0xd8);
    at += 2 + (hasLength ? Math.max(2, view.getUint16(at + 2)) : 0);
  }
}
