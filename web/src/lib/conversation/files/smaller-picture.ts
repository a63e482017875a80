/**
 * A picture before it travels: drawn anew, so that nothing of the camera's notes (EXIF, where it was taken) goes with it, and no larger than
 * a screen shows; with a small one for the list, and a blur of some thirty bytes for the moment before that.
 */
import { FILE_PREVIEW_MAX_BYTES, FILE_SHOWN_MAX_PIXELS } from "../../../../../protocol/limits.ts";

/** Pixels of the longest side. */
const SIDE_MAX = 2_560;
const PREVIEW_SIDE = 640;
const BLUR_SIDE = 100;
/** Above, a canvas fails (Chromium 156). */
const CANVAS_MAX = 16_384;
/** A PNG drawn anew that is larger than this is a photograph, and WebP has it in a tenth. */
const PNG_MAX_BYTES = 1_000_000;
const QUALITY = 0.85;

export interface Prepared {
  bytes: Blob;
  name: string;
  width: number;
  height: number;
  /** A ThumbHash in base64. */
  blur?: string;
  preview?: Blob;
}

/** What browsers draw. HEIC is drawn where the system has it. */
export const isPicture = ({ type, name }: Pick<File, "type" | "name">): boolean =>
  /^image\/(?:png|jpeg|webp|gif|avif|bmp|hei[cf])$/u.test(type) || isHeic({ type, name });
export const isHeic = ({ type, name }: Pick<File, "type" | "name">): boolean =>
  /^image\/hei[cf]/u.test(type) || (type === "" && /\.hei[cf]$/iu.test(name));

/** @param isOriginal the bytes go as they are @throws where the browser cannot draw it */
export async function preparePicture(file: File, isOriginal: boolean): Promise<Prepared> {
  // Turned as its EXIF says.
  const bitmap = await createImageBitmap(file);
  try {
    const { width, height } = bitmap;
    const isMoving = file.type === "image/gif";
    const isHuge = width * height > FILE_SHOWN_MAX_PIXELS || Math.max(width, height) > CANVAS_MAX;
    // Too large to be shown to anybody as it is; drawn anew it is no larger than others.
    if (isHuge && (isOriginal || isMoving)) return { bytes: file, name: file.name, width, height };
    const whole = isOriginal || isMoving ? null : await drawnAnew(bitmap, file);
    const bytes = whole ?? file;
    const isOwnPreview = bytes.size <= FILE_PREVIEW_MAX_BYTES && !isMoving;
    const preview = isOwnPreview ? undefined : await previewOf(bitmap);
    const blur = await blurOf(bitmap).catch(() => undefined);
    const { scaled } = sidesWithin(bitmap, whole ? SIDE_MAX : Infinity);
    return {
      ...{ bytes, name: named(file.name, bytes.type), ...scaled },
      ...(blur !== undefined && { blur }),
      ...(preview && { preview }),
    };
  } finally {
    bitmap.close();
  }
}

function sidesWithin({ width, height }: ImageBitmap, side: number) {
  const factor = Math.min(1, side / Math.max(width, height));
  return {
    scaled: { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) },
  };
}

function drawn(bitmap: ImageBitmap, side: number): OffscreenCanvas {
  const { scaled } = sidesWithin(bitmap, side);
  const canvas = new OffscreenCanvas(scaled.width, scaled.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, scaled.width, scaled.height);
  return canvas;
}

async function drawnAnew(bitmap: ImageBitmap, file: File): Promise<Blob> {
  const canvas = drawn(bitmap, SIDE_MAX);
  if (file.type === "image/png") {
    const png = await canvas.convertToBlob({ type: "image/png" });
    if (png.size <= PNG_MAX_BYTES) return png;
  }
  return compressed(canvas, QUALITY);
}

/** Safari writes no WebP, and says so by writing a PNG. */
async function compressed(canvas: OffscreenCanvas, quality: number): Promise<Blob> {
  const webp = await canvas.convertToBlob({ type: "image/webp", quality });
  return webp.type === "image/webp" ? webp : canvas.convertToBlob({ type: "image/jpeg", quality });
}

async function previewOf(bitmap: ImageBitmap): Promise<Blob | undefined> {
  for (const [side, quality] of [
    [PREVIEW_SIDE, 0.75],
    [PREVIEW_SIDE, 0.5],
    [PREVIEW_SIDE / 2, 0.6],
    [PREVIEW_SIDE / 4, 0.5],
  ] as const) {
    const preview = await compressed(drawn(bitmap, side), quality);
    if (preview.size <= FILE_PREVIEW_MAX_BYTES) return preview;
  }
  return undefined;
}

async function blurOf(bitmap: ImageBitmap): Promise<string> {
  const { rgbaToThumbHash } = await import("thumbhash");
  const canvas = drawn(bitmap, BLUR_SIDE);
  const { data, width, height } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, data)));
}

const ENDINGS: Record<string, string> = { "image/webp": "webp", "image/jpeg": "jpg", "image/png": "png" };
/** The name says what the bytes are now. */
function named(name: string, type: string): string {
  const ending = ENDINGS[type];
  if (ending === undefined || (type === "image/jpeg" && /\.jpe?g$/iu.test(name))) return name;
  return `${name.replace(/\.[^.]{1,5}$/u, "") || "picture"}.${ending}`;
}
