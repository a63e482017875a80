/** What two people do with each other's words: pins, checkpoints, earlier wordings, typing, replies, private messages. */
import type { Locator, Page } from "@playwright/test";
import { say } from "./support/classroom.ts";
import {
  act,
  chip,
  composer,
  expectNoSidewaysScroll,
  fontsAreThere,
  inSidebar,
  log,
  menuOf,
  message,
  seqsOf,
  state,
  write,
} from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const panel = (page: Page): Locator => page.getByRole("complementary", { name: "Pins" });

async function openPins(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Pins", exact: true }).click();
  await expect(panel(page)).toBeVisible();
  return panel(page);
}

test("R36: the teacher pins; everyone sees the mark and finds it in the panel, a student cannot pin", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "Office hours: Tuesday at four");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  const pins = await openPins(his);
  await expect(pins.getByRole("heading", { name: "Nothing is pinned yet" })).toBeVisible();
  await act(mine, message(mine, "Office hours"), "Pin");
  await expect(message(his, "Office hours")).toContainText("Pinned by Tess Teacher");
  await expect(pins.getByRole("button", { name: /Office hours/u })).toBeVisible();
  await expect(pins.getByRole("button", { name: "Unpin" })).toHaveCount(0);
  const menu = await menuOf(his, message(his, "Office hours"));
  await expect(menu.getByRole("menuitem", { name: "Reply", exact: true })).toBeVisible();
  await menu.getByRole("menuitem", { name: "More", exact: true }).click();
  await expect(menu.getByRole("menuitem", { name: "Copy text" })).toBeVisible();
  await expect(his.getByRole("menuitem", { name: /pin|checkpoint/iu })).toHaveCount(0);
  await his.keyboard.press("Escape");

  await act(mine, message(mine, "Office hours"), "Unpin");
  await expect(pins.getByRole("button", { name: /Office hours/u })).toHaveCount(0);
  await mine.getByRole("button", { name: "Undo" }).click();
  await expect(pins.getByRole("button", { name: /Office hours/u })).toBeVisible();
});

test("R36: the pins go along to the next channel, and who writes there goes on writing", async ({
  classroom,
  openChannel,
}) => {
  const lab = await classroom.channel(classroom.owner, { kind: "public", name: "lab" });
  const page = await openChannel(classroom.owner, classroom.general);
  await openPins(page);
  await inSidebar(page, "lab").click();
  await expect(composer(page)).toHaveAccessibleName(`Message to #${lab.name}`);
  await expect(panel(page).getByRole("heading", { name: "Nothing is pinned yet" })).toBeVisible();
  await composer(page).focus();
  await inSidebar(page, "general").click();
  await expect(composer(page)).toHaveAccessibleName("Message to #general");
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("Still here");
  await expect(composer(page)).toHaveValue("Still here");
});

test("R36: in a direct message anyone pins", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const direct = await classroom.direct(ben, classroom.owner);
  await say(classroom.owner, direct, "Your grade is in");
  const his = await openChannel(ben, direct);
  await act(his, message(his, "Your grade is in"), "Pin");
  await expect(message(his, "Your grade is in")).toContainText("Pinned by Ben Baker");
  await his.reload();
  await expect(message(his, "Your grade is in")).toContainText("Pinned by Ben Baker");
});

test("R40: a checkpoint set in week one is jumped to months later", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("lectures", 900, [classroom.owner, ben]);
  await say(classroom.owner, channel, "Welcome back");
  const first = await openChannel(classroom.owner, channel);
  await act(first, message(first, "Welcome back"), "Mark a checkpoint…");
  const name = first.getByRole("textbox", { name: "Name" });
  await expect(name).toBeFocused();
  await name.press("Enter");
  await expect(name).toHaveAccessibleDescription(/A checkpoint needs a name/u);
  await name.fill("Lecture 5");
  await name.press("Enter");
  await expect(log(first).getByRole("heading", { name: "Checkpoint: Lecture 5" })).toBeVisible();
  await act(first, message(first, "Welcome back"), "Change the checkpoint…");
  await first.getByRole("button", { name: "Remove it" }).click();
  await expect(log(first).getByRole("heading", { name: /Checkpoint/u })).toHaveCount(0);
  await first.getByRole("button", { name: "Undo" }).click();
  await expect(log(first).getByRole("heading", { name: "Checkpoint: Lecture 5" })).toBeVisible();
  await classroom.owner.api.call(
    "messages.act",
    { channel: channel.id, seq: 12 },
    { act: { type: "checkpoint", name: "Lecture 1" } },
  );

  const his = await openChannel(ben, channel);
  await expect(log(his).getByRole("heading", { name: "Checkpoint: Lecture 5" })).toBeVisible();
  const pins = await openPins(his);
  await expect(pins.getByRole("list").first().getByRole("button")).toHaveText([/Lecture 1/u, /Lecture 5/u]);
  await pins.getByRole("button", { name: /Lecture 1/u }).click();
  await expect(message(his, /Message number 12(?!\d)/u)).toBeInViewport();
  await expect(message(his, /Message number 12(?!\d)/u)).toBeFocused();
  await expect(log(his).getByRole("heading", { name: "Checkpoint: Lecture 1" })).toBeInViewport();
  expect(await seqsOf(his)).toContain(13);
});

test("R36: “edited” opens the earlier wordings for their author and the teacher; another student sees only the word", async ({
  classroom,
  openChannel,
}) => {
  const [ben, cem] = [await classroom.join("Ben Baker"), await classroom.join("Cem Celik")];
  const { seq } = await say(ben, classroom.general, "Due on Monday");
  await ben.api.call("messages.edit", { channel: classroom.general.id, seq }, { body: "Due on **Tuesday**" });
  for (const person of [classroom.owner, ben]) {
    const page = await openChannel(person, classroom.general);
    await message(page, "Due on Tuesday").getByRole("button", { name: "edited" }).click();
    const dialog = page.getByRole("dialog", { name: "Earlier wordings" });
    await expect(dialog.getByRole("listitem")).toHaveText([/now\s*Due on Tuesday/u, /Due on Monday/u]);
    await page.close();
  }
  const page = await openChannel(cem, classroom.general);
  await expect(message(page, "Due on Tuesday").getByText("edited")).toBeVisible();
  await expect(message(page, "Due on Tuesday").getByRole("button", { name: "edited" })).toHaveCount(0);
});

test("R89: who is typing is shown within a second and gone within six, and nothing moves", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "Any questions?");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  await expect(composer(his)).toBeEnabled();
  await fontsAreThere(mine);
  const at = () => message(mine, "Any questions?").evaluate((row) => row.getBoundingClientRect().top);
  const before = await at();
  await composer(his).press("H");
  await expect(mine.getByText("Ben Baker is typing")).toBeVisible();
  expect(await at()).toBe(before);
  await expect(his.getByText(/is typing/u)).toHaveCount(0);
  await expect(mine.getByText("Ben Baker is typing")).toHaveCount(0);

  await composer(his).press("i");
  await expect(mine.getByText("Ben Baker is typing")).toBeVisible();
  await composer(his).press("Enter");
  await expect(message(mine, "Hi")).toBeVisible();
  // By itself it would stay for five seconds.
  await expect(mine.getByText("Ben Baker is typing")).toHaveCount(0, { timeout: 3_000 });
});

test("R36: R answers a message, the quote leads to it, and Escape lets go of the answer", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "Why does `i` stay **0**?");
  await say(ben, classroom.general, "Something else");
  const his = await openChannel(ben, classroom.general);
  await message(his, "Why does").focus();
  await his.keyboard.press("r");
  const target = his.getByRole("group", { name: "Replying to Tess Teacher" });
  await expect(target).toContainText("Why does i stay 0?");
  await expect(composer(his)).toBeFocused();
  await his.keyboard.press("Escape");
  await expect(target).toHaveCount(0);
  await expect(composer(his)).toBeFocused();
  await act(his, message(his, "Why does"), "Reply");
  await expect(composer(his)).toBeFocused();
  await write(his, "It was i =+ 1");
  await expect(target).toHaveCount(0);
  const answer = message(his, "It was i =+ 1");
  await expect(state(answer, "Saved")).toBeAttached();
  const mine = await openChannel(classroom.owner, classroom.general);
  await message(mine, "It was i =+ 1")
    .getByRole("button", { name: /Answers:/u })
    .click();
  await expect(message(mine, "Why does").first()).toBeFocused();
});

test("R31: “Message privately” opens the direct message with the words quoted, and nothing is sent until I send it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const { seq } = await say(ben, classroom.general, "I did not get a grade\nfor lab 3");
  const mine = await openChannel(classroom.owner, classroom.general);
  await act(mine, message(mine, "I did not get a grade"), "Message privately");
  await expect(composer(mine)).toHaveAccessibleName("Message to Ben Baker");
  const card = mine.getByRole("group", { name: "A quote that goes out with your message" });
  await expect(card).toContainText("Quoted from #general");
  await expect(card).toContainText("I did not get a grade");
  await expect(composer(mine)).toHaveValue("");
  await expect(composer(mine)).toBeFocused();
  await composer(mine).pressSequentially("I will look.");
  await composer(mine).press("Enter");
  await expect(message(mine, "I will look.").getByRole("blockquote")).toContainText("for lab 3");
  await expect(message(mine, "I will look.").getByRole("blockquote").getByRole("link")).toHaveAttribute(
    "href",
    new RegExp(`/c/${classroom.general.id}#${seq}$`, "u"),
  );
  const direct = await classroom.direct(ben, classroom.owner);
  const his = await openChannel(ben, direct);
  await expect(message(his, "I will look.")).toBeVisible();
});

test("R111: unread from here: the channel is unread again, for me alone", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  for (const words of ["One", "Two", "Three"]) await say(classroom.owner, classroom.general, words);
  const his = await openChannel(ben, classroom.general);
  await expect(message(his, "Three")).toBeVisible();
  await act(his, message(his, "Two"), "Mark unread");
  await expect(log(his).getByRole("separator", { name: "New messages start here" })).toBeVisible();
  await expect
    .poll(async () => (await ben.api.call("channels.get", { channel: classroom.general.id })).channel.readSeq)
    .toBeLessThan(2);
});

test("R93: on a phone a long press opens everything, and nothing is wider than 320 px", async ({
  classroom,
  openChannel,
}) => {
  await say(classroom.owner, classroom.general, "Hold me");
  const page = await openChannel(classroom.owner, classroom.general, {
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
  });
  // What a long press needs comes with the field.
  await expect(composer(page)).toBeVisible();
  const box = await message(page, "Hold me").boundingBox();
  const touch = await page.context().newCDPSession(page);
  const at = { x: (box?.x ?? 0) + 100, y: (box?.y ?? 0) + 30 };
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
  await expect(page.getByRole("menu")).toBeVisible();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expectNoSidewaysScroll(page);
  await page.getByRole("menuitem", { name: "React with 👍" }).tap();
  await expect(chip(message(page, "Hold me"), "👍")).toBeVisible();
  await chip(message(page, "Hold me"), "👍").tap();
  await expect(chip(message(page, "Hold me"), "👍")).toHaveCount(0);
  const pins = await openPins(page);
  await expect(pins.getByRole("heading", { name: "Nothing is pinned yet" })).toBeVisible();
  await expectNoSidewaysScroll(page);
});
