/** What the page offers is what may be done: the places where it once offered more, or less. */
import type { Page } from "@playwright/test";
import type { Bootstrap } from "../../protocol/index.ts";
import { say } from "./support/classroom.ts";
import { composer, log, menuOf, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const panel = (page: Page) => page.getByRole("complementary", { name: "Thread" });
const reply = (page: Page, words: string) => panel(page).getByRole("article").filter({ hasText: words });

/** What a message's menu offers, its further page included. */
async function namesIn(page: Page, row: ReturnType<typeof message>): Promise<string[]> {
  const menu = await menuOf(page, row);
  await expect(menu).toBeVisible();
  const names = await menu.getByRole("menuitem").allInnerTexts();
  const more = menu.getByRole("menuitem", { name: "More", exact: true });
  if ((await more.count()) > 0) {
    await more.click();
    await expect(menu.getByRole("menuitem", { name: "Back" })).toBeVisible();
    names.push(...(await menu.getByRole("menuitem").allInnerTexts()));
  }
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  return names.map((name) => name.split("\n")[0] ?? "");
}

test("R9: in a thread of a direct message nobody is staff; everybody pins there", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const direct = await classroom.direct(classroom.owner, ben);
  const root = await say(ben, direct, "Shall we meet?");
  const { channel } = await ben.api.call("threads.start", { channel: direct.id, seq: root.seq });
  await say(ben, channel, "On Monday");
  await say(classroom.owner, channel, "Or on Tuesday");
  for (const [who, others] of [
    [classroom.owner, "On Monday"],
    [ben, "Or on Tuesday"],
  ] as const) {
    const page = await openChannel(who, direct);
    await page.goto(`/c/${direct.id}?thread=${channel.id}`);
    const offered = await namesIn(page, reply(page, others));
    expect(offered).toContain("Pin");
    expect(offered).not.toContain("Delete");
    expect(offered.filter((name) => /checkpoint/iu.test(name))).toEqual([]);
  }
});

test("R9: the teaching team sets checkpoints in threads as in their channel", async ({ classroom, openChannel }) => {
  const root = await say(classroom.owner, classroom.general, "Lecture 5");
  const { channel } = await classroom.owner.api.call("threads.start", { channel: classroom.general.id, seq: root.seq });
  await say(classroom.owner, channel, "Recursion begins");
  const page = await openChannel(classroom.owner, classroom.general);
  await page.goto(`/c/${classroom.general.id}?thread=${channel.id}`);
  expect(
    (await namesIn(page, reply(page, "Recursion begins"))).filter((name) => /checkpoint/iu.test(name)),
  ).toHaveLength(1);
});

test("R9: an owner is offered to leave as soon as there is another one", async ({ classroom, open }) => {
  const ben = await classroom.join("Ben Baker");
  const page = await open(classroom.owner, `/w/${classroom.id}/settings`);
  await expect(page.getByRole("heading", { name: "People and roles" })).toBeVisible();
  const leave = page.getByRole("button", { name: "Leave the class" });
  await expect(leave).toHaveCount(0);
  await classroom.owner.api.call("members.edit", { workspace: classroom.id, member: ben.id }, { role: "owner" });
  await expect(leave).toBeVisible();
});

test("R9: who is muted reads, and is offered nothing that would be refused", async ({ classroom, browserOf }) => {
  const ben = await classroom.join("Ben Baker");
  await say(ben, classroom.general, "My own words");
  await say(classroom.owner, classroom.general, "Read this");
  const page = await (await browserOf(ben)).newPage();
  await page.route("**/bootstrap", async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as Bootstrap;
    await route.fulfill({ json: { ...told, me: { ...told.me, mutedUntil: Date.now() + 3_600_000 } } });
  });
  await page.goto(`/c/${classroom.general.id}`);
  await expect(message(page, "Read this")).toBeVisible();
  await expect(page.getByText(/^You can read here\. You can write again from/u)).toBeVisible();
  await expect(composer(page)).toHaveCount(0);
  const own = await namesIn(page, message(page, "My own words"));
  expect(own).toContain("Delete");
  for (const name of ["Edit", "Reply", "Reply in thread", "Add reaction"]) expect(own).not.toContain(name);
  await message(page, "Read this").hover();
  await expect(log(page).getByRole("button", { name: "Reply" })).toHaveCount(0);
});

test("R9: where the other one takes no messages, the field says so before anything is written", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const cleo = await classroom.join("Cleo Cook");
  const direct = await classroom.direct(ben, cleo);
  const page = await openChannel(ben, direct);
  await expect(composer(page)).toBeVisible();
  await cleo.api.call("settings.edit", { workspace: classroom.id }, { directFrom: "staff" });
  await expect(page.getByText("This person doesn't take direct messages here.")).toBeVisible();
  await expect(composer(page)).toHaveCount(0);
  await cleo.api.call("settings.edit", { workspace: classroom.id }, { directFrom: "everyone" });
  await expect(composer(page)).toBeVisible();
});
