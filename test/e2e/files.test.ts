/** Files into a message, by every way there is: chosen, dropped, pasted; what stands there then; and what becomes of them. */
import type { Page } from "@playwright/test";
import { axeOn } from "./support/axe.ts";
import { composer, expectNoSidewaysScroll, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const tray = (page: Page) => page.getByRole("list", { name: "Files to send" });
const send = (page: Page) => page.getByRole("button", { name: "Send", exact: true });

interface Given {
  name: string;
  type: string;
  text?: string;
  /** Pixels: a picture is drawn. */
  side?: number;
}

async function choose(page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add to the message" }).click();
  await page.getByRole("menuitem", { name: /^Files/u }).click();
  await (await chooser).setFiles(files);
}

/** As the browser tells of a drop, or of a paste: with the bytes in it. */
async function bring(page: Page, how: "drop" | "paste", ...files: Given[]): Promise<void> {
  await composer(page).evaluate(
    async (field, { how, files }) => {
      const data = new DataTransfer();
      for (const { name, type, text, side } of files) {
        let bytes: BlobPart = text ?? "";
        if (side !== undefined) {
          const canvas = new OffscreenCanvas(side, side / 2);
          const context = canvas.getContext("2d")!;
          context.fillStyle = "teal";
          context.fillRect(0, 0, side, side);
          bytes = await canvas.convertToBlob({ type });
        }
        data.items.add(new File([bytes], name, { type }));
      }
      const about = { bubbles: true, cancelable: true };
      const event =
        how === "drop"
          ? new DragEvent("drop", { ...about, dataTransfer: data })
          : new ClipboardEvent("paste", { ...about, clipboardData: data });
      field.dispatchEvent(event);
    },
    { how, files },
  );
}

const PDF = Buffer.from("%PDF-1.4\n%%EOF");

for (const width of [1280, 390]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 800 } });

    test("R84: chosen files go out with the words, and everybody has them", async ({ classroom, open }) => {
      const bo = await classroom.join("Bo");
      const page = await open(classroom.owner, `/c/${classroom.general.id}`);
      const other = await open(bo, `/c/${classroom.general.id}`);
      await choose(page, { name: "week 7.pdf", mimeType: "application/pdf", buffer: PDF });
      await bring(page, "drop", { name: "board.jpg", type: "image/jpeg", side: 3000 });
      await expect(tray(page).getByRole("listitem")).toHaveCount(2);
      await page.getByRole("textbox", { name: "Description of board.webp" }).fill("The board after the lecture");
      await expectNoSidewaysScroll(page);
      await axeOn(page);
      await composer(page).fill("Slides and the board");
      await send(page).click();
      await expect(tray(page)).toHaveCount(0);
      const row = message(other, "Slides and the board");
      const picture = row.getByRole("button", { name: "The board after the lecture" });
      await expect(picture).toBeVisible();
      await expect
        .poll(() => picture.getByRole("img").evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0))
        .toBe(true);
      await expect(row.getByRole("link", { name: "Open week 7.pdf" })).toBeVisible();
      await expectNoSidewaysScroll(other);
      await axeOn(other);
      await picture.click();
      const gallery = other.getByRole("dialog");
      await expect(gallery.getByRole("img", { name: "The board after the lecture" })).toHaveJSProperty(
        "naturalWidth",
        2560,
      );
      await other.keyboard.press("Escape");
      await expect(gallery).toHaveCount(0);
    });
  });
}

test("a pasted picture alone is a message, named for who looks it up, and the words are not shown twice", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  await bring(page, "paste", { name: "image.png", type: "image/png", side: 200 });
  await expect(tray(page).getByRole("listitem")).toHaveCount(1);
  await send(page).click();
  await expect(log(page).getByRole("button", { name: "image.png, a picture without a description" })).toBeVisible();
  await expect(log(page).getByText("image.png")).toHaveCount(0);
});

test("a message is sent while its files travel, what is written next goes before it, and a reload goes on", async ({
  classroom,
  open,
}) => {
  const bo = await classroom.join("Bo");
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  const other = await open(bo, `/c/${classroom.general.id}`);
  let isAway = true;
  await page.route("**/files?message=*", (route) => (isAway ? route.abort() : route.continue()));
  await bring(page, "drop", { name: "notes.txt", type: "text/plain", text: "What was said" });
  await composer(page).fill("My notes");
  await send(page).click();
  await expect(message(page, "My notes")).toContainText("notes.txt");
  await composer(page).fill("They come soon");
  await composer(page).press("Enter");
  await expect(message(other, "They come soon")).toBeVisible();
  await expect(message(other, "My notes")).toHaveCount(0);
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(message(page, "My notes")).toBeVisible();
  isAway = false;
  await expect(message(other, "My notes")).toContainText("What was said");
  await expect(message(page, "My notes")).toContainText("What was said");
});

test("files are put in order, and taken out again; HEIC is told what to do", async ({ classroom, open }) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  await bring(
    page,
    "drop",
    { name: "a.txt", type: "text/plain", text: "a" },
    { name: "b.txt", type: "text/plain", text: "b" },
    { name: "IMG_1.HEIC", type: "", text: "not a picture here" },
  );
  const names = tray(page).getByRole("listitem");
  await expect(names).toHaveCount(3);
  await page.getByRole("button", { name: "Move b.txt towards the front" }).click();
  await expect(names).toContainText(["b.txt", "a.txt", "IMG_1.HEIC"]);
  await expect(tray(page).getByRole("alert")).toContainText("can't open HEIC pictures");
  await composer(page).fill("Three of them");
  await send(page).click();
  await expect(page.getByText("One of the files can't be sent")).toBeVisible();
  await page.getByRole("button", { name: "Remove IMG_1.HEIC" }).click();
  await send(page).click();
  await expect(message(page, "Three of them").getByRole("link")).toHaveText(["b.txt", "a.txt"]);
});

test("I7: its author takes one of two files away, and it is gone for everybody", async ({ classroom, open }) => {
  const bo = await classroom.join("Bo");
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  const other = await open(bo, `/c/${classroom.general.id}`);
  await bring(
    page,
    "drop",
    { name: "keep.txt", type: "text/plain", text: "keep" },
    { name: "wrong.txt", type: "text/plain", text: "wrong" },
  );
  await composer(page).fill("Both");
  await send(page).click();
  await expect(message(other, "Both").getByRole("link")).toHaveText(["keep.txt", "wrong.txt"]);
  await expect(other.getByRole("button", { name: "Take wrong.txt away" })).toHaveCount(0);
  await message(page, "Both").hover();
  await page.getByRole("button", { name: "Take wrong.txt away" }).click();
  await page.getByRole("button", { name: "Take away", exact: true }).click();
  await expect(message(other, "Both").getByRole("link")).toHaveText(["keep.txt"]);
});
