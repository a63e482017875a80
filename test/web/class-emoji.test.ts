import { describe, expect, test } from "vitest";
import { isAnimated } from "../../web/src/lib/features/class-emoji/animated.ts";
import { nameFromFile } from "../../web/src/lib/features/class-emoji/file-name.ts";
import { piecesOf } from "../../web/src/lib/class/emoji/written.ts";

describe("the name of a file makes the name of an emoji", () => {
  test.each([
    ["Blob Cat.png", "blob_cat"],
    ["party-parrot.GIF", "party-parrot"],
    ["Größe (2).webp", "gro_e_2"],
    ["café.jpeg", "cafe"],
    [`${"long".repeat(20)}.png`, "long".repeat(8)],
  ])("%s", (file, name) => expect(nameFromFile(file)).toBe(name));

  test.each(["image.png", "IMG_2041.JPG", "Screenshot 2026-11-20.png", "x.png", "123.png", "🎉.png", "قطة.png"])(
    "and says nothing where there is none in it: %s",
    (file) => expect(nameFromFile(file)).toBe(""),
  );
});

describe("a picture that moves is told from one that does not", () => {
  const bytes = (...parts: (string | number[])[]) =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part)));
  const frame = [0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
  const gif = (...frames: number[][]) =>
    bytes("GIF89a", [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255], ...frames, [0x3b]);
  const chunk = (type: string, length = 0) => [
    0,
    0,
    0,
    length,
    ...[...type].map((c) => c.charCodeAt(0)),
    ...Array<number>(length + 4).fill(0),
  ];
  const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

  test("GIF, WebP and PNG", () => {
    expect(isAnimated(gif(frame))).toBe(false);
    expect(isAnimated(gif(frame, frame))).toBe(true);
    expect(isAnimated(bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 2]))).toBe(true);
    expect(isAnimated(bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 16]))).toBe(false);
    expect(isAnimated(bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 ", [10, 0, 0, 0, 2]))).toBe(false);
    expect(isAnimated(bytes(PNG, chunk("IHDR", 13), chunk("acTL", 8), chunk("IDAT", 4)))).toBe(true);
    expect(isAnimated(bytes(PNG, chunk("IHDR", 13), chunk("IDAT", 4), chunk("acTL", 8)))).toBe(false);
  });

  test("I9: what is cut off or no picture at all does not move, and holds nothing up", () => {
    const whole = gif(frame, frame);
    for (let end = 0; end < 40; end += 1) expect(isAnimated(whole.slice(0, end))).toBe(false);
    expect(isAnimated(new Uint8Array(100_000))).toBe(false);
    expect(isAnimated(bytes("GIF89a", Array<number>(100_000).fill(0x21)))).toBe(false);
  });
});

test("an unknown name between two known ones stays where it was written", () => {
  const address = (name: string) => (name === "ok" ? "/ok" : undefined);
  expect(piecesOf("a :ok::no::ok: b", address)).toEqual([
    { written: "a " },
    { written: ":ok:", picture: "/ok" },
    { written: ":no:" },
    { written: ":ok:", picture: "/ok" },
    { written: " b" },
  ]);
});
