/** PLACE in the hand: the way back, fingers on messages, the keyboard of a phone, and room for fingers. */
import type { Page } from "@playwright/test";
import { say } from "./support/classroom.ts";
import { Finger, PHONE } from "./support/finger.ts";
import { composer, details, inSidebar, message, openDetails, sidebar } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const menu = (page: Page) => page.getByRole("menu");
const answering = (page: Page) => page.getByText(/^Replying to/u);

test("R92: back takes away what lies over the page first, then leads from the thread to the channel, from there to the list; nothing lies twice in the history", async ({
  classroom,
  open,
}) => {
  await say(classroom.owner, classroom.general, "Ask here");
  const page = await open(classroom.owner, `/w/${classroom.id}`, PHONE);
  const finger = await Finger.on(page);
  /** Pages from the first to this one, and how many lie before it that were never one. */
  const depth = () => page.evaluate(() => navigation.currentEntry!.index);
  await expect(sidebar(page)).toBeVisible();
  const begin = await depth();
  await inSidebar(page, classroom.general.name).tap();
  await expect(composer(page)).toBeVisible();
  const channel = page.url();

  // The panel, and a dialog over it.
  await openDetails(page);
  await details(page).getByRole("button", { name: "Edit name and topic" }).tap();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(details(page)).toBeVisible();
  await page.goBack();
  await expect(details(page)).toHaveCount(0);
  // A menu; what it opens takes its place.
  const row = message(page, "Ask here");
  await finger.hold(row, () => expect(menu(page)).toBeVisible());
  await page.goBack();
  await expect(menu(page)).toHaveCount(0);
  expect(page.url()).toBe(channel);
  await finger.hold(row, () => expect(menu(page)).toBeVisible());
  await menu(page).getByRole("menuitem", { name: "Reply in thread" }).tap();
  const thread = page.getByRole("complementary", { name: "Thread" });
  await expect(thread).toBeVisible();
  await expect.poll(depth).toBe(begin + 2);
  await page.goBack();
  await expect(thread).toHaveCount(0);
  await page.goForward();
  await expect(thread).toBeVisible();
  // The arrow of a page is the same way.
  await thread.getByRole("button", { name: "Back" }).tap();
  await expect(thread).toHaveCount(0);
  await expect.poll(depth).toBe(begin + 1);
  // What was closed by its own button leaves nothing behind.
  await openDetails(page);
  await details(page).getByRole("button", { name: "Close" }).tap();
  await expect.poll(depth).toBe(begin + 1);
  await page.getByRole("link", { name: "All channels" }).tap();
  await expect(sidebar(page)).toBeVisible();
  expect(await depth()).toBe(begin);
  await page.goForward();
  await expect(composer(page)).toBeVisible();
  // From a panel to another page: back leads to where it was opened, at once.
  await row.getByRole("button", { name: classroom.owner.name }).tap();
  const profile = page.getByRole("complementary", { name: "Profile" });
  await profile.getByRole("link", { name: "Edit your profile" }).tap();
  await expect(page).toHaveURL(/\/settings$/u);
  await page.goBack();
  await expect(composer(page)).toBeVisible();
  await expect(profile).toHaveCount(0);
  await page.goBack();
  await expect(sidebar(page)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/w/${classroom.id}$`, "u"));
});

test("R92: whoever opens a link to a channel gets to the list from it, and with one more step back out", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general, PHONE);
  await expect(composer(page)).toBeVisible();
  const before = await page.evaluate(() => navigation.currentEntry!.index);
  await page.getByRole("link", { name: "All channels" }).tap();
  await expect(sidebar(page)).toBeVisible();
  expect(await page.evaluate(() => navigation.currentEntry!.index)).toBe(before);
});

test("R93: a message that is swiped aside is answered; up and down, over code and from the edge it is not; a long press offers all, and its text to select", async ({
  classroom,
  openChannel,
}) => {
  const wide = "a line that is wider than any phone, and goes on and on and on";
  const channel = await classroom.history("talk", 30, [classroom.owner]);
  await say(classroom.owner, channel, `Code\n\`\`\`\n${wide}\n\`\`\``);
  await say(classroom.owner, channel, "Answer me");
  const page = await openChannel(classroom.owner, channel, PHONE);
  await expect(composer(page)).toBeVisible();
  const finger = await Finger.on(page);
  const row = message(page, "Answer me");
  const hint = row.locator(".swipe-hint");
  // Not far enough: the arrow shows and goes.
  await finger.downOn(row);
  await finger.move({ x: -30 });
  await expect(hint).toBeVisible();
  await expect(hint).not.toHaveClass(/far/u);
  await finger.up();
  await expect(hint).toHaveCount(0);
  await expect(answering(page)).toHaveCount(0);
  // The other way, from the edge, over what scrolls sideways itself, and while the list scrolls.
  await finger.swipe(row, { x: 90 });
  await finger.swipe(row, { x: -90 }, 0.99);
  await finger.swipe(message(page, "Code").locator("pre"), { x: -90 });
  await finger.swipe(row, { x: -60, y: -200 });
  await expect(answering(page)).toHaveCount(0);
  await finger.downOn(row);
  await finger.move({ x: -90 });
  await expect(hint).toHaveClass(/far/u);
  await finger.up();
  await expect(answering(page)).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await expect(hint).toHaveCount(0);

  await finger.hold(row, () => expect(menu(page)).toBeVisible());
  const sheet = (await menu(page).boundingBox())!;
  expect(sheet.width).toBe(PHONE.viewport.width);
  expect(sheet.y + sheet.height).toBeGreaterThan(PHONE.viewport.height - 1);
  await menu(page).getByRole("menuitem", { name: "More", exact: true }).tap();
  await menu(page).getByRole("menuitem", { name: "Select text" }).tap();
  const words = page.getByRole("dialog", { name: "Select text" }).getByText("Answer me");
  await expect(words).toHaveCSS("user-select", "text");
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("R93: from right to left a message is swiped the other way, and where nothing shall move only the arrow comes", async ({
  classroom,
  openChannel,
}) => {
  await say(classroom.owner, classroom.general, "Answer me");
  const page = await openChannel(classroom.owner, classroom.general, {
    ...PHONE,
    locale: "ar",
    reducedMotion: "reduce",
  });
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  const field = page.locator("textarea");
  await expect(field).toBeVisible();
  const finger = await Finger.on(page);
  const row = message(page, "Answer me");
  await finger.downOn(row);
  await finger.move({ x: 90 });
  await expect(row.locator(".swipe-hint.far")).toBeInViewport({ ratio: 1 });
  await expect(row).toHaveCSS("translate", "none");
  await finger.up();
  await expect(field).toBeFocused();
});
