/** A picture file made small and square by the browser, as the data URL that the server takes. */
import { t } from "#texts/picture";
import { PICTURE_MAX_CHARS } from "../../../../../protocol/limits.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import { done, refused, type Outcome } from "../../base/outcome.ts";

const EDGE_PX = 192;
const QUALITIES = [0.86, 0.72, 0.58, 0.4];

export async function squarePicture(file: File): Promise<Outcome<string>> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return refused(
      refusal("invalid", {
        sentence: t.unreadable,
        field: "picture",
      }),
    );
  }
  const edge = Math.min(bitmap.width, bitmap.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = EDGE_PX;
  const context = canvas.getContext("2d");
  if (!context) return refused(refusal("invalid", { sentence: t.notSmaller, field: "picture" }));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (bitmap.width - edge) / 2, (bitmap.height - edge) / 2, edge, edge, 0, 0, EDGE_PX, EDGE_PX);
  bitmap.close();
  for (const quality of QUALITIES) {
    const webp = canvas.toDataURL("image/webp", quality);
    // Safari writes no WebP and answers with a PNG, which is larger than a JPEG.
    const url = webp.startsWith("data:image/webp") ? webp : canvas.toDataURL("image/jpeg", quality);
    if (url.length <= PICTURE_MAX_CHARS) return done(url);
  }
  return refused(
    refusal("too_large", {
      sentence: t.tooMuch,
      field: "picture",
    }),
  );
}
