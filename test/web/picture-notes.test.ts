/** What a camera writes beside a picture, and whether a picture moves: both told by its bytes. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { isJpeg, withoutNotes } from "../../web/src/lib/conversation/files/jpeg-notes.ts";
import { preparePicture } from "../../web/src/lib/conversation/files/smaller-picture.ts";
import { moves } from "../../web/src/lib/features/files/still-picture.ts";

const segment = (marker: number, words: string) =>
  Buffer.concat([Buffer.of(0xff, marker, 0, words.length + 2), Buffer.from(words, "latin1")]);
const JPEG = Buffer.concat([
  Buffer.of(0xff, 0xd8),
  segment(0xe0, "JFIF"),
  segment(0xe1, "Exif\0\0GPS 51.5 N"),
  segment(0xe2, "ICC_PROFILE"),
  segment(0xed, "Photoshop, by whom"),
  segment(0xfe, "a comment"),
  segment(0xdb, "tables"),
  segment(0xda, "scan"),
  // Pixels: what begins no marker, and one that restarts them.
  Buffer.of(1, 0xff, 0, 2, 0xff, 0xd1, 3),
  segment(0xc4, "more tables"),
  segment(0xda, "second scan"),
  Buffer.of(4, 0xff, 0, 5, 0xff, 0xd9),
]);
/** As phones write it: a smaller picture behind the first, with notes of its own. */
const BEHIND = Buffer.concat([Buffer.of(0xff, 0xd8), segment(0xe1, "Exif\0\0GPS 51.5 N"), Buffer.of(0xff, 0xd9)]);

describe("a JPEG that no canvas draws anew", () => {
  test("goes without what its camera wrote down, and with all that its pixels need", async () => {
    const bytes = new Uint8Array(Buffer.concat([JPEG, BEHIND]));
    expect(isJpeg(bytes)).toBe(true);
    const left = Buffer.from(await withoutNotes(bytes).arrayBuffer());
    for (const note of ["Exif", "GPS", "Photoshop", "comment"]) expect(left.includes(note), note).toBe(false);
    for (const part of ["JFIF", "ICC_PROFILE", "tables", "scan", "more tables", "second scan"])
      expect(left.includes(part), part).toBe(true);
    // From the tables on, all of the picture and nothing more.
    expect(left.subarray(-JPEG.length + JPEG.indexOf("tables"))).toEqual(JPEG.subarray(JPEG.indexOf("tables")));
  });

  test("that is cut off in the middle of a note ends there", async () => {
    const cut = new Uint8Array(JPEG.subarray(0, 16));
    expect(Buffer.from(await withoutNotes(cut).arrayBuffer()).includes("Exif")).toBe(false);
    expect(isJpeg(new Uint8Array(Buffer.from("<html>")))).toBe(false);
  });
});

describe("a picture that is larger than any screen", () => {
  afterEach(() => void vi.unstubAllGlobals());
  const camera = new File([JPEG], "hall.jpg", { type: "image/jpeg" });
  /** A browser that draws what is as large as that. */
  const browser = (width: number, height: number) => {
    vi.stubGlobal("createImageBitmap", () => Promise.resolve({ width, height, close: () => undefined }));
    class Canvas {
      readonly width: number;
      readonly height: number;
      constructor(wide: number, tall: number) {
        [this.width, this.height] = [wide, tall];
      }
      getContext() {
        const data = () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) });
        return { drawImage: () => undefined, getImageData: data };
      }
      convertToBlob({ type }: { type: string }) {
        return Promise.resolve(new Blob([`drawn ${this.width} x ${this.height}`], { type }));
      }
    }
    vi.stubGlobal("OffscreenCanvas", Canvas);
  };

  test.each([
    ["of 108 megapixels", 12_000, 9_000, "drawn 2560 x 1920"],
    ["longer than a canvas", 20_000, 1_000, "drawn 2560 x 128"],
  ])("%s is drawn anew as others are, and says nothing of where it was taken", async (_what, width, height, words) => {
    browser(width, height);
    const { bytes, name } = await preparePicture(camera, false);
    expect([await bytes.text(), name]).toEqual([words, "hall.webp"]);
  });

  test("goes as it is where its sender asks for that", async () => {
    browser(12_000, 9_000);
    expect((await preparePicture(camera, true)).bytes).toBe(camera);
  });
});

test("a GIF, a WebP and a PNG that move are told from those that stand", () => {
  const webp = (flags: number) => Buffer.concat([Buffer.from("RIFF....WEBPVP8X....", "latin1"), Buffer.of(flags)]);
  const png = (chunk: string) => Buffer.from(`\x89PNG\r\n\x1a\n....IHDR....${chunk}....IDAT acTL`, "latin1");
  const jpeg = Buffer.from("\xff\xd8", "latin1");
  const told = [Buffer.from("GIF89a"), webp(0x02), webp(0x10), png("acTL"), png("sRGB"), jpeg];
  expect(told.map((bytes) => moves(new Uint8Array(bytes)))).toEqual([true, true, false, true, false, false]);
});
