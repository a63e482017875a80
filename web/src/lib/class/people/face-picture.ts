/**
 * A picture file, and the square of it that the server takes as a face. It is drawn anew, so that nothing of the camera's notes (EXIF, where
 * it was taken) goes with it.
 */
import { t } from "#texts/picture";
import { FILE_SHOWN_MAX_PIXELS, PICTURE_MAX_CHARS } from "../../../../../protocol/limits.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import { done, refused, type Outcome } from "../../base/outcome.ts";
import type { Cut } from "./cut.ts";

const EDGE_PX = 256;
const QUALITIES = [0.86, 0.72, 0.58, 0.4, 0.2];

export const PICTURE_TYPES = "image/png,image/jpeg,image/webp,image/gif,image/avif";

const no = (sentence: string) => refused(refusal("invalid", { sentence, field: "picture" }));

/** Turned as its EXIF says. Whoever gets it closes it. */
export async function bitmapOf(file: File): Promise<Outcome<ImageBitmap>> {
  try {
    const bitmap = await createImageBitmap(file);
    if (bitmap.width * bitmap.height <= FILE_SHOWN_MAX_PIXELS) return done(bitmap);
    bitmap.close();
    return no(t.tooWide);
  } catch {
    return no(t.unreadable);
  }
}

/** As a data URL. */
export function squareOf(bitmap: ImageBitmap, cut: Cut): Outcome<string> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = EDGE_PX;
  if (!draw(canvas, bitmap, cut)) return no(t.notSmaller);
  for (const quality of QUALITIES) {
    const webp = canvas.toDataURL("image/webp", quality);
    // Safari writes no WebP and answers with a PNG, which is larger than a JPEG.
    const url = webp.startsWith("data:image/webp") ? webp : canvas.toDataURL("image/jpeg", quality);
    if (url.length <= PICTURE_MAX_CHARS) return done(url);
  }
  return no(t.tooMuch);
}

/** Fills the canvas. On white: what shows through would be dark for one reader and light for the next. */
export function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap, { x, y, side }: Cut): boolean {
  const context = canvas.getContext("2d");
  if (!context) return false;
  const { width, height } = canvas;
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, x, y, side, side, 0, 0, width, height);
  return true;
}
