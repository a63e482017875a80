/** A thread beside its channel: two people in it, what is unread, who follows; and the ways to get anywhere. */
import type { Locator, Page } from "@playwright/test";
import { say } from "./support/classroom.ts";
import { act, log, message, sidebar } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const panel = (page: Page): Locator => page.getByRole("complementary", { name: "Thread" });
const field = (page: Page): Locator => panel(page).getByRole("textbox", { name: "Message to the thread" });
const replies = (page: Page): Locator => panel(page).getByRole("log").getByRole("article");
const channelLog = (page: Page): Locator => page.getByRole("main").getByRole("log");
const threadsEntry = (page: Page): Locator => sidebar(page).getByRole("link", { name: /^Threads/u });
const switcher = (page: Page): Locator => page.getByRole("dialog", { name: "Jump to" });

async function reply(page: Page, words: string): Promise<void> {
  await field(page).fill(words);
  await field(page).press("Enter");
  await expect(replies(page).filter({ hasText: words })).toBeVisible();
}

test("R36: a reply in a thread stands beside the channel; the root counts it for all, and its author hears of it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const root = await say(classroom.owner, classroom.general, "What is a pointer?");
  const teacher = await openChannel(classroom.owner, classroom.general);
  const page = await openChannel(ben, classroom.general);
  await expect(threadsEntry(page)).toHaveAccessibleName("Threads");

  await act(page, message(page, "What is a pointer?"), "Reply in thread");
  await expect(field(page)).toBeFocused();
  await expect(panel(page)).toContainText("What is a pointer?");
  await reply(page, "An address");
  const line = (where: Page) => channelLog(where).getByRole("button", { name: /^1 reply/u });
  await expect(line(page)).toBeVisible();
  await expect(line(teacher)).toBeVisible();
  await expect(channelLog(teacher).getByText("An address")).toHaveCount(0);

  await expect(threadsEntry(teacher)).toHaveAccessibleName("Threads , 1 unread");
  await threadsEntry(teacher).click();
  await teacher.getByRole("link", { name: /What is a pointer\?/u }).click();
  await expect(replies(teacher).filter({ hasText: "An address" })).toBeVisible();
  await expect(threadsEntry(teacher)).toHaveAccessibleName("Threads");
  await reply(teacher, "And what stands there?");
  await expect(replies(page).filter({ hasText: "And what stands there?" })).toBeVisible();
  await expect(channelLog(page).getByRole("button", { name: /^2 replies/u })).toBeVisible();

  // Its address brings it back; so do back and forward.
  await page.reload();
  await expect(replies(page).filter({ hasText: "An address" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  await page.goBack();
  await expect(panel(page)).toBeVisible();

  // What it hangs on may go; the thread stays.
  await classroom.owner.api.call("messages.remove", { channel: classroom.general.id, seq: root.seq });
  await expect(panel(page)).toContainText("Message deleted");
  await expect(channelLog(page).getByRole("button", { name: /^2 replies/u })).toBeVisible();
});

test("R36: a reply can go to the channel as well, and leads back to its thread", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "Where is the exam?");
  const page = await openChannel(ben, classroom.general);
  await message(page, "Where is the exam?").focus();
  await page.keyboard.press("t");
  await panel(page).getByRole("checkbox", { name: "Also send to #general" }).check();
  await reply(page, "In hall 3");
  await expect(panel(page).getByRole("checkbox", { name: "Also send to #general" })).not.toBeChecked();
  await expect(replies(page).filter({ hasText: "In hall 3" })).toContainText("Also sent to the channel");
  const copy = channelLog(page).getByRole("article").filter({ hasText: "In hall 3" });
  await expect(copy).toBeVisible();
  await panel(page).getByRole("button", { name: "Close" }).click();
  await expect(panel(page)).toHaveCount(0);
  await copy.hover();
  await expect(copy.getByRole("button", { name: "Reply in thread" })).toBeVisible();
  await expect(copy.getByRole("button", { name: "Edit" })).toHaveCount(0);
  await copy.getByRole("button", { name: "Said in a thread. Open it" }).click();
  await expect(replies(page).filter({ hasText: "In hall 3" })).toBeVisible();
});

test("R36: who unfollows a thread hears no more of it; who follows again does", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const root = await say(ben, classroom.general, "Anyone for chess?");
  const { channel: thread } = await classroom.owner.api.call("threads.start", {
    channel: classroom.general.id,
    seq: root.seq,
  });
  await say(classroom.owner, thread, "Me");
  const page = await openChannel(ben, classroom.general);
  await channelLog(page)
    .getByRole("button", { name: /^1 reply/u })
    .click();
  await expect(threadsEntry(page)).toHaveAccessibleName("Threads");
  await panel(page).getByRole("button", { name: "Unfollow this thread" }).click();
  await expect(panel(page).getByRole("button", { name: "Follow this thread", exact: true })).toBeVisible();
  await panel(page).getByRole("button", { name: "Close" }).click();
  await say(classroom.owner, thread, "Tonight?");
  await expect(channelLog(page).getByRole("button", { name: /^2 replies/u })).toBeVisible();
  await expect(threadsEntry(page)).toHaveAccessibleName("Threads");
  await channelLog(page)
    .getByRole("button", { name: /^2 replies/u })
    .click();
  await panel(page).getByRole("button", { name: "Follow this thread", exact: true }).click();
  await expect(panel(page).getByRole("button", { name: "Unfollow this thread" })).toBeVisible();
  await panel(page).getByRole("button", { name: "Close" }).click();
  await say(classroom.owner, thread, "At eight");
  await expect(threadsEntry(page)).toHaveAccessibleName("Threads , 1 unread");
});

test("I5: a thread in a channel that is not mine to read says no more than that", async ({ classroom, open }) => {
  const ben = await classroom.join("Ben Baker");
  const secret = await classroom.channel(classroom.owner, { name: "secret", kind: "private" });
  const root = await say(classroom.owner, secret, "The marks");
  const { channel: thread } = await classroom.owner.api.call("threads.start", { channel: secret.id, seq: root.seq });
  await say(classroom.owner, thread, "All passed");
  const page = await open(ben, `/c/${classroom.general.id}?thread=${thread.id}`);
  await expect(panel(page)).toContainText("There is no such thread here.");
  await page.goto(`/c/${thread.id}`);
  await expect(page.getByRole("heading", { name: "There is no such channel here" })).toBeVisible();
});

test("R48: Ctrl K goes to a channel or a person by a few letters, what is unread first", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const chess = await classroom.channel(classroom.owner, { name: "chess-club" }, ben);
  await say(classroom.owner, chess, "Wednesday");
  const page = await openChannel(ben, classroom.general);
  await page.keyboard.press("ControlOrMeta+k");
  const options = switcher(page).getByRole("option");
  await expect(options.first()).toHaveAccessibleName(/^chess-club ?, 1 unread/u);
  await page.keyboard.type("no such place at all");
  await expect(switcher(page).getByRole("status")).toContainText("Nothing here is called that");
  await switcher(page).getByRole("combobox").fill("club");
  await expect(options).toContainText(["chess-club", "Search messages for “club”"]);
  await page.keyboard.press("Enter");
  await expect(switcher(page)).toHaveCount(0);
  await expect(log(page)).toHaveAccessibleName("Messages in #chess-club");
  await sidebar(page).getByRole("button", { name: "Jump to…" }).click();
  await expect(switcher(page).getByRole("combobox")).toBeFocused();
  await page.keyboard.type("tess");
  await page.keyboard.press("Enter");
  await expect(log(page)).toHaveAccessibleName("Messages in Tess Teacher");
});

test("R149: Alt and the arrows go through the channels, with Shift through the unread ones; ? tells the keys", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const unread = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  await say(classroom.owner, unread, "Ask here");
  const page = await openChannel(ben, classroom.general);
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect(log(page)).toHaveAccessibleName("Messages in #questions");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(log(page)).not.toHaveAccessibleName("Messages in #questions");
  await page.keyboard.press("Alt+ArrowUp");
  await expect(log(page)).toHaveAccessibleName("Messages in #questions");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await message(page, "Ask here").focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toContainText("Reply in thread");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a message waits for its time in my list, can be changed, sent at once and cancelled", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  const later = async (words: string) => {
    await page.getByRole("textbox", { name: "Message to #general" }).fill(words);
    await page.getByRole("button", { name: "More ways to send" }).click();
    await page.getByRole("menuitem", { name: /^Send later/u }).click();
  };
  const dialog = page.getByRole("dialog");
  await later("The exam is on Friday");
  await dialog.getByLabel("When").fill("2020-01-01T09:00");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog).toContainText("That time is past");
  await dialog.getByLabel("When").fill("2027-06-01T09:00");
  await dialog.getByRole("radio", { name: "Every week" }).check();
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Message to #general" })).toHaveValue("");
  await later("Forget it");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog).toHaveCount(0);

  await page.goto(`/w/${classroom.id}/scheduled`);
  const items = page.getByRole("main").getByRole("listitem");
  const exam = items.filter({ hasText: "The exam is on Friday" });
  await expect(exam).toContainText("#general");
  await expect(exam).toContainText("every week");
  await items.filter({ hasText: "Forget it" }).getByRole("button", { name: "Cancel" }).click();
  await dialog.getByRole("button", { name: "Cancel the message" }).click();
  await expect(items).toHaveCount(1);
  await exam.getByRole("button", { name: "Change" }).click();
  await dialog.getByRole("textbox", { name: "Message" }).fill("The exam is on Monday");
  await dialog.getByRole("radio", { name: "Once" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(items).toContainText("The exam is on Monday");
  await expect(items).not.toContainText("every week");
  await items.getByRole("button", { name: "Send now" }).click();
  await expect(page.getByText("Nothing waits to be sent")).toBeVisible();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(message(page, "The exam is on Monday")).toBeVisible();
});

test("R36: the message that a thread is about is reacted to in its panel, also where it stands far up in the channel", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("archive", 300, [classroom.owner, ben]);
  const { channel: thread } = await ben.api.call("threads.start", { channel: channel.id, seq: 2 });
  const chips = (where: Locator) => where.getByRole("group", { name: "Reactions" });
  for (const person of [ben, classroom.owner])
    await person.api.call(
      "messages.act",
      { channel: channel.id, seq: 2 },
      { act: { type: "react", emoji: "👍", on: true } },
    );
  const hers = await open(classroom.owner, `/c/${channel.id}#2`);
  const root = hers
    .getByRole("log", { name: /^Messages in/u })
    .getByRole("article")
    .nth(1);
  await expect(chips(root).getByRole("button", { name: /^👍 2/u })).toBeVisible();
  const page = await open(ben, `/c/${channel.id}?thread=${thread.id}`);
  const mine = chips(panel(page)).getByRole("button", { name: /^👍 2/u });
  await expect(mine).toHaveAttribute("aria-pressed", "true");
  await mine.click();
  await expect(chips(panel(page)).getByRole("button", { name: /^👍 1/u })).toHaveAttribute("aria-pressed", "false");
  await expect(chips(root).getByRole("button", { name: /^👍 1/u })).toBeVisible();
  await chips(panel(page)).getByRole("button", { name: "Add a reaction" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Search" })).toBeFocused();
  // At one go: with every letter the picker looks anew, and chooses none.
  await page.keyboard.insertText("tada");
  await expect(page.getByRole("option", { name: /tada/u }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(chips(panel(page)).getByRole("button", { name: /^🎉 1/u })).toBeVisible();
  await expect(chips(root).getByRole("button", { name: /^🎉 1/u })).toBeVisible();
  // What others do shows as well, and a reload has all of it.
  await classroom.owner.api.call(
    "messages.act",
    { channel: channel.id, seq: 2 },
    { act: { type: "react", emoji: "🎉", on: true } },
  );
  await expect(chips(panel(page)).getByRole("button", { name: /^🎉 2/u })).toBeVisible();
  await page.reload();
  await expect(chips(panel(page)).getByRole("button", { name: /^🎉 2/u })).toHaveAttribute("aria-pressed", "true");
});

test("R37: a poll is made in a thread, with /poll and from the menu, and both vote in it", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const root = await say(classroom.owner, classroom.general, "What do we do on Friday?");
  const { channel: thread } = await ben.api.call("threads.start", { channel: classroom.general.id, seq: root.seq });
  const at = `/c/${classroom.general.id}?thread=${thread.id}`;
  const [mine, hers] = [await open(ben, at), await open(classroom.owner, at)];
  const maker = mine.getByRole("dialog", { name: "Make a poll" });
  async function fillIn(options: string[]) {
    for (const [index, words] of options.entries())
      await maker.getByRole("textbox", { name: `Option ${index + 1}` }).fill(words);
    await maker.getByRole("button", { name: "Send to the thread" }).click();
    await expect(maker).toHaveCount(0);
  }
  await field(mine).fill("/poll Museum or lake?");
  await field(mine).press("Enter");
  await fillIn(["Museum", "Lake"]);
  const card = (page: Page) => replies(page).getByRole("group", { name: "Poll", exact: true });
  await card(hers).getByRole("radio", { name: /Lake/u }).check();
  await card(mine).getByRole("radio", { name: /Lake/u }).check();
  for (const page of [mine, hers]) await expect(card(page)).toContainText("2 people voted");
  await expect(channelLog(hers).getByRole("group", { name: "Poll", exact: true })).toHaveCount(0);

  await panel(mine).getByRole("button", { name: "Add to the message" }).click();
  await mine.getByRole("menuitem", { name: /^Poll/u }).click();
  await maker.getByRole("textbox", { name: "Question" }).fill("At nine?");
  await fillIn(["Yes", "No"]);
  await expect(replies(hers).filter({ hasText: "At nine?" })).toBeVisible();
});
