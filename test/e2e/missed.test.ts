/** "Catch up": what somebody missed, from their own side and from that of those who may not read it. */
import type { Page } from "@playwright/test";
import type { Classroom, Member } from "./support/classroom.ts";
import { say } from "./support/classroom.ts";
import { axeOn } from "./support/axe.ts";
import { expectNoSidewaysScroll, log, message, sidebar } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const act = (who: Member, channel: { id: string }, seq: number, done: object) =>
  who.api.call("messages.act", { channel: channel.id, seq }, { act: done as { type: "pin"; on: true } });
const rows = (page: Page) => page.locator("main [data-item]");

/** A private channel with something of each kind for `them`. */
async function busy(classroom: Classroom, ada: Member, them: Member) {
  const { owner } = classroom;
  const channel = await classroom.channel(owner, { name: "lab-group", kind: "private" }, ada, them);
  await say(owner, channel, `Please look, @${them.handle}`);
  const liked = await say(ada, channel, "The heap is a tree in an array");
  for (const who of [owner, ada, them]) await act(who, channel, liked.seq, { type: "react", emoji: "🎉", on: true });
  const pinned = await say(owner, channel, "Rules of the lab");
  await act(owner, channel, pinned.seq, { type: "pin", on: true });
  const lecture = await say(owner, channel, "Slides are below");
  await act(owner, channel, lecture.seq, { type: "checkpoint", name: "Lecture 5" });
  const root = await say(them, channel, "Why does it sort?");
  const { channel: thread } = await ada.api.call("threads.start", { channel: channel.id, seq: root.seq });
  await say(ada, thread, "Because of the invariant");
  for (let i = 0; i < 8; i += 1) await say(i % 2 ? owner : ada, channel, `Talk ${i}`);
  return channel;
}

test("R40: what names me, reactions, pins, checkpoints and threads stand by channel; each leads to its message, and Back to its row", async ({
  classroom,
  open,
}) => {
  const [ada, ben] = [await classroom.join("Ada Lovelace"), await classroom.join("Ben Baker")];
  await busy(classroom, ada, ben);
  const page = await open(ben, `/c/${classroom.general.id}`);
  await sidebar(page).getByRole("link", { name: "Catch up" }).click();
  const group = page.getByRole("region", { name: "lab-group" });
  await expect(group.getByRole("link", { name: /mentioned you/u })).toContainText("Please look");
  await expect(group.getByRole("link", { name: /3 reactions/u })).toContainText("The heap is a tree");
  await expect(group.getByRole("link", { name: /pinned/u })).toContainText("Rules of the lab");
  await expect(group.getByRole("link", { name: /Lecture 5.*checkpoint/u })).toContainText("Slides are below");
  await expect(group.getByRole("link", { name: /1 new reply/u })).toContainText("Why does it sort?");
  expect((await axeOn(page).include("main").analyze()).violations).toEqual([]);

  await group.getByRole("link", { name: /3 reactions/u }).click();
  await expect(message(page, "The heap is a tree in an array")).toBeFocused();
  await page.goBack();
  await expect(group.getByRole("link", { name: /3 reactions/u })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(group.getByRole("link", { name: /pinned/u })).toBeFocused();

  await group.getByRole("link", { name: /1 new reply/u }).click();
  await expect(page.getByRole("log").getByText("Because of the invariant")).toBeVisible();
});

test("I5: who is not in the channel sees nothing of it there, and who was taken out sees nothing any more", async ({
  classroom,
  open,
}) => {
  const [ada, ben, cy] = [
    await classroom.join("Ada Lovelace"),
    await classroom.join("Ben Baker"),
    await classroom.join("Cy Young"),
  ];
  const channel = await busy(classroom, ada, ben);
  const outside = await open(cy, `/w/${classroom.id}/missed?since=week`);
  await expect(outside.getByRole("heading", { name: "You missed nothing" })).toBeVisible();
  await expect(outside.getByText("lab-group")).toHaveCount(0);
  const inside = await open(ben, `/w/${classroom.id}/missed?since=week`);
  await expect(rows(inside)).toHaveCount(5);
  await classroom.owner.api.call("memberships.remove", { channel: channel.id, member: ben.id });
  await inside.reload();
  await expect(inside.getByRole("heading", { name: "You missed nothing" })).toBeVisible();
});

test("another time is in the address; on a phone nothing is wider than the screen", async ({ classroom, open }) => {
  const [ada, ben] = [await classroom.join("Ada Lovelace"), await classroom.join("Ben Baker")];
  await busy(classroom, ada, ben);
  const page = await open(ben, `/w/${classroom.id}/missed`, { viewport: { width: 390, height: 844 }, hasTouch: true });
  const choice = page.getByRole("group", { name: "Since when" });
  await expect(choice.getByRole("button", { name: "3 days" })).toHaveAttribute("aria-pressed", "true");
  await choice.getByRole("button", { name: "A week" }).tap();
  await expect(page).toHaveURL(/\?since=week$/u);
  await expect(rows(page)).toHaveCount(5);
  await expectNoSidewaysScroll(page);
  await rows(page).first().tap();
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  await page.goBack();
  await expect(choice.getByRole("button", { name: "A week" })).toHaveAttribute("aria-pressed", "true");
});
