/** Channels with pictures, filled as people fill them, and what a first look at one fetches. */
import type { Page } from "@playwright/test";
import { rgbaToThumbHash } from "thumbhash";
import { createApi, mintMessageId } from "../../client/index.ts";
import { composerOf, isUsable, type AppInBrowser } from "./app-in-browser.ts";
import { channelId } from "./bench-class.ts";
import { upload } from "./uploads.ts";

const SENT_PATIENCE_MS = 120_000;
const WHOLE = { width: 1_600, height: 1_200 };
const SMALL = { width: 640, height: 480 };
/** So many differ; a browser that has drawn one is not to have them all. */
const KINDS = 10;
const AT_ONCE = 8;

/** Photos of about `megabytes` each, dropped on the page and sent, one a message: what travels is what the page makes of them. */
export async function sendPhotos(
  app: AppInBrowser,
  channelNo: number,
  count: number,
  megabytes: number,
): Promise<void> {
  const page = await app.newPage(0);
  await isUsable(page, channelNo);
  for (let i = 0; i < count; i++) {
    await composerOf(page).evaluate(dropPhoto, megabytes * 1e6);
    await page.locator("li", { hasText: "photo." }).first().waitFor();
    await composerOf(page).fill(`Photo ${i + 1}`);
    await composerOf(page).press("Enter");
    await page.locator("article[data-seq] figure img").nth(i).waitFor({ state: "attached", timeout: SENT_PATIENCE_MS });
  }
  await page.context().close();
}

/** Runs in the page: what a camera makes, with as much in it as that many bytes hold. */
async function dropPhoto(field: HTMLElement | SVGElement, bytes: number): Promise<void> {
  const [width, height] = [3_000, 2_250];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  const light = context.createLinearGradient(0, 0, width, height);
  for (const [at, colour] of ["#123", "#a63", "#dcb", "#456"].entries()) light.addColorStop(at / 3, colour);
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
  // Grain of several sizes: leaves, faces, and the noise of the sensor.
  for (const side of [60, 375, 1_500]) {
    const grain = new ImageData(side, side);
    for (let at = 0; at < grain.data.length; at++) grain.data[at] = at % 4 === 3 ? 60 : Math.random() * 256;
    const layer = new OffscreenCanvas(side, side);
    layer.getContext("2d")!.putImageData(grain, 0, 0);
    context.drawImage(layer, 0, 0, width, height);
  }
  let photo = new Blob();
  for (let quality = 0.98; quality > 0.3 && (photo.size === 0 || photo.size > bytes * 1.1); quality -= 0.06)
    photo = await canvas.convertToBlob({ type: "image/jpeg", quality });
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([photo], "photo.jpg", { type: "image/jpeg" }));
  field.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
}

/** Messages with one picture each, of several shapes, by a program: with small pictures and blurs as the page makes them. */
export async function postPictures(app: AppInBrowser, channelNo: number, count: number): Promise<void> {
  const page = await app.newPage(0);
  await page.goto("/");
  const kinds: Record<"whole" | "small", Blob>[] = [];
  for (let i = 0; i < KINDS; i++)
    kinds.push({ whole: await drawn(page, WHOLE, i), small: await drawn(page, SMALL, i) });
  await page.context().close();
  const rgba = new Uint8Array(16 * 16 * 4).map((_, at) => (at % 4 === 3 ? 255 : (at * 7) % 256));
  const blur = Buffer.from(rgbaToThumbHash(16, 16, rgba)).toString("base64");
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < count; i = next++) {
      const id = mintMessageId(Date.now());
      const { whole, small } = kinds[i % KINDS]!;
      const token = app.token(i);
      const channel = channelId(channelNo);
      const [file, preview] = [
        await upload(app.url, token, channel, whole, id),
        await upload(app.url, token, channel, small, id),
      ];
      const files = [
        { ticket: file.ticket, preview: preview.ticket, name: "photo.webp", alt: "A photo", blur, ...WHOLE },
      ];
      const content = { id, body: "From the excursion, the one with the bridge", files };
      await createApi({ baseUrl: app.url, token }).call("messages.post", { channel }, content);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function drawn(page: Page, size: { width: number; height: number }, kind: number): Promise<Blob> {
  const encoded = await page.evaluate(
    async ({ width, height, hue }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d")!;
      for (let i = 0; i < 400; i++) {
        context.fillStyle = `oklch(${0.3 + Math.random() * 0.5} 0.1 ${hue + Math.random() * 60})`;
        context.fillRect(Math.random() * width, Math.random() * height, width / 8, height / 8);
      }
      const bytes = new Uint8Array(
        await (await canvas.convertToBlob({ type: "image/webp", quality: 0.8 })).arrayBuffer(),
      );
      return btoa(String.fromCharCode(...bytes));
    },
    { ...size, hue: kind * 36 },
  );
  return new Blob([Buffer.from(encoded, "base64")]);
}

export interface PicturesFetched {
  pictures: number;
  pictureKb: number;
  allKb: number;
}

const QUIET_MS = 2_000;

/** In a browser that was never here: the newest messages of a channel, until every picture in sight has come and nothing follows. */
export async function lookAtPictures(page: Page, channelNo: number): Promise<PicturesFetched> {
  await isUsable(page, channelNo);
  await page.waitForFunction(() => {
    const frame = document.querySelector("[role=log]")!.getBoundingClientRect();
    const inSight = [...document.querySelectorAll<HTMLImageElement>("[role=log] figure img")].filter((img) => {
      const { top, bottom } = img.getBoundingClientRect();
      return bottom > frame.top && top < frame.bottom;
    });
    return inSight.length > 0 && inSight.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
  });
  await page.waitForTimeout(QUIET_MS);
  return page.evaluate(() => {
    const all = [
      ...performance.getEntriesByType("navigation"),
      ...performance.getEntriesByType("resource"),
    ] as PerformanceResourceTiming[];
    const pictures = all.filter(({ name }) => /\/messages\/\d+\/files\//u.test(name));
    const kb = (some: PerformanceResourceTiming[]) => some.reduce((sum, each) => sum + each.encodedBodySize, 0) / 1000;
    return { pictures: pictures.length, pictureKb: kb(pictures), allKb: kb(all) };
  });
}
