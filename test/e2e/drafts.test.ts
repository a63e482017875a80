/** Words that were not sent: in two tabs, on two devices, and in a tab that closes at once. */
import { composer, inSidebar, message, state, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";
import { Network } from "./support/network.ts";
import { say } from "./support/classroom.ts";

test("R115: typed in two tabs within a moment, both texts are somewhere: one in the field, the other is offered", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const context = await browserOf(ben);
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const page of [one, two]) {
    await page.goto(`/c/${classroom.general.id}`);
    await expect(composer(page)).toBeVisible();
  }
  await Promise.all([composer(one).fill("hello from one"), composer(two).fill("hello from two")]);
  const offer = one.getByRole("status").filter({ hasText: "Another draft" });
  await expect(offer).toBeVisible();
  const texts = async () => [await composer(one).inputValue(), (await offer.locator("bdi").textContent()) ?? ""];
  expect((await texts()).sort()).toEqual(["hello from one", "hello from two"]);
  await expect(two.getByRole("status").filter({ hasText: "Another draft" })).toBeVisible();

  // Taken, they change places; thrown away, it is gone from both.
  const [before, other] = (await texts()) as [string, string];
  await offer.getByRole("button", { name: "Use it" }).click();
  await expect(composer(one)).toHaveValue(other);
  await expect(offer.locator("bdi")).toHaveText(before);
  await expect(composer(two)).toHaveValue(other);
  await offer.getByRole("button", { name: "Discard" }).click();
  for (const page of [one, two]) await expect(page.getByRole("button", { name: "Use it" })).toHaveCount(0);
  await expect(composer(one)).toHaveValue(other);
  await one.reload();
  await expect(composer(one)).toHaveValue(other);
});

test("R115: a draft that was emptied in a tab that is left at once does not come back on another device", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const kept = async () =>
    (await ben.api.call("personal.drafts", { workspace: classroom.id })).drafts.map(({ body }) => body);
  const phone = await openChannel(ben, classroom.general);
  const laptop = await openChannel(ben, classroom.general);
  await composer(laptop).fill("Half a thought");
  await expect(composer(phone)).toHaveValue("Half a thought", { timeout: 15_000 });
  expect(await kept()).toEqual(["Half a thought"]);
  await composer(laptop).fill("");
  await laptop.goto("about:blank");
  await expect(composer(phone)).toHaveValue("");
  expect(await kept()).toEqual([]);
  const tablet = await openChannel(ben, classroom.general);
  await expect(composer(tablet)).toHaveValue("");
});

test("I7: two edits while the network is away, by ↑ each time: the later wording is what everybody reads", async ({
  classroom,
  browserOf,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const reader = await openChannel(classroom.owner, classroom.general);
  const context = await browserOf(ben);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  await write(page, "good");
  await expect(message(reader, "good")).toBeVisible();
  await expect(state(message(page, "good"), "Saved")).toBeAttached();
  // What the field is made of is fetched with the first edit.
  await composer(page).press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit message" }).press("Escape");
  await network.goDown();
  const editLast = async (from: string, to: string) => {
    await composer(page).press("ArrowUp");
    const box = page.getByRole("textbox", { name: "Edit message" });
    await expect(box).toHaveValue(from);
    await box.fill(to);
    await box.press("Enter");
    await expect(message(page, to)).toBeVisible();
    await composer(page).focus();
  };
  await editLast("good", "better");
  await editLast("better", "best");
  await network.comeBack();
  await expect(message(reader, "best")).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit again" })).toHaveCount(0);
  await page.reload();
  await expect(message(page, "best")).toBeVisible();
});

test("R111: what I wrote while I was cut off is not unread to me after a reload; what was deleted is not either", async ({
  classroom,
  browserOf,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const questions = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  await say(classroom.owner, questions, "Ask here");
  await ben.api.call("messages.read", { channel: questions.id }, { seq: 1 });
  const context = await browserOf(ben);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${questions.id}`);
  await expect(message(page, "Ask here")).toBeVisible();
  await expect(inSidebar(page, "general")).toBeVisible();
  await network.goDown();
  for (const words of ["Mine one", "Mine two"]) await write(page, words);
  await page
    .getByRole("link", { name: /^general/u })
    .first()
    .click();
  const said = await say(classroom.owner, questions, "Never mind");
  await network.comeBack();
  const phone = await openChannel(ben, classroom.general);
  const row = phone.getByRole("navigation").getByRole("link", { name: /^questions/u });
  await expect(row).toHaveAccessibleName(/^questions ?, 1 unread$/u);
  await phone.reload();
  await expect(row).toHaveAccessibleName(/^questions ?, 1 unread$/u);
  await classroom.owner.api.call("messages.remove", { channel: questions.id, seq: said.seq });
  await expect(row).toHaveAccessibleName("questions");
  await expect(phone).not.toHaveTitle(/^\(/u);
});
