/** What a camera wrote into a JPEG beside the picture: where and when it was taken, and with what. */

const APP1 = 0xe1;
const APP15 = 0xef;
const COMMENT = 0xfe;
const SCAN = 0xda;
const END = 0xd9;
/** The profile of its colours. */
const APP2 = 0xe2;
const ADOBE = 0xee;

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/**
 * The same picture without them, for one that no canvas draws anew. How it is to be turned goes with them, and so does what phones put
 * behind its end: smaller pictures of the same (MPF), each with notes of its own, and seconds of film. Markers as in ITU-T T.81, B.1.
 * @param bytes of a JPEG; of one that is cut off, nothing is left behind its last whole segment
 */
export function withoutNotes(bytes: Uint8Array<ArrayBuffer>): Blob {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const left: Uint8Array<ArrayBuffer>[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === END) break;
    const end = at + 2 + view.getUint16(at + 2);
    const until = marker === SCAN ? endOfScan(bytes, end) : end;
    const isNote = marker === COMMENT || (marker >= APP1 && marker <= APP15 && marker !== APP2 && marker !== ADOBE);
    if (!isNote && end <= bytes.length) left.push(bytes.subarray(at, until));
    at = until;
  }
  left.push(Uint8Array.of(0xff, END));
  return new Blob(left, { type: "image/jpeg" });
}

/** Where the next marker begins. Within pixels 0xFF is followed by 0, or is one of the eight that restart them. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}
