/** Without a mouse, and without eyes. */
import type { Locator, Page } from "@playwright/test";
import { say } from "./support/classroom.ts";
import { newHandle } from "./support/people.ts";
import { composer, log, message, state } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

/** Presses Tab until it has the focus. */
async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not come to ${String(target)}.`);
}

test("R149: from the front page into a class and to a sent message without a mouse", async ({ classroom, open }) => {
  const page = await open(undefined, "/");
  await tabTo(page, page.getByRole("textbox", { name: "Join with a code" }));
  await page.keyboard.type(classroom.joinCode);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "Name" }));
  await page.keyboard.type("Key Board");
  await tabTo(page, page.getByRole("textbox", { name: "Handle" }));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(newHandle("keys"));
  await page.keyboard.press("Tab");
  await page.keyboard.type("no mouse at all");
  await page.keyboard.press("Enter");
  await expect(composer(page)).toBeVisible();
  await tabTo(page, composer(page));
  await page.keyboard.type("Typed all the way");
  await page.keyboard.press("Enter");
  await expect(state(message(page, "Typed all the way"), "Saved")).toBeAttached();
});

test("R149: the first Tab offers to skip the list of channels", async ({ classroom, open }) => {
  const page = await open(classroom.owner, `/w/${classroom.id}/people`);
  await expect(page.getByRole("heading", { name: "People", exact: true })).toBeVisible();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the conversation" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("R149: the arrows go through the messages, Enter opens a message's actions, Esc comes back to the message", async ({
  classroom,
  openChannel,
}) => {
  for (const body of ["One", "Two", "Three"]) await say(classroom.owner, classroom.general, body);
  const page = await openChannel(classroom.owner, classroom.general);
  await composer(page).focus();
  for (let presses = 0; presses < 10; presses += 1) {
    if (await log(page).evaluate((list) => list.contains(document.activeElement))) break;
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Escape");
  await expect(composer(page)).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: "Details", exact: true }), "Shift+Tab");
  await tabTo(page, message(page, "Three"));
  await page.keyboard.press("ArrowUp");
  await expect(message(page, "Two")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(message(page, "One")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(message(page, "Two")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(menu).toBeVisible();
  // It takes the keys a moment after it stands there.
  await expect.poll(() => menu.evaluate((shown) => shown.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("e");
  await expect(menu.getByRole("menuitem", { name: "Edit", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "Edit message" });
  await expect(field).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Two, better");
  await page.keyboard.press("Enter");
  await expect(message(page, "Two, better")).toBeFocused();
  await expect(message(page, "Two, better")).toContainText("edited");
});

test("R149: what others write is read out as it comes in, with the writer's name; what I scroll to is not", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("talk", 120, [ben, classroom.owner]);
  const page = await openChannel(classroom.owner, channel);
  await expect(message(page, "Message number 120")).toBeVisible();
  const spoken = page.locator("[aria-live=polite]").filter({ hasText: "Ben Baker: " });
  await expect(spoken).toHaveCount(0);
  await log(page).getByRole("article").last().press("Home");
  await expect(message(page, /Message number 1(?!\d)/u)).toBeVisible();
  await expect(spoken).toHaveCount(0);
  await message(page, /Message number 1(?!\d)/u).press("End");
  await expect(message(page, "Message number 120")).toBeVisible();
  await expect(composer(page)).toBeVisible();
  await expect(spoken).toHaveCount(0);
  await say(ben, channel, "Listen to this");
  await expect(spoken).toContainText("Ben Baker: Listen to this");
  await expect(log(page)).toHaveAccessibleName("Messages in #talk");
  await expect(log(page)).toHaveAttribute("aria-live", "off");
});

test("R149: 200 Tabs through a channel full of quotes, code, polls and links never leave the page's body focused", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const first = await say(ben, classroom.general, "See [the notes](https://example.org/notes) and https://example.org");
  for (let round = 0; round < 4; round += 1) {
    await say(ben, classroom.general, "```js\nconst a = 1;\n```\nand ||a spoiler||", { replyTo: first.seq });
    const { seq } = await say(
      classroom.owner,
      classroom.general,
      `Round ${round}: [a link](https://example.org/${round})`,
    );
    await ben.api.call(
      "messages.act",
      { channel: classroom.general.id, seq },
      { act: { type: "react", emoji: "🎉", on: true } },
    );
  }
  const page = await openChannel(classroom.owner, classroom.general);
  await expect(message(page, "Round 3")).toBeVisible();
  await composer(page).focus();
  // Past its first and its last stop the page itself is left, for the browser's own.
  const isLost = () =>
    page.evaluate(() => {
      const before = (globalThis as { before?: Element | null }).before;
      const now = document.activeElement;
      (globalThis as { before?: Element | null }).before = now;
      if (now !== document.body || !before) return false;
      const stops = [...document.querySelectorAll<HTMLElement>("a[href], button:enabled, textarea, [tabindex]")].filter(
        (element) => element.tabIndex === 0 && element.checkVisibility(),
      );
      return before !== document.body && before !== stops[0] && before !== stops.at(-1);
    });
  let inList = 0;
  for (const key of ["Shift+Tab", "Tab"])
    for (let presses = 0; presses < 100; presses += 1) {
      await page.keyboard.press(key);
      expect(await isLost(), `${key} ${presses}`).toBe(false);
      inList += Number(await log(page).evaluate((list) => list.contains(document.activeElement)));
    }
  expect(inList).toBeGreaterThan(10);
});

test("R149: the list is one tab stop: Tab goes through a row's parts and tools and then out, Esc from a part to its row", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(ben, classroom.general, "[one](https://example.org/1)");
  await say(ben, classroom.general, "[two](https://example.org/2)");
  await say(ben, classroom.general, "[three](https://example.org/3)");
  const page = await openChannel(classroom.owner, classroom.general);
  const rows = log(page).getByRole("article");
  const last = rows.last();
  await composer(page).focus();
  await last.hover();
  await expect(last.getByRole("button", { name: "More" })).toBeVisible();
  await tabTo(page, last, "Shift+Tab");
  await page.keyboard.press("ArrowUp");
  const row = rows.nth(1);
  await expect(row).toBeFocused();
  await expect(row.getByRole("button", { name: "More" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(row.getByRole("link", { name: /two/u })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(row).toBeFocused();
  for (const part of [
    row.getByRole("link", { name: /two/u }),
    row.getByRole("button", { name: "Add a reaction" }),
    row.getByRole("button", { name: "Reply in thread" }),
    row.getByRole("button", { name: "More" }),
    composer(page).locator("xpath=ancestor::form").getByRole("button").first(),
  ]) {
    await page.keyboard.press("Tab");
    await expect(part).toBeFocused();
  }
  await page.keyboard.press("Shift+Tab");
  await expect(row).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("button", { name: "Details", exact: true })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(row).toBeFocused();
});
