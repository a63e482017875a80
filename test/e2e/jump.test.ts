/** To another time of a channel: the calendar, a number that is typed, and where the new began. */
import type { Page } from "@playwright/test";
import { say, type Classroom } from "./support/classroom.ts";
import { composer, expectNoSidewaysScroll, inSidebar, log, message, openDetails } from "./support/screen.ts";
import { atRest, axeOn } from "./support/axe.ts";
import { expect, test } from "./support/test.ts";

const COUNT = 3_000;
const TEN_MINUTES = 600_000;
/** Of the history that the classroom makes: one message every ten minutes, the last of them just now. */
async function history(classroom: Classroom, count = COUNT) {
  const channel = await classroom.history("last-year", count, [classroom.owner]);
  const { samples } = await classroom.owner.api.call("messages.places", { channel: channel.id }, { samples: 2 });
  const first = samples[0]!.at;
  const dayOf = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  return {
    channel,
    /** `seq` of the first message of the day that lies so many days back. */
    firstOf(daysBack: number) {
      const begin = new Date();
      begin.setHours(0, 0, 0, 0);
      begin.setDate(begin.getDate() - daysBack);
      return Math.ceil((begin.getTime() - first) / TEN_MINUTES) + 1;
    },
    dayOf,
  };
}
const calendar = (page: Page) => page.getByRole("dialog", { name: "Jump to a date" });
const focused = (page: Page) => calendar(page).locator("td button:focus");
const at = (seq: number) => new RegExp(`Message number ${seq}(?!\\d)`, "u");

test("R33 R40: by keyboard alone, Ctrl+J and the arrows lead to a day of a channel of 3,000 messages, at its first message", async ({
  classroom,
  openChannel,
}) => {
  const { channel, firstOf } = await history(classroom);
  const page = await openChannel(classroom.owner, channel);
  await expect(message(page, at(COUNT))).toBeVisible();
  await composer(page).focus();
  await page.keyboard.press("Control+j");
  await expect(focused(page)).toHaveAttribute("aria-current", "date");
  await expect(focused(page)).toHaveAccessibleName(/: \d+ messages?$/u);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  // Thirteen days back, in whichever month that is.
  await expect(focused(page)).toHaveAccessibleName(/: 144 messages$/u);
  await page.keyboard.press("Enter");
  await expect(calendar(page)).toHaveCount(0);
  const row = message(page, at(firstOf(13)));
  await expect(row).toBeInViewport();
  await expect(row).toBeFocused();
  await expect(message(page, at(firstOf(13) - 1))).toBeVisible();
});

test("the keys of a grid of dates: weeks, ends of a week, months; days outside of the history are not gone to", async ({
  classroom,
  openChannel,
}) => {
  const { channel } = await history(classroom, 300);
  const page = await openChannel(classroom.owner, channel);
  await page.keyboard.press("Control+j");
  const grid = calendar(page).getByRole("grid");
  await expect(grid).toHaveAttribute("aria-busy", "false");
  await expect(grid.locator('[tabindex="0"]')).toHaveCount(1);
  const today = await focused(page).textContent();
  // Three hundred messages reach two days back.
  await page.keyboard.press("PageUp");
  await expect(focused(page)).toHaveAccessibleName(/messages$/u);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("ArrowDown");
  expect(await focused(page).textContent()).toBe(today);
  await page.keyboard.press("Home");
  await expect(focused(page)).toBeVisible();
  await page.keyboard.press("End");
  await expect(focused(page)).toHaveAttribute("aria-current", "date");
  await atRest(page);
  expect((await axeOn(page).include("[role=dialog]").analyze()).violations).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(calendar(page)).toHaveCount(0);
});

test("a click on a day line opens the calendar at that day; a day without messages leads nowhere and says so", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.channel(classroom.owner, { name: "quiet", kind: "public" });
  await say(classroom.owner, channel, "Hello");
  const page = await openChannel(classroom.owner, channel);
  await log(page).getByRole("button", { name: "Today" }).click();
  await expect(focused(page)).toHaveAccessibleName(/: 1 message$/u);
  const empty = calendar(page).locator('td button[aria-disabled="true"]').first();
  await expect(empty).toHaveAccessibleName(/: nothing was said$/u);
  await empty.click({ force: true });
  await expect(calendar(page)).toBeVisible();
});

test("a message is gone to by its number, from the dialog, and by /jump from the field; what is none says what would be", async ({
  classroom,
  openChannel,
}) => {
  const { channel } = await history(classroom, 800);
  const page = await openChannel(classroom.owner, channel);
  await page.keyboard.press("Control+j");
  const field = calendar(page).getByRole("textbox", { name: "Date or message number" });
  await field.fill("the day before");
  await field.press("Enter");
  await expect(calendar(page).getByText(/^Write a day like/u)).toBeVisible();
  await expect(field).toHaveValue("the day before");
  await field.fill("#٣٢١");
  await field.press("Enter");
  await expect(message(page, at(321))).toBeFocused();
  await composer(page).fill("/jump first");
  await composer(page).press("Enter");
  await expect(message(page, at(1))).toBeFocused();
  await expect(composer(page)).toHaveValue("");
  // Back to where one was before that, by the button and by the dialog; then there is no further way back.
  const back = page.getByRole("button", { name: "Back to where you were" });
  await back.click();
  await expect(message(page, at(321))).toBeInViewport();
  await expect(back).toHaveCount(0);
  // The day of what stands on top is said while the list moves, where its day line is out of sight, and opens the calendar there.
  await log(page).hover();
  await page.mouse.wheel(0, -200);
  await page.locator("main").getByTitle("Jump to a date").click();
  await expect(focused(page)).toHaveAccessibleName(/: \d+ messages$/u);
  await calendar(page).getByRole("button", { name: "First message" }).click();
  await expect(message(page, at(1))).toBeFocused();
  await page.keyboard.press("Control+j");
  await calendar(page).getByRole("button", { name: "Back to where you were" }).click();
  await expect(message(page, at(321))).toBeInViewport();
  await composer(page).fill("/jump yesterday");
  await composer(page).press("Enter");
  const begin = new Date();
  begin.setHours(0, 0, 0, 0);
  begin.setDate(begin.getDate() - 1);
  const seen = log(page).getByRole("article").and(page.locator(":focus"));
  await expect(seen).not.toHaveText(/Message number 1(?!\d)/u);
  await expect(log(page).getByRole("button", { name: "Yesterday" })).toBeInViewport();
});

test("where the new began is found again after all of it was read, from another visit too", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  for (let i = 1; i <= 3; i += 1) await say(classroom.owner, classroom.general, `Before ${i}`);
  const browser = await browserOf(ben);
  const visit = async () => {
    const page = await browser.newPage();
    await page.goto(`/c/${classroom.general.id}`);
    await expect(message(page, "Before 3")).toBeVisible();
    await expect(inSidebar(page, "general")).toHaveAccessibleName("general");
    return page;
  };
  await (await visit()).close();
  for (let i = 1; i <= 2; i += 1) await say(classroom.owner, classroom.general, `Later ${i}`);
  const { seq: last } = await say(classroom.owner, classroom.general, "Later 3");
  const second = await visit();
  await expect(second.getByRole("separator", { name: "New messages start here" })).toBeVisible();
  const isKept = () => Object.keys(localStorage).some((key) => key.startsWith("place.visits-since."));
  await expect.poll(() => second.evaluate(isKept)).toBe(true);
  await second.close();
  // What a tab has read is on its way when it closes; the next visit begins where that stands.
  const seen = async () => (await ben.api.call("channels.get", { channel: classroom.general.id })).channel.readSeq;
  await expect.poll(seen).toBeGreaterThanOrEqual(last);
  const third = await visit();
  await expect(third.getByRole("separator", { name: "New messages start here" })).toHaveCount(0);
  await third.keyboard.press("Control+j");
  await calendar(third).getByRole("button", { name: "New since last time" }).click();
  await expect(message(third, "Later 1")).toBeFocused();
});

test("on a phone the calendar is a sheet of days as large as fingers, and nothing is wider than the screen", async ({
  classroom,
  openChannel,
}) => {
  const { channel, firstOf } = await history(classroom, 600);
  const page = await openChannel(classroom.owner, channel, { viewport: { width: 390, height: 844 }, hasTouch: true });
  const panel = await openDetails(page);
  await panel.getByRole("button", { name: "Jump to a date" }).tap();
  await expect(calendar(page).getByRole("grid")).toHaveAttribute("aria-busy", "false");
  await expectNoSidewaysScroll(page);
  const day = calendar(page).locator('td button[aria-disabled="false"]').last();
  expect((await day.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await day.tap();
  await expect(message(page, at(firstOf(0)))).toBeInViewport();
});

test("in Arabic the days run from the right: the left arrow leads to tomorrow's side", async ({ classroom, open }) => {
  const { channel } = await history(classroom, 600);
  const page = await open(classroom.owner, `/c/${channel.id}`, { locale: "ar" });
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  await page.keyboard.press("Control+j");
  const dialog = page.getByRole("dialog", { name: "الانتقال إلى تاريخ" });
  await expect(dialog.getByRole("grid")).toHaveAttribute("aria-busy", "false");
  const at = dialog.locator("td button:focus");
  const today = await at.textContent();
  await page.keyboard.press("ArrowRight");
  const before = await at.boundingBox();
  expect(await at.textContent()).not.toBe(today);
  await page.keyboard.press("ArrowLeft");
  expect(await at.textContent()).toBe(today);
  const after = (await at.boundingBox())!;
  expect(after.y > before!.y || after.x < before!.x).toBe(true);
});
