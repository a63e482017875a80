/** The class's own emoji on the screen, and pictures to make some of. */
import type { Locator, Page } from "@playwright/test";
import { crc32, deflateSync } from "node:zlib";
import type { Classroom, Member } from "./classroom.ts";
import { expect } from "./test.ts";

/** An orange square, or a wider one. */
export function png(width = 32, height = 32): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const line = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, Buffer.of(240, 150, 30))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const mark = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  // What a camera writes beside the picture.
  const place = chunk("tEXt", Buffer.from("Comment\0taken at home", "latin1"));
  return Buffer.concat([mark, chunk("IHDR", header), place, chunk("IDAT", lines), chunk("IEND", Buffer.alloc(0))]);
}

export const address = (classroom: Classroom) => `/w/${classroom.id}/settings/emoji`;
export const picture = (where: Locator, name: string): Locator =>
  where.getByRole("img", { name: `:${name}:`, exact: true });
export const listed = (page: Page): Locator =>
  page.getByRole("list", { name: "Emoji of the class" }).getByRole("listitem");
export const add = (page: Page): Locator => page.getByRole("button", { name: "Add", exact: true });

/** It is not only in the page: it has come. */
export const expectSeen = (image: Locator): Promise<void> =>
  expect.poll(() => image.first().evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);

export async function chooseFile(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /^Choose (?:a picture|another one)$/u }).click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}

export async function bring(by: Member, classroom: Classroom, name: string, bytes = png()): Promise<void> {
  await by.api.call(
    "emoji.add",
    { workspace: classroom.id },
    { name, picture: `data:image/png;base64,${bytes.toString("base64")}` },
  );
}
