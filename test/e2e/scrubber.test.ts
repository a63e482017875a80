/** The whole history along the edge of the list: by mouse, keys and finger. */
import type { Page } from "@playwright/test";
import { atRest, axeOn } from "./support/axe.ts";
import { say } from "./support/classroom.ts";
import { expectNoSidewaysScroll, fontsAreThere, inSidebar, log, message, seqsOf } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const COUNT = 4_000;
const scrubber = (page: Page) => page.getByRole("slider", { name: "History" });
const at = (seq: number) => new RegExp(`Message number ${seq}(?!\\d)`, "u");
/** It comes with the first move after the first look. */
async function appear(page: Page) {
  await expect(async () => {
    await log(page).hover();
    await page.mouse.move(500, 300);
    await expect(scrubber(page)).toHaveCount(1, { timeout: 500 });
  }).toPass();
}
/** The line, and a point of it. */
async function lineOf(page: Page) {
  const { x, y, width, height } = (await scrubber(page).locator("xpath=..").boundingBox())!;
  return { x: x + width - 8, top: y, height };
}

test("R33 R52: the mouse drags through 4,000 messages: the date is told on the way, and what is pointed at comes when it rests", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("last-year", COUNT, [classroom.owner]);
  const page = await openChannel(classroom.owner, channel);
  await fontsAreThere(page);
  const before = (await message(page, at(COUNT)).boundingBox())!;
  await appear(page);
  expect(await message(page, at(COUNT)).boundingBox(), "the words stay where they were").toEqual(before);
  const pages: string[] = [];
  page.on("request", (request) => {
    if (/\/messages\?/u.test(request.url())) pages.push(request.url());
  });
  const line = await lineOf(page);
  await page.mouse.move(line.x, line.top + line.height * 0.9);
  await page.mouse.down();
  for (let i = 9; i >= 5; i -= 1) await page.mouse.move(line.x, line.top + (line.height * i) / 10);
  await expect(scrubber(page)).toHaveAttribute("aria-valuenow", "2001");
  const label = page.locator("main .label");
  // Fourteen days back: ten minutes between each.
  const day = new Date(Date.now() - 2_000 * 600_000);
  await expect(label).toContainText(String(day.getFullYear()));
  await expect(label).toContainText("#2,001");
  await page.mouse.up();
  await expect(message(page, at(2_001))).toBeInViewport();
  await page.mouse.move(500, 300);
  await expect(label).toHaveCount(0);
  // It did not ask for what lies between.
  expect(pages.length).toBeLessThanOrEqual(4);
  const seqs = await seqsOf(page);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
});

test("R33: what the mouse rests on says the very day, though the samples of the line are days apart", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("long-ago", COUNT, [classroom.owner]);
  const page = await openChannel(classroom.owner, channel);
  // A day has two samples here and half of another: without asking, the label would be a month.
  await page.route(/\/places\?.*samples/u, async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as { samples: unknown[] };
    await route.fulfill({ response: answer, json: { ...told, samples: told.samples.filter((_, i) => i % 40 === 0) } });
  });
  await appear(page);
  const line = await lineOf(page);
  // Ten minutes between two messages: about noon, ten days ago.
  const noon = new Date(Date.now() - 10 * 86_400_000).setHours(12, 0, 0, 0);
  const seq = COUNT - Math.round((Date.now() - noon) / 600_000);
  await page.mouse.move(line.x, line.top + (line.height * (seq - 1)) / (COUNT - 1));
  const label = page.locator("main .label");
  await expect(label.locator("strong")).toHaveText(new RegExp(`\\b${new Date(noon).getDate()}\\b`, "u"));
});

test("R33: it is a slider by keyboard, which says date and place; the list goes where it rests", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("last-year", 1_000, [classroom.owner]);
  const page = await openChannel(classroom.owner, channel);
  await appear(page);
  await scrubber(page).focus();
  await page.keyboard.press("Home");
  await expect(scrubber(page)).toHaveAttribute("aria-valuetext", /\d{4}, message 1 of 1,000$/u);
  await expect(message(page, at(1))).toBeInViewport();
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("ArrowDown");
  await expect(scrubber(page)).toHaveAttribute("aria-valuenow", "211");
  await expect(message(page, at(211))).toBeInViewport();
  await expect(scrubber(page)).toBeFocused();
  await page.keyboard.press("End");
  await expect(message(page, at(1_000))).toBeInViewport();
  await page.keyboard.press("ArrowUp");
  await expect(message(page, at(990))).toBeInViewport();
  await atRest(page);
  expect((await axeOn(page).include(".stage").analyze()).violations).toEqual([]);
});

test("it is not there where a screen shows nearly everything", async ({ classroom, openChannel }) => {
  const few = await classroom.channel(classroom.owner, { name: "few", kind: "public" });
  for (let i = 1; i <= 5; i += 1) await say(classroom.owner, few, `Words ${i}`);
  const channel = await classroom.history("last-year", 300, [classroom.owner]);
  const page = await openChannel(classroom.owner, channel);
  await appear(page);
  await inSidebar(page, "few").click();
  await expect(message(page, "Words 5")).toBeVisible();
  await expect(scrubber(page)).toHaveCount(0);
  await inSidebar(page, "last-year").click();
  await expect(message(page, at(300))).toBeVisible();
  await appear(page);
});

test("on a phone its thumb is there while the list moves, is as tall as a finger, and leads to what it is dragged to", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("last-year", 1_000, [classroom.owner]);
  const page = await openChannel(classroom.owner, channel, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const scroll = () => log(page).evaluate((list) => list.scrollBy({ top: -300 }));
  await expect(async () => {
    await page.touchscreen.tap(200, 300);
    await scroll();
    await expect(scrubber(page)).toHaveCount(1, { timeout: 500 });
  }).toPass();
  await page.keyboard.press("Escape");
  await scroll();
  const box = (await scrubber(page).boundingBox())!;
  expect(box.height).toBeGreaterThanOrEqual(44);
  await expectNoSidewaysScroll(page);
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: string, y: number) =>
    cdp.send("Input.dispatchTouchEvent", {
      type: type as "touchStart",
      touchPoints: type === "touchEnd" ? [] : [{ x: box.x + box.width / 2, y }],
    });
  const line = (await scrubber(page).locator("xpath=..").boundingBox())!;
  await touch("touchStart", box.y + box.height / 2);
  await touch("touchMove", line.y + line.height * 0.7);
  await touch("touchMove", line.y + line.height * 0.5);
  await expect(scrubber(page)).toHaveAttribute("aria-valuenow", /^(49|50)\d$/u);
  const seq = Number(await scrubber(page).getAttribute("aria-valuenow"));
  await touch("touchEnd", 0);
  await expect(message(page, at(seq))).toBeInViewport();
});
