/** What a chat is for: two people, two browsers, live. */
import { say } from "./support/classroom.ts";
import { Network } from "./support/network.ts";
import {
  act,
  composer,
  inSidebar,
  forDevelopers,
  log,
  message,
  openDetails,
  section,
  sidebar,
  state,
  write,
} from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R25 R32 R70 R76: two people write to each other, and each sees the other's words without a reload", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  await write(mine, "Who has an idea for task 3?");
  await expect(message(his, "Who has an idea for task 3?")).toContainText("Tess Teacher");
  await write(his, "Start from the second law.");
  await expect(message(mine, "Start from the second law.")).toContainText("Ben Baker");
  await write(mine, "Good.");
  await expect(message(his, "Good.")).toBeVisible();
  await expect(log(mine).getByRole("article")).toHaveText([/task 3/u, /second law/u, /Good/u]);
  await expect(log(his).getByRole("article")).toHaveText([/task 3/u, /second law/u, /Good/u]);
});

test("R32 R64: my message stands in the list at once as sending, and says that it is saved when the server has it", async ({
  classroom,
  browserOf,
}) => {
  const context = await browserOf(classroom.owner);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  const letGo = network.holdPosts();
  await write(page, "On its way");
  await expect(state(message(page, "On its way"), "Sending")).toBeAttached();
  await expect(composer(page)).toHaveValue("");
  letGo();
  await expect(state(message(page, "On its way"), "Saved")).toBeAttached();
  await expect(state(message(page, "On its way"), "Sending")).toHaveCount(0);
});

test("R71: the menu of a message shows its way through the room: written first, then told", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  await forDevelopers(page);
  await page.reload();
  await write(page, "How did you get here?");
  const mine = message(page, "How did you get here?");
  await expect(state(mine, "Saved")).toBeAttached();
  await mine.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "How it travelled…" }).click();
  const steps = page.getByRole("dialog", { name: "How this message travelled" }).getByRole("listitem");
  await expect(steps.nth(0)).toContainText("Received by the room");
  await expect(steps.nth(1)).toContainText("Written for good");
  await expect(steps.nth(2)).toContainText("Sent to every open screen");
  await page.keyboard.press("Escape");
  await expect(mine).toBeFocused();
});

test("R4: “Copy as JSON” gives who said what, where and when, as the history has it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const said = await say(ben, classroom.general, "Is it *due* today?");
  const page = await openChannel(classroom.owner, classroom.general, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await forDevelopers(page);
  await page.reload();
  await act(page, message(page, "due"), "Copy as JSON");
  await expect(page.getByText("JSON copied.")).toBeVisible();
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual({
    id: said.id,
    author: ben.id,
    channel: classroom.general.id,
    body: "Is it *due* today?",
    time: new Date(said.at).toISOString(),
  });
});

test("R5 R7: an author's name leads to that person; a new name stands on old messages at once", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const eva = await classroom.join("Eva Ek");
  await say(ben, classroom.general, "From Ben");
  await say(eva, classroom.general, "From Eva");
  const page = await openChannel(classroom.owner, classroom.general);
  const card = page.getByRole("complementary", { name: "Profile" });
  await message(page, "From Eva").getByRole("button", { name: "Eva Ek", exact: true }).click();
  await expect(card).toContainText(`@${eva.handle}`);
  await eva.api.call("members.editMe", { workspace: classroom.id }, { name: "Eva Lund" });
  await expect(message(page, "From Eva").getByRole("button", { name: "Eva Lund", exact: true })).toBeVisible();
  await expect(card).toContainText("Eva Lund");
  await message(page, "From Ben").getByRole("button", { name: "Ben Baker", exact: true }).click();
  await expect(card).toContainText(`@${ben.handle}`);
});

test("R2 R83 R152: the details of a channel tell how many messages it has, who made it and when, and who is in it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "team" }, ben);
  for (const words of ["one", "two", "three"]) await say(ben, channel, words);
  const page = await openChannel(classroom.owner, channel);
  const panel = await openDetails(page);
  const told = (term: string) => panel.locator("dl > div").filter({ has: page.getByText(term, { exact: true }) });
  await expect(told("Messages")).toHaveText(/\D3$/u);
  await expect(told("Made")).toContainText(`${new Date().getFullYear()} by Tess Teacher`);
  await expect(panel.getByRole("button", { name: /^Ben Baker/u })).toBeVisible();
  await write(page, "four");
  await expect(told("Messages")).toHaveText(/\D4$/u);
});

test("R36: an edit shows for the other person, marked as edited", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "The test is on Tusday");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  await act(mine, message(mine, "Tusday"), "Edit");
  const field = mine.getByRole("textbox", { name: "Edit message" });
  await field.fill("The test is on Tuesday");
  await field.press("Enter");
  await expect(message(his, "The test is on Tuesday")).toContainText("edited");
  await expect(message(mine, "The test is on Tuesday")).toContainText("edited");
  await expect(message(his, "Tusday")).toHaveCount(0);
});

test("R36: a deleted message can be brought back for a moment; after that everybody sees that one was deleted", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "Not meant for here");
  await say(classroom.owner, classroom.general, "Meant for here");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  await act(mine, message(mine, "Not meant for here"), "Delete");
  await expect(message(mine, "Message deleted")).toHaveCount(1);
  await mine.getByRole("button", { name: "Undo" }).click();
  await expect(message(mine, "Not meant for here")).toBeVisible();
  await expect(message(his, "Not meant for here")).toBeVisible();

  await act(mine, message(mine, "Not meant for here"), "Delete");
  await expect(message(his, "Message deleted")).toHaveCount(1);
  await expect(message(his, "Not meant for here")).toHaveCount(0);
  await expect(log(his).getByRole("article")).toHaveText([/Message deleted/u, /Meant for here/u]);
});

test("R45 R46 R143: a direct message stands under Direct messages for both, and nowhere for anybody else", async ({
  classroom,
  open,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const cem = await classroom.join("Cem Celik");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  const theirs = await openChannel(cem, classroom.general);
  await sidebar(mine).getByRole("button", { name: "Write to somebody" }).click();
  await mine.getByRole("combobox", { name: "Find by name or handle" }).fill("Ben");
  await mine.keyboard.press("Enter");
  await mine.getByRole("button", { name: "Write to Ben Baker" }).click();
  await expect(composer(mine)).toHaveAccessibleName("Message to Ben Baker");
  await write(mine, "May I ask you something?");
  await expect(section(mine, "Direct messages").getByRole("link", { name: /^Ben Baker/u })).toBeVisible();

  await expect(section(his, "Direct messages").getByRole("link", { name: /^Tess Teacher ?, 1 unread/u })).toBeVisible();
  await inSidebar(his, "Tess Teacher").click();
  await expect(message(his, "May I ask you something?")).toBeVisible();
  await write(his, "Of course.");
  await expect(message(mine, "Of course.")).toBeVisible();
  await inSidebar(his, "general").click();
  await expect(section(his, "Direct messages").getByRole("link", { name: /^Tess Teacher/u })).toBeVisible();

  await say(ben, classroom.general, "Back to work");
  await expect(message(theirs, "Back to work")).toBeVisible();
  await expect(section(theirs, "Direct messages").getByRole("link")).toHaveCount(0);
  const address = new URL(mine.url()).pathname;
  const stranger = await open(cem, address);
  await expect(stranger.getByRole("heading", { name: "There is no such channel here" })).toBeVisible();
  await expect(stranger.getByText("May I ask you something?")).toHaveCount(0);
});
