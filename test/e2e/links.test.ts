/** Links to messages: what they lead to stands below them, for those who may read it. */
import type { Locator, Page } from "@playwright/test";
import { axeOn } from "./support/axe.ts";
import { mintMessageId } from "../../client/message-id.ts";
import { say } from "./support/classroom.ts";
import { inSidebar, log, message, write, expectNoSidewaysScroll } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const card = (row: Locator) => row.getByRole("link", { name: /^Linked message:/u });
const HIDDEN = "This leads to a message that you can't read, or that is gone.";
const linkTo = (page: Page, channel: { id: string }, seq: number) =>
  `${new URL(page.url()).origin}/c/${channel.id}#${seq}`;

test("R33: a link to a message shows who said what and where, to those who may read it; a click lands on it", async ({
  classroom,
  openChannel,
}) => {
  const [ben, cleo] = [await classroom.join("Ben Baker"), await classroom.join("Cleo Clark")];
  const secret = await classroom.channel(classroom.owner, { name: "staff-room", kind: "private" }, ben);
  const target = await say(ben, secret, "The **answer** is ||forty-two||, said long ago");
  for (let i = 0; i < 6; i++) await say(classroom.owner, secret, "And more.\n\n".repeat(8));
  const page = await openChannel(ben, classroom.general);
  await say(classroom.owner, classroom.general, `See ${linkTo(page, secret, target.seq)}`);
  const row = message(page, "See http");
  await expect(card(row)).toContainText("Ben Baker");
  await expect(card(row)).toContainText("#staff-room");
  await expect(card(row)).toContainText("The answer is");
  await expect(card(row)).not.toContainText("forty-two");

  // Who is not in it is told kindly, and nothing more: the same as of a message that was never there.
  const hers = await openChannel(cleo, classroom.general);
  await expect(message(hers, "See http")).toContainText(HIDDEN);
  await expect(message(hers, "See http")).not.toContainText("staff-room");
  await say(classroom.owner, classroom.general, `Never ${linkTo(page, { id: "nowhere0001" }, 1)}`);
  await expect(message(hers, "Never http")).toContainText(HIDDEN);
  await expect(message(page, "Never http")).toContainText(HIDDEN);
  await expect(card(message(hers, "http"))).toHaveCount(0);

  await card(row).click();
  await expect(page).toHaveURL(new RegExp(`/c/${secret.id}#${target.seq}$`, "u"));
  await expect(message(page, "said long ago")).toBeInViewport();
  await page.goBack();
  await expect(card(row)).toBeVisible();
  const { violations } = await axeOn(page).analyze();
  expect(violations).toEqual([]);
});

test("I7: an edit of the target shows by itself on pages that look elsewhere, and a deletion takes it away", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "homework" }, ben);
  const target = await say(classroom.owner, channel, "Due on Monday");
  const thread = (await ben.api.call("threads.start", { channel: channel.id, seq: target.seq })).channel;
  const reply = await say(classroom.owner, thread, "Which Monday");
  const page = await openChannel(ben, classroom.general);
  const { origin } = new URL(page.url());
  await say(
    classroom.owner,
    classroom.general,
    `Look: ${linkTo(page, channel, target.seq)} and ${origin}/c/${channel.id}?thread=${thread.id}&reply=${reply.seq}`,
  );
  const row = message(page, "Look: http");
  await expect(card(row)).toContainText(["Due on Monday", "Which Monday"]);
  await expect(card(row).nth(1)).toContainText("Thread in #homework");
  await classroom.owner.api.call("messages.edit", { channel: channel.id, seq: target.seq }, { body: "Due on Friday" });
  await classroom.owner.api.call("messages.edit", { channel: thread.id, seq: reply.seq }, { body: "Which Friday" });
  await expect(card(row)).toContainText(["Due on Friday", "Which Friday"]);
  await classroom.owner.api.call("messages.remove", { channel: channel.id, seq: target.seq });
  await expect(row).toContainText(HIDDEN);
  await expect(row).not.toContainText("Due on Friday");
  await card(row).click();
  await expect(page.getByRole("complementary", { name: "Thread" })).toContainText("Which Friday");
});

test("R36: the message that a thread hangs on shows in its panel what it shows in its channel: cards and a poll", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "homework" }, ben);
  const target = await say(classroom.owner, channel, "Due on Monday");
  const page = await open(ben, `/c/${channel.id}`);
  const root = await say(classroom.owner, channel, `See ${linkTo(page, channel, target.seq)}`);
  const vote = (
    await classroom.owner.api.call(
      "messages.post",
      { channel: channel.id },
      { body: "When?", id: mintMessageId(Date.now()), poll: { question: "When?", options: ["Monday", "Friday"] } },
    )
  ).message;
  const panel = page.getByRole("complementary", { name: "Thread" });
  const begun = (seq: number) => ben.api.call("threads.start", { channel: channel.id, seq });
  await page.goto(`/c/${channel.id}?thread=${(await begun(root.seq)).channel.id}`);
  await expect(card(panel)).toContainText("Due on Monday");
  await classroom.owner.api.call("messages.edit", { channel: channel.id, seq: target.seq }, { body: "Due on Friday" });
  await expect(card(panel)).toContainText("Due on Friday");
  await page.goto(`/c/${channel.id}?thread=${(await begun(vote.seq)).channel.id}`);
  await panel
    .getByRole("group", { name: "Poll", exact: true })
    .getByRole("radio", { name: /Friday/u })
    .check();
  await expect(panel).toContainText("1 person voted");
});

test("I5: who is taken out of a channel sees its messages behind links no more", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const secret = await classroom.channel(classroom.owner, { name: "staff-room", kind: "private" }, ben);
  const target = await say(classroom.owner, secret, "For the few");
  const page = await openChannel(ben, classroom.general);
  await say(ben, classroom.general, `Mine ${linkTo(page, secret, target.seq)}`);
  const row = message(page, "Mine http");
  await expect(card(row)).toContainText("For the few");
  await classroom.owner.api.call("memberships.remove", { channel: secret.id, member: ben.id });
  await expect(row).toContainText(HIDDEN);
  await expect(row).not.toContainText("For the few");
});

test("R17: no row grows when its previews come; a page of links asks once, at most three a message, and again after it was offline", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "links" }, ben);
  for (let i = 1; i <= 8; i++) expect((await say(classroom.owner, classroom.general, `Target ${i}`)).seq).toBe(i);
  const origin = new URL(test.info().project.use.baseURL ?? "").origin;
  const linkAt = (seq: number) => `${origin}/c/${classroom.general.id}#${seq}`;
  for (let i = 1; i <= 5; i++)
    await say(ben, channel, `Row ${i}: ${[0, 1, 2, 3].map((by) => linkAt(i + by)).join(" ")}`);
  const asked: string[] = [];
  // All five rows are near the screen.
  const open = await openChannel(ben, classroom.general, { viewport: { width: 1280, height: 1400 } });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await open.route("**/api/previews?*", async (route) => {
    asked.push(route.request().url());
    await held;
    await route.continue();
  });
  await inSidebar(open, "links").click();
  const rows = log(open).getByRole("article");
  await expect(rows).toHaveCount(5);
  await expect.poll(() => asked.length).toBe(1);
  const heights = () => rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
  const before = await heights();
  release();
  await expect(card(rows.last())).toContainText(["Target 5", "Target 6", "Target 7"]);
  await expect(card(log(open))).toHaveCount(15);
  expect(await heights()).toEqual(before);
  expect(asked).toHaveLength(1);
  expect(new URL(asked[0] ?? "").searchParams.get("of")?.split(",")).toHaveLength(7);
  await open.context().setOffline(true);
  await classroom.owner.api.call("messages.edit", { channel: classroom.general.id, seq: 5 }, { body: "Target five" });
  await open.context().setOffline(false);
  await expect(card(rows.last()).first()).toContainText("Target five");
});

test("R107: previews fit a phone, and an Arabic class", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "homework" }, ben);
  const long = await say(classroom.owner, channel, `A long line without an end ${"and on ".repeat(60)}`);
  const page = await openChannel(ben, classroom.general, { viewport: { width: 320, height: 640 } });
  await write(page, `See ${linkTo(page, channel, long.seq)} and ${linkTo(page, channel, 900)}`);
  await expect(card(message(page, "See http"))).toContainText("A long line");
  await expect(message(page, "See http")).toContainText(HIDDEN);
  await expectNoSidewaysScroll(page);
});
