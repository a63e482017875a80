/**
 * The picture of an emoji to be, as the server takes it. A still one is drawn anew by the browser: small, and without what a camera
 * writes beside the picture, such as the place. One that moves goes as it is.
 */
import { t } from "#texts/class-emoji";
import { EMOJI_PICTURE_MAX_BYTES } from "../../../../../protocol/limits.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import { done, refused, type Outcome } from "../../base/outcome.ts";
import { isAnimated } from "./animated.ts";

/** As sharp as any screen shows it at its largest. A PNG of it always fits. */
const EDGE_PX = 128;
const kilobytes = EMOJI_PICTURE_MAX_BYTES / 1024;

const wrong = (sentence: string) => refused(refusal("invalid", { sentence, field: "picture" }));

/** A data URL in base64. */
export async function emojiPicture(file: File): Promise<Outcome<string>> {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (isAnimated(bytes))
      return bytes.byteLength > EMOJI_PICTURE_MAX_BYTES ? wrong(t.tooLarge({ kilobytes })) : done(await dataUrl(file));
    return done(await drawn(file));
  } catch {
    return wrong(t.noPicture);
  }
}

/** @throws where the browser makes no picture of it */
async function drawn(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, EDGE_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.toDataURL("image/png");
}

function dataUrl(file: File): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}
