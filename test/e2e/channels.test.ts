/** Who may see a channel, who may write in it, and what others are told. */
import { say } from "./support/classroom.ts";
import { composer, details, inSidebar, message, openDetails, sidebar, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("I5 R82: a private channel is nowhere for who is not in it: no sidebar, no list, no address, no link to a message", async ({
  classroom,
  open,
  openChannel,
}) => {
  const [ben, cem] = [await classroom.join("Ben Baker"), await classroom.join("Cem Celik")];
  const mine = await openChannel(classroom.owner, classroom.general);
  const theirs = await openChannel(cem, classroom.general);
  await sidebar(mine).getByRole("button", { name: "Create a channel" }).click();
  await mine.getByRole("textbox", { name: "Name" }).fill("grading");
  await mine.getByRole("radio", { name: /^Only those who are added/u }).check();
  await mine.getByRole("button", { name: "Create the channel" }).click();
  await expect(composer(mine)).toHaveAccessibleName("Message to #grading");
  const address = new URL(mine.url()).pathname;
  await openDetails(mine);
  await details(mine).getByRole("button", { name: "Add people" }).click();
  await mine.getByRole("combobox", { name: "Find by name or handle" }).fill("Ben");
  await mine.getByRole("option", { name: /Ben Baker/u }).click();
  await mine.getByRole("button", { name: "Add one person" }).click();
  await expect(mine.getByRole("dialog")).toHaveCount(0);
  await write(mine, "The marks are secret");

  const his = await openChannel(ben, classroom.general);
  await inSidebar(his, "grading").click();
  await expect(message(his, "The marks are secret")).toBeVisible();

  await say(classroom.owner, classroom.general, "Something for all");
  await expect(message(theirs, "Something for all")).toBeVisible();
  await expect(inSidebar(theirs, "grading")).toHaveCount(0);
  await sidebar(theirs).getByRole("link", { name: "Browse channels" }).click();
  await expect(theirs.getByRole("main").getByRole("link", { name: /general/u })).toBeVisible();
  await expect(theirs.getByText("grading")).toHaveCount(0);
  for (const end of ["", "#1"]) {
    const page = await open(cem, address + end);
    await expect(page.getByRole("heading", { name: "There is no such channel here" })).toBeVisible();
    await expect(page.getByText(/grading|secret/u)).toHaveCount(0);
    await page.close();
  }
});

test("I6 R47: who is taken out of a channel loses it on the open screen within a second", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "team-blue", kind: "private" }, ben);
  await say(classroom.owner, channel, "Our plan");
  const mine = await openChannel(classroom.owner, channel);
  const his = await openChannel(ben, channel);
  await expect(message(his, "Our plan")).toBeVisible();
  await openDetails(mine);
  await details(mine).getByRole("button", { name: "Ben Baker" }).first().hover();
  await details(mine).getByRole("button", { name: "Take Ben Baker out of the channel" }).click();
  await expect(mine.getByText("Ben Baker is no longer in #team-blue.")).toBeVisible();
  await expect(his.getByText("Our plan")).toHaveCount(0, { timeout: 1_000 });
  await expect(inSidebar(his, "team-blue")).toHaveCount(0);
  await expect(composer(his)).toHaveCount(0);
});

test("R39: an archived channel can be read and not written in, and is back when it is restored", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "week-one" }, ben);
  await say(classroom.owner, channel, "What we did in week one");
  const mine = await openChannel(classroom.owner, channel);
  const his = await openChannel(ben, channel);
  await expect(composer(his)).toBeVisible();
  await openDetails(mine);
  await details(mine).getByRole("button", { name: "Archive", exact: true }).click();
  await expect(his.getByText("This channel is archived. You can read it, but not write in it.")).toBeVisible();
  await expect(composer(his)).toHaveCount(0);
  await expect(message(his, "What we did in week one")).toBeVisible();
  await details(mine).getByRole("button", { name: "Restore" }).click();
  await expect(composer(his)).toBeVisible();
});

test("R39: in an announcement channel the teacher writes and a student reads", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "news", posting: "staff" }, ben);
  const mine = await openChannel(classroom.owner, channel);
  const his = await openChannel(ben, channel);
  await write(mine, "No lecture on Friday");
  await expect(message(his, "No lecture on Friday")).toBeVisible();
  await expect(his.getByText("Only the teaching team can post in this channel.")).toBeVisible();
  await expect(composer(his)).toHaveCount(0);
});

test("R39: a public channel is found in the list, joined with one click, and read from its first message", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "chess-club", topic: "Wednesdays at four" });
  await say(classroom.owner, channel, "Who brings a board?");
  const page = await openChannel(ben, classroom.general);
  await sidebar(page).getByRole("link", { name: "Browse channels" }).click();
  await page.getByRole("searchbox", { name: "Find by name or topic" }).fill("wednesdays");
  await page.getByRole("button", { name: "Join #chess-club" }).click();
  await inSidebar(page, "chess-club").click();
  await expect(message(page, "Who brings a board?")).toBeVisible();
});
