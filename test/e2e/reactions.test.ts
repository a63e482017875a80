/** Reactions: what two people choose at once, from the menu and from all emoji, with and without a network. */
import { say } from "./support/classroom.ts";
import { Network } from "./support/network.ts";
import { act, chip, emojiPicker, menuOf, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R36: two people react to one message at once and both count, with their names, live and after a reload", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "Who is ready for Friday?");
  const [mine, his] = await Promise.all([
    openChannel(classroom.owner, classroom.general),
    openChannel(ben, classroom.general),
  ]);
  const [here, there] = [message(mine, "Who is ready"), message(his, "Who is ready")];
  const menus = await Promise.all([menuOf(mine, here), menuOf(his, there)]);
  await Promise.all(menus.map((menu) => menu.getByRole("menuitem", { name: "React with 👍" }).click()));
  await expect(chip(here, "👍")).toHaveAccessibleName("👍 2, Ben Baker and you");
  await expect(chip(there, "👍")).toHaveAccessibleName("👍 2, Tess Teacher and you");
  await mine.reload();
  await expect(chip(here, "👍")).toHaveAccessibleName("👍 2, Ben Baker and you");
  await expect(chip(here, "👍")).toHaveAttribute("aria-pressed", "true");

  await chip(here, "👍").click();
  await expect(chip(there, "👍")).toHaveAccessibleName("👍 1, you");
  await chip(there, "👍").click();
  await expect(chip(here, "👍")).toHaveCount(0);
});

test("R36 R149: an emoji is found by its name with the keyboard alone, and is at hand the next time", async ({
  classroom,
  openChannel,
}) => {
  await say(classroom.owner, classroom.general, "We did it");
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "We did it");
  await row.focus();
  await page.keyboard.press("+");
  await expect(emojiPicker(page).getByRole("combobox", { name: "Search" })).toBeFocused();
  // At one go: with every letter the picker looks anew, and chooses none.
  await page.keyboard.insertText("tada");
  await expect(emojiPicker(page).getByRole("option", { name: /tada/u })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(emojiPicker(page)).toHaveCount(0);
  await expect(chip(row, "🎉")).toHaveAccessibleName("🎉 1, you");
  await expect(row).toBeFocused();
  const menu = await menuOf(page, row);
  await expect(menu.getByRole("menuitem", { name: "React with 🎉, chosen" })).toBeVisible();
});

test("R36: a skin tone that I chose stays chosen", async ({ classroom, openChannel }) => {
  await say(classroom.owner, classroom.general, "Hello");
  await say(classroom.owner, classroom.general, "Goodbye");
  const page = await openChannel(classroom.owner, classroom.general);
  const add = async (words: string) => {
    await message(page, words).hover();
    await message(page, words).getByRole("button", { name: "Add a reaction" }).first().click();
  };
  await add("Hello");
  await emojiPicker(page)
    .getByRole("button", { name: /skin tone/u })
    .click();
  await emojiPicker(page).getByRole("option", { name: "Medium", exact: true }).click();
  await emojiPicker(page).getByRole("combobox", { name: "Search" }).fill("wave");
  await emojiPicker(page).getByRole("option", { name: /^👋🏽/u }).click();
  await expect(chip(message(page, "Hello"), "👋🏽")).toBeVisible();
  await page.reload();
  await add("Goodbye");
  await emojiPicker(page).getByRole("combobox", { name: "Search" }).fill("wave");
  await expect(emojiPicker(page).getByRole("option", { name: /^👋🏽/u })).toBeVisible();
});

test("R36: nothing of the picker is fetched before somebody wants it, and nothing of it from elsewhere", async ({
  classroom,
  browserOf,
  origin,
}) => {
  await say(classroom.owner, classroom.general, "Hello");
  const page = await (await browserOf(classroom.owner)).newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`/c/${classroom.general.id}`);
  await message(page, "Hello").hover();
  await expect(message(page, "Hello").getByRole("button", { name: "Add a reaction" })).toBeVisible();
  expect(asked.filter((address) => /emoji/iu.test(address))).toEqual([]);
  await message(page, "Hello").getByRole("button", { name: "Add a reaction" }).click();
  await expect(emojiPicker(page).getByRole("combobox", { name: "Search" })).toBeVisible();
  expect(asked.filter((address) => /emoji/iu.test(address))).not.toEqual([]);
  expect(asked.filter((address) => !address.startsWith(origin))).toEqual([]);
});

test("R36 I9: the twenty-first different reaction is taken back and says that there is a limit", async ({
  classroom,
  openChannel,
}) => {
  const { seq } = await say(classroom.owner, classroom.general, "React to this");
  const different = [..."🍎🍐🍊🍋🍌🍉🍇🍓🍒🍑🍍🥝🍅🥑🍆🥔🥕🌽🥒🥬"];
  for (const emoji of different)
    await classroom.owner.api.call(
      "messages.act",
      { channel: classroom.general.id, seq },
      { act: { type: "react", emoji, on: true } },
    );
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "React to this");
  await act(page, row, "React with 👍");
  await expect(page.getByText("This message has 20 different reactions, and that is the limit.")).toBeVisible();
  await expect(chip(row, "👍")).toHaveCount(0);
  await expect(chip(row, "🥬")).toBeVisible();
});

test("R74: a reaction made offline is there at once, and others see it when I am back", async ({
  classroom,
  browserOf,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "On the train");
  const context = await browserOf(ben);
  const network = await Network.of(context);
  const his = await context.newPage();
  await his.goto(`/c/${classroom.general.id}`);
  const mine = await openChannel(classroom.owner, classroom.general);
  const there = message(his, "On the train");
  // The menu comes with its first use; whoever has it can react without a network.
  await expect(await menuOf(his, there)).toBeVisible();
  await his.keyboard.press("Escape");
  await network.goDown();
  // The line that tells of it takes its room under the messages.
  await expect(his.getByRole("status").filter({ hasText: "You're offline" })).toBeVisible();
  await act(his, there, "React with ✅");
  await expect(chip(there, "✅")).toHaveAccessibleName("✅ 1, you");
  await expect(chip(message(mine, "On the train"), "✅")).toHaveCount(0);
  await network.comeBack();
  await expect(chip(message(mine, "On the train"), "✅")).toHaveAccessibleName("✅ 1, Ben Baker", { timeout: 30_000 });
});
