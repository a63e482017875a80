/** What is a person's own: groups, presence, notifications, saved messages, drafts, read marks. */
import { tabsWatching } from "./support/background.ts";
import { say } from "./support/classroom.ts";
import {
  act,
  composer,
  expectNoSidewaysScroll,
  inSidebar,
  message,
  openDetails,
  section,
  sidebar,
  state,
  write,
} from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R31 R137 R144: several people are chosen and become a group, which is named, grows and can be left", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await classroom.join("Cem Celik");
  await classroom.join("Dana Dahl");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  await sidebar(mine).getByRole("button", { name: "Write to somebody" }).click();
  const dialog = mine.getByRole("dialog");
  for (const name of ["Ben", "Cem"]) {
    await dialog.getByRole("combobox").fill(name);
    await mine.keyboard.press("Enter");
  }
  await dialog.getByRole("button", { name: "Start the group" }).click();
  await expect(composer(mine)).toHaveAccessibleName(/Ben Baker, Cem Celik|Cem Celik, Ben Baker/u);
  await write(mine, "Shall we learn together?");
  await expect(section(his, "Direct messages").getByRole("link", { name: /Tess Teacher.*1 unread/u })).toBeVisible();

  const panel = await openDetails(mine);
  await panel.getByRole("button", { name: "Name the group" }).click();
  await dialog.getByRole("textbox", { name: /Name/u }).fill("Lab partners");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(inSidebar(his, "Lab partners")).toBeVisible();
  await panel.getByRole("button", { name: "Add people" }).click();
  await dialog.getByRole("combobox").fill("Dana");
  await mine.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Add one person" }).click();
  await expect(panel.getByText("Dana Dahl")).toBeVisible();

  await inSidebar(his, "Lab partners").click();
  await (await openDetails(his)).getByRole("button", { name: "Leave" }).click();
  await his.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(inSidebar(his, "Lab partners")).toHaveCount(0);
});

test("R88: a status is seen by others beside the name, until it is cleared", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  await classroom.direct(classroom.owner, ben);
  const his = await openChannel(ben, classroom.general);
  const mine = await openChannel(classroom.owner, classroom.general);
  await sidebar(his).getByRole("button", { name: "Your status" }).click();
  await his.getByRole("menuitem", { name: "Set a status…" }).click();
  await his.getByRole("dialog").getByRole("button", { name: "At lunch" }).click();
  await his.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(inSidebar(mine, "Ben Baker")).toHaveAccessibleName(/online.*At lunch/u);
  await sidebar(his).getByRole("button", { name: "Your status" }).click();
  await his.getByRole("menuitem", { name: "Do not disturb for an hour" }).click();
  await expect(inSidebar(mine, "Ben Baker")).toHaveAccessibleName(/do not disturb/u);
  await sidebar(his).getByRole("button", { name: "Your status" }).click();
  await his.getByRole("menuitem", { name: "Hide that I am here" }).click();
  await expect(inSidebar(mine, "Ben Baker")).not.toHaveAccessibleName(/do not disturb|online/u);
});

test("R88: whoever touches nothing for ten minutes is away, and here again with the next touch", async ({
  classroom,
  browserOf,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await classroom.direct(classroom.owner, ben);
  const his = await (await browserOf(ben)).newPage();
  await his.clock.install();
  await his.goto(`/c/${classroom.general.id}`);
  const mine = await openChannel(classroom.owner, classroom.general);
  await expect(inSidebar(mine, "Ben Baker")).toHaveAccessibleName(/online/u);
  await expect.poll(() => tabsWatching(his)).toBe(1);
  await his.clock.fastForward("10:05");
  await expect(inSidebar(mine, "Ben Baker")).toHaveAccessibleName(/away/u);
  await his.mouse.move(300, 300);
  await expect(inSidebar(mine, "Ben Baker")).toHaveAccessibleName(/online/u);
});

test("R143: somebody who is blocked cannot write to me directly; unblocked, they can", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const direct = await classroom.direct(ben, classroom.owner);
  await say(ben, direct, "Hello");
  const mine = await openChannel(classroom.owner, direct);
  const his = await openChannel(ben, direct);
  await message(mine, "Hello").getByRole("button", { name: "Ben Baker" }).click();
  const card = mine.getByRole("complementary", { name: "Profile" });
  await card.getByRole("button", { name: "Block" }).click();
  await mine.getByRole("dialog").getByRole("button", { name: "Block" }).click();
  await expect(card.getByText("You blocked Ben Baker")).toBeVisible();
  // Nothing to write in is offered to him, and no reason that would tell of the block.
  await expect(composer(his)).toHaveCount(0);
  await mine.goto("/settings/privacy");
  await mine.getByRole("button", { name: "Unblock Ben Baker" }).click();
  await expect(mine.getByText("You haven't blocked anybody")).toBeVisible();
  await say(ben, direct, "Now it arrives");
});

test("what names me is kept under Mentions, what I save under Saved with its note; both lead back", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, `Please look at this, @${ben.handle}`);
  const page = await openChannel(ben, classroom.general);
  await act(page, message(page, "Please look"), "Save");
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Add a note", exact: true }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: /Note/u }).fill("For the exam");
  await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await sidebar(page).getByRole("link", { name: "Saved" }).click();
  await expect(page.getByText("For the exam")).toBeVisible();
  await sidebar(page).getByRole("link", { name: "Mentions" }).click();
  await page
    .getByRole("main")
    .getByRole("link", { name: /Please look at this/u })
    .click();
  await expect(message(page, "Please look at this")).toBeVisible();
  await sidebar(page).getByRole("link", { name: "Saved" }).click();
  await page.getByRole("button", { name: "Remove from Saved" }).click();
  await expect(page.getByRole("heading", { name: "Nothing is saved yet" })).toBeVisible();
});

test("R49 R111: a starred channel stands at the top; all is marked read at once; a muted one does not count", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  const page = await openChannel(ben, channel);
  const panel = await openDetails(page);
  await panel.getByRole("button", { name: "Star", exact: true }).click();
  await expect(section(page, "Starred").getByRole("link", { name: /^questions/u })).toBeVisible();
  await inSidebar(page, "general").click();
  await say(classroom.owner, channel, "News");
  await expect(section(page, "Starred").getByRole("link", { name: /^questions ?, 1 unread/u })).toBeVisible();
  await page.keyboard.press("Shift+Escape");
  await expect(section(page, "Starred").getByRole("link", { name: /^questions/u })).toBeVisible();
  await inSidebar(page, "questions").click();
  const again = await openDetails(page);
  await again.getByRole("button", { name: "Mute" }).click();
  await page.getByRole("menuitem", { name: "For an hour" }).click();
  await expect(again.getByText(/Muted until/u)).toBeVisible();
  await expect(inSidebar(page, "questions")).toHaveAccessibleName(/muted/u);
});

test("R115: what I have not sent waits for me on my other device, and goes there when it is sent here", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  const laptop = await openChannel(ben, channel);
  const phone = await openChannel(ben, classroom.general);
  await composer(laptop).fill("Half a thought");
  await expect(inSidebar(phone, "questions")).toHaveAccessibleName(/draft/u);
  await inSidebar(phone, "questions").click();
  await expect(composer(phone)).toHaveValue("Half a thought");
  await composer(laptop).press("Enter");
  await expect(composer(phone)).toHaveValue("");
});

test("R86 R87: in a direct message I see that mine was read, and when", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const direct = await classroom.direct(classroom.owner, ben);
  const mine = await openChannel(classroom.owner, direct);
  await write(mine, "Did you see this?");
  await expect(state(message(mine, "Did you see this?"), "Saved")).toBeAttached();
  await openChannel(ben, direct);
  await expect(message(mine, "Did you see this?").getByRole("img", { name: "Read", exact: true })).toBeAttached();
  await expect(message(mine, "Did you see this?").getByText(/^Seen \d{1,2}:\d{2}/u)).toBeVisible();
  // It says when, and still does when I come back.
  await mine.reload();
  await expect(message(mine, "Did you see this?").getByText(/^Seen \d{1,2}:\d{2}/u)).toBeVisible();
});

test("R93: the personal pages hold nothing wider than a phone", async ({ classroom, open }) => {
  const ben = await classroom.join("Ben Baker");
  const page = await open(ben, "/settings/notifications", { viewport: { width: 390, height: 800 } });
  await page.getByRole("checkbox", { name: "Keep quiet hours" }).check();
  await expectNoSidewaysScroll(page);
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  for (const address of ["/settings/privacy", `/w/${classroom.id}/mentions`, `/w/${classroom.id}/saved`]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
});

test("R115 R74: a draft that was emptied offline does not come back from the server; newer words of another device stand", async ({
  origin,
  classroom,
  browserOf,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const questions = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  await ben.api.call("personal.keepDraft", { channel: classroom.general.id }, { body: "Half a thought" });
  await ben.api.call("personal.keepDraft", { channel: questions.id }, { body: "Written on the train" });
  const phone = await openChannel(ben, classroom.general);
  await expect(composer(phone)).toHaveValue("Half a thought");
  // A browser tells the server even while it is closed. This is what one without a network leaves behind: no words, and those
  // that the server was told of last.
  const localStorage = [classroom.general, questions].map(({ id }) => ({
    name: `place.draft-told.${ben.id}.${id}`,
    value: "Half a thought",
  }));
  const context = await browserOf(ben, { storageState: { cookies: [], origins: [{ origin, localStorage }] } });
  const laptop = await context.newPage();
  await laptop.goto(`/c/${classroom.general.id}`);
  await expect(inSidebar(laptop, "questions")).toHaveAccessibleName(/draft/u);
  await expect(composer(phone)).toHaveValue("");
  await expect(composer(laptop)).toHaveValue("");
  await inSidebar(laptop, "questions").click();
  await expect(composer(laptop)).toHaveValue("Written on the train");
});
