/** What a file is by its own bytes: one of the closed list (protocol/file-kinds.ts), or bytes of which nothing is said. */
import type { FileType } from "../../protocol/index.ts";
import { readImageHeader } from "./image-header.ts";

/** So much of a file is looked at. The header of a picture may stand behind a profile of colours and a small picture of its own. */
export const HEAD_BYTES = 64 * 1024;

export interface Sniffed {
  type: FileType;
  /** Pixels, of a picture. */
  width?: number;
  height?: number;
}

/** @param head the first HEAD_BYTES, or the whole of a smaller file */
export function sniff(head: Uint8Array): Sniffed {
  const picture = readImageHeader(head);
  if (picture) return picture.width > 0 && picture.height > 0 ? picture : { type: picture.type };
  const known = SIGNATURES.find(([, at, mark]) => says(head, at, mark));
  if (known) return { type: known[0] };
  // Its header comes later than anybody writes one, or is cut off: a picture all the same.
  if (says(head, 0, "\xff\xd8\xff")) return { type: "image/jpeg" };
  if (isSound(head)) return { type: "audio/mpeg" };
  return { type: isText(head) ? "text/plain" : "application/octet-stream" };
}

/** Type, where its mark stands, and the mark. The brands of ISO media (`ftyp`) are those that browsers play. */
const SIGNATURES: readonly [FileType, number, string][] = [
  ["application/pdf", 0, "%PDF-"],
  ["application/zip", 0, "PK\x03\x04"],
  ["application/zip", 0, "PK\x05\x06"],
  ["video/webm", 0, "\x1a\x45\xdf\xa3"],
  ["audio/mp4", 4, "ftypM4A"],
  ["video/mp4", 4, "ftypisom"],
  ["video/mp4", 4, "ftypiso"],
  ["video/mp4", 4, "ftypmp4"],
  ["video/mp4", 4, "ftypavc1"],
  ["video/mp4", 4, "ftypM4V"],
  ["video/mp4", 4, "ftypdash"],
  ["video/mp4", 4, "ftypqt"],
  ["audio/ogg", 0, "OggS"],
  ["audio/flac", 0, "fLaC"],
  ["audio/wav", 8, "WAVEfmt "],
  ["audio/mpeg", 0, "ID3"],
];

function says(bytes: Uint8Array, at: number, mark: string): boolean {
  if (at + mark.length > bytes.length) return false;
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark.charCodeAt(i)) return false;
  return true;
}

/**
 * A bare frame of MPEG audio, layer III, whose next frame follows where its header says: eleven bits alone begin many a file.
 * Lengths by ISO/IEC 11172-3, 2.4.3.1.
 */
function isSound(bytes: Uint8Array): boolean {
  const length = frameAt(bytes, 0);
  return length > 0 && frameAt(bytes, length) > 0;
}

const KBITS = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES = [44_100, 48_000, 32_000];
function frameAt(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  if (first !== 0xff || (second & 0xfe) !== 0xfa) return 0;
  const kbit = KBITS[third >> 4] ?? 0;
  const rate = RATES[(third >> 2) & 3] ?? 0;
  return kbit === 0 || rate === 0 ? 0 : Math.floor((144_000 * kbit) / rate) + ((third >> 1) & 1);
}

/** UTF-8 without the bytes that no text has. What is cut off in the middle of a character is no fault of the file. */
function isText(bytes: Uint8Array): boolean {
  for (const byte of bytes)
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) return false;
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    // Not UTF-8: that is the answer.
    return false;
  }
}
