/** The field one writes in: its keys, what it keeps, and what it says when something cannot go out. */
import { MESSAGE_MAX_CHARS } from "../../protocol/index.ts";
import { historyOf, say } from "./support/classroom.ts";
import { Network } from "./support/network.ts";
import { composer, inSidebar, log, message, state, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R24: Enter sends, Shift+Enter breaks the line, and nothing empty goes out", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  await field.press("Enter");
  await field.pressSequentially("   ");
  await field.press("Enter");
  await expect(page.getByRole("button", { name: "Send" })).toBeDisabled();
  await field.fill("");
  await field.pressSequentially("First line");
  await field.press("Shift+Enter");
  await field.pressSequentially("second line");
  await expect(field).toHaveValue("First line\nsecond line");
  await field.press("Enter");
  await expect(state(message(page, "First line"), "Saved")).toBeAttached();
  const history = await historyOf(classroom.owner, classroom.general);
  expect(history.map(({ body }) => body)).toEqual(["First line\nsecond line"]);
});

test("R36: ↑ in the empty field edits my last message; Esc leaves it as it was, Enter saves", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  await write(page, "Older");
  await write(page, "Newest");
  await expect(state(message(page, "Newest"), "Saved")).toBeAttached();
  await composer(page).press("ArrowUp");
  const editing = page.getByRole("textbox", { name: "Edit message" });
  await expect(editing).toBeFocused();
  await expect(editing).toHaveValue("Newest");
  await editing.fill("Something else");
  await editing.press("Escape");
  await expect(editing).toHaveCount(0);
  await expect(message(page, "Newest")).toBeVisible();
  await composer(page).focus();
  await composer(page).press("ArrowUp");
  await editing.fill("Newest, corrected");
  await editing.press("Enter");
  await expect(message(page, "Newest, corrected")).toContainText("edited");
});

test("R115: what I typed and did not send is kept when I look into another channel, and over a reload", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.channel(classroom.owner, { name: "aside" });
  const page = await openChannel(classroom.owner, classroom.general);
  await composer(page).pressSequentially("Half a thou");
  await inSidebar(page, "aside").click();
  await expect(composer(page)).toHaveAccessibleName("Message to #aside");
  await expect(composer(page)).toHaveValue("");
  await composer(page).pressSequentially("Other words");
  await inSidebar(page, "general").click();
  await expect(composer(page)).toHaveValue("Half a thou");
  await page.reload();
  await expect(composer(page)).toHaveValue("Half a thou");
  await page.goto(`/c/${channel.id}`);
  await expect(composer(page)).toHaveValue("Other words");
});

test("R153: near the limit the characters are counted; what is too long is not sent, not cut, and says why", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  const field = composer(page);
  await field.fill("x".repeat(MESSAGE_MAX_CHARS - 3));
  await expect(page.getByText("3 left")).toBeVisible();
  const tooLong = "y".repeat(MESSAGE_MAX_CHARS + 12);
  await field.fill(tooLong);
  await expect(page.getByText("12 too many")).toBeVisible();
  await field.press("Enter");
  await expect(page.getByRole("alert")).toContainText("That's too long. Nothing was cut");
  await expect(field).toHaveValue(tooLong);
  const fits = "z".repeat(MESSAGE_MAX_CHARS);
  await field.fill(fits);
  await field.press("Enter");
  await expect(state(message(page, "zzz"), "Saved")).toBeAttached();
  expect((await historyOf(classroom.owner, classroom.general)).map(({ body }) => body)).toEqual([fits]);
});

test("R61: who writes too fast is told how long it takes, and all of it goes out by itself, in order", async ({
  classroom,
  openChannel,
}) => {
  const before = Array.from({ length: 10 }, (_, index) => `Stanza ${index + 1}`);
  const page = await openChannel(classroom.owner, classroom.general);
  await Promise.all(before.map((body) => say(classroom.owner, classroom.general, body)));
  const bodies = Array.from({ length: 5 }, (_, index) => `Line ${index + 1} of the last one`);
  for (const body of bodies) await write(page, body);
  await expect(
    log(page)
      .getByText(/goes out in \d+ s/u)
      .first(),
  ).toBeVisible();
  await expect(log(page).getByRole("article").last()).toContainText("Line 5 of the last one");
  await expect(state(log(page), "Saved")).toHaveCount(15);
  const history = await historyOf(classroom.owner, classroom.general);
  expect(history.slice(10).map(({ body }) => body)).toEqual(bodies);
});

test("I9: what the channel no longer takes stays on the screen with the reason, and goes out on Retry", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "closing" }, ben);
  const context = await browserOf(ben);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${channel.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  await network.goDown();
  await write(page, "Just too late");
  await classroom.owner.api.call("channels.archive", { channel: channel.id });
  await network.comeBack();
  const row = message(page, "Just too late");
  await expect(state(row, "Not sent")).toBeAttached();
  await expect(row).toContainText("This channel is archived.");
  await classroom.owner.api.call("channels.restore", { channel: channel.id });
  await row.getByRole("button", { name: "Retry" }).click();
  await expect(state(row, "Saved")).toBeAttached();
});
