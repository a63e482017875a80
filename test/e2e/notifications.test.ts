/** What a browser says by itself while nobody looks: when, how often, and when not. */
import {
  clickNotification,
  tabsWatching,
  notesPlayed,
  setHidden,
  toldBy,
  watchNotifications,
} from "./support/background.ts";
import { say } from "./support/classroom.ts";
import { inSidebar, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R50: a mention in the background asks once, then notifies; a click lands on the message", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const other = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  const context = await browserOf(ben);
  await watchNotifications(context);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(inSidebar(page, "questions")).toBeVisible();
  await expect.poll(() => tabsWatching(page)).toBe(1);
  await setHidden(page, true);
  await say(classroom.owner, other, `First, @${ben.handle}`);
  const offer = page.getByRole("region", { name: "Notifications" });
  await expect(offer).toBeVisible();
  // Under what one reads and writes in a window as low as this, beside it in a higher one, and on none of it.
  const [line, main] = await Promise.all([offer.boundingBox(), page.getByRole("main").boundingBox()]);
  expect(line!.y).toBeGreaterThanOrEqual(main!.y + main!.height);
  await page.setViewportSize({ width: 1280, height: 1000 });
  const [card, higher] = await Promise.all([offer.boundingBox(), page.getByRole("main").boundingBox()]);
  expect(card!.x + card!.width).toBeLessThanOrEqual(higher!.x);
  expect(await toldBy(page)).toEqual([]);
  await offer.getByRole("button", { name: "Turn on" }).click();
  await expect(offer).toHaveCount(0);
  await say(classroom.owner, other, "Not for anybody");
  await say(classroom.owner, other, `Second, @${ben.handle}`);
  await expect.poll(() => toldBy(page)).toEqual([`Tess Teacher in #questions: Second, @${ben.handle}`]);
  await setHidden(page, false);
  await clickNotification(page, 0);
  await expect(message(page, "Second")).toBeVisible();
  await expect(page).toHaveURL(/#3$/u);
});

test("R50: in my quiet hours nothing notifies; after them it does, with a sound where I switched it on", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const clock = (from: number) => new Date(Date.now() + from * 3_600_000).toISOString().slice(11, 16);
  const quietHours = { from: clock(-2), to: clock(2), zone: "UTC" };
  await ben.api.call("settings.edit", { workspace: classroom.id }, { quietHours });
  const context = await browserOf(ben);
  await watchNotifications(context, "granted");
  const page = await context.newPage();
  await page.goto("/settings/notifications");
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("checkbox", { name: "With a soft sound" }).check();
  await page.goto(`/c/${classroom.general.id}`);
  await expect.poll(() => tabsWatching(page)).toBe(1);
  await setHidden(page, true);
  await say(classroom.owner, classroom.general, `At night, @${ben.handle}`);
  // The badge tells of it all the same.
  await expect(page).toHaveTitle(/^\(1\) /u);
  await ben.api.call("settings.edit", { workspace: classroom.id }, { quietHours: null });
  await say(classroom.owner, classroom.general, `In the morning, @${ben.handle}`);
  await expect.poll(() => toldBy(page)).toEqual([`Tess Teacher in #general: In the morning, @${ben.handle}`]);
  expect(await notesPlayed(page)).toBeGreaterThan(0);
});

test("R50: of several tabs in the background one notifies, and none while one of them is looked at", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const context = await browserOf(ben);
  await watchNotifications(context, "granted");
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto("/settings/notifications");
  await first.getByRole("button", { name: "Turn on" }).click();
  const other = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  for (const [before, page] of [first, second].entries()) {
    await page.goto(`/c/${classroom.general.id}`);
    await expect(inSidebar(page, "questions")).toBeVisible();
    await expect.poll(() => tabsWatching(page)).toBe(before + 1);
  }
  const told = async () => [...(await toldBy(first)), ...(await toldBy(second))];
  await setHidden(first, true);
  await say(classroom.owner, other, `You can see this, @${ben.handle}`);
  await expect(inSidebar(first, "questions")).toHaveAccessibleName(/1 mention/u);
  await setHidden(second, true);
  await say(classroom.owner, other, `And now this, @${ben.handle}`);
  await expect.poll(told).toEqual([`Tess Teacher in #questions: And now this, @${ben.handle}`]);
});
