/** What is unread is exactly what was not on the screen. */
import { say } from "./support/classroom.ts";
import { fontsAreThere, inSidebar, log, message, section, sidebar } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R12 R111 R113: the badge counts what was not read; on every device it goes when one of them has read it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  await say(classroom.owner, channel, "Ask here");
  const laptop = await openChannel(ben, classroom.general);
  await inSidebar(laptop, "questions").click();
  await expect(message(laptop, "Ask here")).toBeVisible();
  await inSidebar(laptop, "general").click();
  await expect(section(laptop, "Channels").getByRole("link", { name: "questions", exact: true })).toBeVisible();
  const phone = await openChannel(ben, classroom.general);

  for (const body of ["First", "Second", "Third"]) await say(classroom.owner, channel, body);
  for (const page of [laptop, phone]) {
    await expect(section(page, "Channels").getByRole("link", { name: /^questions ?, 3 unread$/u })).toBeVisible();
    await expect(page).toHaveTitle(/^\(3\) /u);
  }
  await inSidebar(phone, "questions").click();
  await expect(message(phone, "Third")).toBeVisible();
  await expect(phone.getByRole("separator", { name: "New messages start here" })).toBeVisible();
  await expect(section(laptop, "Channels").getByRole("link", { name: "questions", exact: true })).toBeVisible();
  await expect(laptop).not.toHaveTitle(/^\(/u);
  const tablet = await openChannel(ben, classroom.general);
  await expect(inSidebar(tablet, "questions")).toHaveAccessibleName("questions");
});

test("R111: my own messages are never unread to me, and naming me is told apart", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  const page = await openChannel(ben, classroom.general);
  await say(ben, channel, "From my other device");
  await say(classroom.owner, channel, `Well said, @${ben.handle}`);
  await expect(inSidebar(page, "questions")).toHaveAccessibleName(/^questions ?, 1 mention, 1 unread$/u);
});

test("R12: a reader who stands further up is not moved, is told how many came in, and jumps to them", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("long", 100, [classroom.owner, ben]);
  const page = await openChannel(ben, channel);
  await expect(message(page, "Message number 100")).toBeVisible();
  await log(page).getByRole("article").last().focus();
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("PageUp");
  await expect(page.getByRole("button", { name: "Jump to latest" })).toBeVisible();
  const first = log(page).getByRole("article").filter({ visible: true });
  const places = () =>
    first.evaluateAll((rows) =>
      rows.map((row) => Math.round(row.getBoundingClientRect().top)).filter((top) => top > 100 && top < 500),
    );
  await fontsAreThere(page);
  const before = await places();
  await say(classroom.owner, channel, "News");
  await say(classroom.owner, channel, "More news");
  const jump = page.getByRole("button", { name: "2 new messages" });
  await expect(jump).toBeVisible();
  expect(await places()).toEqual(before);
  await jump.click();
  await expect(message(page, "More news")).toBeInViewport();
  await expect(page.getByRole("button", { name: /new messages|Jump to latest/u })).toHaveCount(0);
});

test("R40: who comes back finds a line where the new messages begin", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  await say(classroom.owner, channel, "Known");
  await ben.api.call("messages.read", { channel: channel.id }, { seq: 1 });
  await say(classroom.owner, channel, "New one");
  await say(classroom.owner, channel, "New two");
  const page = await openChannel(ben, channel);
  const line = page.getByRole("separator", { name: "New messages start here" });
  await expect(line).toBeVisible();
  const place = async (words: string) => (await message(page, words).boundingBox())?.y ?? 0;
  const at = (await line.boundingBox())?.y ?? 0;
  expect(await place("Known")).toBeLessThan(at);
  expect(await place("New one")).toBeGreaterThan(at);
});

test("R111: the sidebar is at rest: a channel keeps its place with news, and what is unread has a view of its own", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const named = await classroom.channel(classroom.owner, { name: "alpha" }, ben);
  const later = await classroom.channel(classroom.owner, { name: "zeta" }, ben);
  const page = await openChannel(ben, classroom.general);
  const order = () =>
    section(page, "Channels")
      .getByRole("link")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("href")));
  await expect(inSidebar(page, "zeta")).toBeVisible();
  const before = await order();
  await say(classroom.owner, later, "One");
  await say(classroom.owner, named, `For you, @${ben.handle}`);
  await expect(inSidebar(page, "zeta")).toHaveAccessibleName(/1 unread$/u);
  await expect(inSidebar(page, "alpha")).toHaveAccessibleName(/1 mention, 1 unread$/u);
  expect(await order()).toEqual(before);
  await sidebar(page)
    .getByRole("link", { name: /^Unread ?, 1 mention, 2 unread$/u })
    .click();
  const listed = page.getByRole("main").getByRole("listitem");
  await expect(listed).toHaveText([/alpha.*1 mention.*1 new/su, /zeta.*1 new/su]);
  await listed.getByRole("link", { name: /zeta/u }).click();
  await expect(message(page, "One")).toBeVisible();
  await sidebar(page)
    .getByRole("link", { name: /^Unread/u })
    .click();
  await expect(listed).toHaveText([/alpha/u]);
  await page.getByRole("button", { name: "Mark all read" }).click();
  await expect(page.getByRole("heading", { name: "You have read everything" })).toBeVisible();
});
