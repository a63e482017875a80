/** What a channel has beside words: its links, files and polls in the panel, found and followed. */
import type { Page } from "@playwright/test";
import { axeOn } from "./support/axe.ts";
import { say } from "./support/classroom.ts";
import { expectNoSidewaysScroll, message, openDetails } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const lists = (page: Page) => page.getByRole("complementary", { name: "Links, files and polls" });
const rows = (page: Page, name: string) => lists(page).getByRole("list", { name }).getByRole("listitem");
async function openLists(page: Page): Promise<void> {
  await (await openDetails(page)).getByRole("button", { name: "Links, files and polls" }).click();
  await expect(lists(page)).toBeVisible();
}

test("R80: the links of a channel and of its threads, with who posted them; a part of an address narrows, a press lands on the message", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "reading" }, ben);
  const first = await say(ben, channel, "Start with https://docs.example.org/heapq-theory please");
  const thread = (await ben.api.call("threads.start", { channel: channel.id, seq: first.seq })).channel;
  await say(classroom.owner, thread, "Then [the video](https://video.example.net/watch?v=1)");
  for (let i = 0; i < 6; i++) await say(classroom.owner, channel, "More words.\n\n".repeat(8));
  await say(ben, channel, "When?", {});
  await classroom.owner.api.call(
    "messages.post",
    { channel: channel.id },
    { body: "Which day?", poll: { question: "Which day?", options: ["Wednesday", "Thursday"] } },
  );
  const secret = await classroom.channel(classroom.owner, { name: "staff" });
  await say(classroom.owner, secret, "https://secret.example.org");
  await expect
    .poll(async () => (await ben.api.call("search.find", { workspace: classroom.id }, { q: "has:link" })).hits.length)
    .toBe(2);

  const page = await openChannel(ben, channel);
  await openLists(page);
  await expect(rows(page, "Links")).toHaveCount(2);
  await expect(rows(page, "Links").nth(0)).toContainText("the video");
  await expect(rows(page, "Links").nth(0)).toContainText("video.example.net/watch?v=1");
  await expect(rows(page, "Links").nth(0)).toContainText("in a thread");
  await expect(rows(page, "Links").nth(1)).toContainText("Ben Baker");
  await expect(rows(page, "Links").nth(1).getByRole("link").first()).toHaveAttribute(
    "href",
    "https://docs.example.org/heapq-theory",
  );
  const { violations } = await axeOn(page).analyze();
  expect(violations).toEqual([]);

  await lists(page).getByRole("searchbox").fill("docs.example.org/heap");
  await expect(rows(page, "Links")).toHaveCount(1);
  await rows(page, "Links")
    .getByRole("link", { name: /Ben Baker/u })
    .click();
  await expect(message(page, "Start with")).toBeInViewport();

  await lists(page).getByRole("searchbox").fill("thursday");
  await expect(lists(page)).toContainText("Nothing in this list has these words.");
  await lists(page).getByRole("button", { name: "Polls" }).click();
  await expect(rows(page, "Polls")).toHaveCount(1);
  await expect(rows(page, "Polls")).toContainText("Wednesday · Thursday");
  await lists(page).getByRole("button", { name: "Files" }).click();
  await lists(page).getByRole("searchbox").fill("");
  await expect(lists(page).getByRole("heading", { name: "Files", exact: true })).toBeVisible();
});

test("R80 R107: a long list goes on to its end, on a phone too; who is out of the channel sees nothing of it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history(
    "links-of-old",
    45,
    [classroom.owner, ben],
    (seq) => `See https://example.org/page-${seq}`,
  );
  await expect
    .poll(
      async () =>
        (await ben.api.call("search.find", { workspace: classroom.id }, { q: "has:link page" })).next !== null,
    )
    .toBe(true);
  const page = await openChannel(ben, channel, { viewport: { width: 390, height: 844 } });
  await openLists(page);
  await expect(rows(page, "Links").first()).toContainText("example.org/page-45");
  await expect(async () => {
    await rows(page, "Links").last().scrollIntoViewIfNeeded();
    await expect(rows(page, "Links").last()).toContainText("example.org/page-1", { timeout: 500 });
  }).toPass();
  await expect(rows(page, "Links")).toHaveCount(45);
  await expectNoSidewaysScroll(page);
  await classroom.owner.api.call("memberships.remove", { channel: channel.id, member: ben.id });
  await expect(page.getByText("example.org/page-45")).toHaveCount(0);
});

test("I8: where search is away the panel says so, and tries again when told to", async ({ classroom, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  await say(ben, classroom.general, "https://example.org/one");
  const page = await openChannel(ben, classroom.general);
  await page.route("**/search?*", (route) =>
    route.fulfill({
      status: 503,
      json: { code: "unavailable", reason: "search_away", sentence: "Search is away.", retryAfter: 5_000 },
    }),
  );
  await openLists(page);
  await expect(lists(page).getByRole("alert")).toBeVisible();
  await expect(message(page, "example.org/one")).toBeVisible();
  await page.unroute("**/search?*");
  await expect(async () => {
    await lists(page)
      .getByRole("button", { name: "Try again" })
      .click({ timeout: 1_000 })
      .catch(() => undefined);
    await expect(rows(page, "Links")).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
});
