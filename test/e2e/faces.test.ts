/** Pictures of people, programs and the class: chosen, cut, and seen where faces are. */
import type { Page } from "@playwright/test";
import { chooseFile, expectSeen, png } from "./support/class-emoji.ts";
import { axeOn } from "./support/axe.ts";
import { say } from "./support/classroom.ts";
import { expectNoSidewaysScroll, message, sidebar } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

/** Of the middle of a picture that the page has: red, green, blue. */
const colourOf = (page: Page, address: string) =>
  page.evaluate(async (src) => {
    const bitmap = await createImageBitmap(await (await fetch(src)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const [red, green, blue] = context.getImageData(bitmap.width / 2, bitmap.height / 2, 1, 1).data;
    return { side: [bitmap.width, bitmap.height], colour: [red, green, blue] };
  }, address);

test("R81: a face is cut by mouse and keys, seen in a message and the sidebar, and gone again; its tiles stand in where it does not come", async ({
  classroom,
  open,
}) => {
  const { owner } = classroom;
  await say(owner, classroom.general, "Good morning");
  const page = await open(owner, "/settings");
  // Wide: half of it can be dragged to.
  await chooseFile(page, "me.png", "image/png", png(1_200, 400));
  const dialog = page.getByRole("dialog", { name: "Which part of it?" });
  const stage = dialog.getByRole("application", { name: "The part that is taken" });
  await expect(stage).toBeFocused();
  await page.keyboard.press("+");
  await expect(dialog.getByRole("slider", { name: "Closer" })).not.toHaveValue("0");
  const box = (await stage.boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 150, box.y + 40, { steps: 3 });
  await page.mouse.up();
  expect((await axeOn(page).analyze()).violations).toEqual([]);
  await dialog.getByRole("button", { name: "Use this part" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Saved. Others see it now.")).toBeVisible();
  const mine = sidebar(page).getByRole("link", { name: "Your settings" }).getByRole("presentation");
  await expectSeen(mine);
  const { side, colour } = await colourOf(page, (await mine.getAttribute("src"))!);
  expect(side).toEqual([256, 256]);
  // Orange, as it came, but for what WebP makes of it.
  for (const [at, of] of [240, 150, 30].entries()) expect(Math.abs((colour[at] ?? 0) - of)).toBeLessThan(12);

  const reader = await classroom.join("Ben Baker");
  const his = await open(reader, `/c/${classroom.general.id}`);
  const face = message(his, "Good morning").locator("img").first();
  await expectSeen(face);
  await his.route("**/api/pictures/**", (route) => route.abort());
  await his.reload();
  await expect(message(his, "Good morning").locator(".avatar svg")).toBeVisible();

  await page.getByRole("button", { name: "Back to tiles" }).click();
  await expect(page.getByText("Your tiles are back.")).toBeVisible();
  await expect(mine).toHaveCount(0);
});

test("a class and a bot have pictures too, and a file that is none says so where it was chosen", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/w/${classroom.id}/settings`);
  await chooseFile(page, "notes.png", "image/png", Buffer.from("no picture"));
  await expect(page.getByText("That file could not be read as a picture.")).toBeVisible();
  await chooseFile(page, "class.png", "image/png", png(300, 300));
  await page.getByRole("button", { name: "Use this part" }).click();
  await expectSeen(sidebar(page).locator(".class-menu img"));

  await classroom.owner.api.call(
    "bots.create",
    { workspace: classroom.id },
    { name: "Checker", scope: "read", channels: [] },
  );
  await page.goto(`/w/${classroom.id}/settings/programs`);
  await page.getByRole("button", { name: "Manage" }).click();
  await chooseFile(page, "bot.png", "image/png", png(64, 90));
  await page.setViewportSize({ width: 390, height: 700 });
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Use this part" }).click();
  await expectSeen(page.getByRole("main").locator(".avatar img"));
});
