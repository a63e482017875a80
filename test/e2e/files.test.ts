/** Files into a message, by every way there is: chosen, dropped, pasted; what stands there then; and what becomes of them. */
import type { Page } from "@playwright/test";
import { axeOn } from "./support/axe.ts";
import { zipOf } from "../support/zip.ts";
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
      if (width < 768) await page.getByRole("button", { name: "Description and place of board.webp" }).click();
      await page.getByRole("textbox", { name: "Description of board.webp" }).fill("The board after the lecture");
      await expectNoSidewaysScroll(page);
      expect((await axeOn(page).analyze()).violations).toEqual([]);
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
      expect((await axeOn(other).analyze()).violations).toEqual([]);
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

test("files that nobody has sent stand there after a reload, with their description, in one page alone, and are sent then", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  await bring(page, "drop", { name: "a.txt", type: "text/plain", text: "one" });
  await bring(page, "drop", { name: "b.txt", type: "text/plain", text: "two" });
  await expect(tray(page).getByRole("listitem")).toHaveText([/a\.txt/u, /b\.txt/u]);
  await page.getByRole("textbox", { name: "Description of b.txt" }).fill("The second");
  await composer(page).click();
  await page.reload();
  await expect(tray(page).getByRole("listitem")).toHaveText([/a\.txt/u, /b\.txt/u]);
  await expect(page.getByRole("textbox", { name: "Description of b.txt" })).toHaveValue("The second");
  // Another page of the same browser has a field of its own.
  const beside = await page.context().newPage();
  await beside.goto(`/c/${classroom.general.id}`);
  await bring(beside, "drop", { name: "c.txt", type: "text/plain", text: "three" });
  await expect(tray(beside).getByRole("listitem")).toHaveText([/c\.txt/u]);
  await composer(page).fill("Both of them");
  await send(page).click();
  await expect(message(beside, "Both of them")).toContainText("b.txt");
  await page.reload();
  await expect(message(page, "Both of them")).toContainText("a.txt");
  await expect(tray(page)).toHaveCount(0);
  await beside.close();
  // Who signs out leaves none of it on this device.
  await page.reload();
  await expect(tray(page).getByRole("listitem")).toHaveText([/c\.txt/u]);
  await page.getByRole("button", { name: /Menu of the class/u }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(/\?home/u);
  expect(await page.evaluate(() => localStorage.getItem("place.trays"))).toBeNull();
});

test("a table, a notebook and a zip are looked into in their message, and nothing of them runs", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  page.on("dialog", () => expect("nothing of a file").toBe("run"));
  const csv = `\uFEFFName;Points;Seat\n${Array.from({ length: 40 }, (_, at) => `Ada ${at};1,3;007`).join("\n")}\n`;
  const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const notebook = {
    ...{ nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: "python" } } },
    cells: [
      {
        cell_type: "markdown",
        metadata: {},
        source: ["# Week 7\n", "with **force** and $x^2$ <script>alert(1)</script>"],
      },
      {
        ...{ cell_type: "code", metadata: {}, execution_count: 2, source: ["def f(x):\n", "    return x"] },
        outputs: [
          { output_type: "display_data", metadata: {}, data: { "image/png": PIXEL, "text/plain": "a dot" } },
          { output_type: "display_data", metadata: {}, data: { "text/html": "<b>bold</b><script>alert(1)</script>" } },
          { output_type: "error", ename: "ValueError", evalue: "no", traceback: ["\u001b[31mValueError: no"] },
        ],
      },
    ],
  };
  await choose(
    page,
    { name: "points.csv", mimeType: "text/csv", buffer: Buffer.from(csv) },
    { name: "week7.ipynb", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(notebook)) },
    {
      ...{ name: "work.zip", mimeType: "application/zip" },
      buffer: Buffer.from(
        zipOf([
          { name: "übung/main.py", content: "x" },
          { name: "../out", content: "y" },
        ]),
      ),
    },
  );
  await composer(page).fill("To look into");
  await send(page).click();
  const row = message(page, "To look into");
  const table = row.getByRole("region", { name: "Table points.csv" });
  await expect(table.getByRole("columnheader")).toHaveText(["Name", "Points", "Seat"]);
  await expect(table.getByRole("row").nth(1).getByRole("cell")).toHaveText(["Ada 0", "1,3", "007"]);
  const height = (await table.boundingBox())!.height;
  await row.getByRole("button", { name: "Show more rows" }).click();
  await expect(table.getByRole("row")).toHaveCount(41);
  expect((await table.boundingBox())!.height).toBeGreaterThan(height);

  const cells = row.getByRole("region", { name: "Notebook week7.ipynb" });
  await expect(cells.getByText("Week 7")).toBeVisible();
  await expect(cells.getByRole("math").first()).toBeAttached();
  await row.getByRole("button", { name: "Show all 2 cells" }).click();
  await expect(cells.getByRole("img", { name: "a dot" })).toHaveJSProperty("naturalWidth", 1);
  await expect(cells).toContainText("ValueError: no");
  await expect(cells.locator("pre", { hasText: "bold" })).toHaveText("bold");

  await row.getByRole("button", { name: "Show what is in it" }).click();
  const entries = row.getByRole("list", { name: "Files in work.zip" }).getByRole("listitem");
  await expect(entries).toHaveText([/übung\/main\.py/u, /\.\.\/out\s*leads out of its folder/u]);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  expect((await axeOn(page).analyze()).violations).toEqual([]);
});

test("R129: a file of 9 MB goes up in parts, and is there as a whole", async ({ classroom, open }) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  const parts: string[] = [];
  page.on("request", (request) => void (request.method() === "PUT" && parts.push(new URL(request.url()).pathname)));
  const buffer = Buffer.alloc(9_000_000, "PLACE ");
  await choose(page, { name: "measured.bin", mimeType: "application/octet-stream", buffer });
  await composer(page).fill("All that we measured");
  await send(page).click();
  const link = message(page, "All that we measured").getByRole("link", { name: "Download measured.bin" });
  await expect(link).toBeVisible();
  expect(parts.map((path) => path.split("/").at(-1)).toSorted()).toEqual(["1", "2"]);
  const size = await link.evaluate(
    async (a: HTMLAnchorElement) => (await (await fetch(a.href)).arrayBuffer()).byteLength,
  );
  expect(size).toBe(buffer.length);
});

for (const width of [390, 320])
  test(`at ${width} px a file waits in one line, with room for a finger, and opens for its description and its place`, async ({
    classroom,
    open,
  }) => {
    const page = await open(classroom.owner, `/c/${classroom.general.id}`, { viewport: { width, height: 700 } });
    await bring(
      page,
      "drop",
      { name: "the board after the lecture on recursion.jpg", type: "image/jpeg", side: 600 },
      { name: "week 7, with all that was asked since the last one.pdf", type: "application/pdf", text: "%PDF-1.4" },
      { name: "IMG_1.HEIC", type: "", text: "not a picture here" },
    );
    const rows = tray(page).getByRole("listitem");
    const [board, week] = [rows.filter({ hasText: "the board" }), rows.filter({ hasText: "week 7" })];
    await expect(board).toContainText("Add a description");
    await expect(rows.filter({ hasText: "IMG_1" }).getByRole("alert")).toContainText("can't open HEIC pictures");
    for (const row of [board, week]) expect((await row.boundingBox())!.height).toBeLessThanOrEqual(60);
    await expect(page.getByRole("textbox", { name: /^Description of/u })).toHaveCount(0);
    await expectNoSidewaysScroll(page);

    await week.getByRole("button", { name: /^Description and place of/u }).click();
    await page.getByRole("textbox", { name: /^Description of week/u }).fill("The sheet");
    await week.getByRole("button", { name: /towards the front$/u }).click();
    await expect(rows).toContainText([/week 7/u, /the board/u, /IMG_1/u]);
    for (const target of await tray(page).getByRole("button").all()) {
      const { width: wide, height } = (await target.boundingBox())!;
      expect(Math.min(wide, height), (await target.getAttribute("aria-label")) ?? "").toBeGreaterThanOrEqual(44);
    }
    await expectNoSidewaysScroll(page);
    expect((await axeOn(page).analyze()).violations).toEqual([]);
    await board.getByRole("button", { name: /^Description and place of/u }).click();
    await expect(page.getByRole("textbox", { name: /^Description of/u })).toHaveCount(1);
    await expect(week).toContainText("The sheet");
    await page.getByRole("button", { name: /^Remove IMG_1/u }).click();
    await composer(page).fill("Both");
    await send(page).click();
    await expect(message(page, "Both").getByRole("link", { name: /^Open week 7/u })).toBeVisible();
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
