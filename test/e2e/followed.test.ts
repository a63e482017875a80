/** I7: what is edited or deleted changes on pages that show it elsewhere: results, Catch up, the lists of a channel. */
import { say } from "./support/classroom.ts";
import { openDetails } from "./support/screen.ts";
import { isFound, marks, results } from "./support/search-page.ts";
import { expect, test } from "./support/test.ts";

test("I7: results of a search, what was missed and the links of a channel follow edits and deletes while they are open", async ({
  classroom,
  open,
}) => {
  const { owner } = classroom;
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(owner, { name: "reading" }, ben);
  const at = (seq: number) => ({ channel: channel.id, seq });
  const one = await say(owner, channel, `A heap for @${ben.handle} at https://one.example`);
  const two = await say(owner, channel, `Another heap for @${ben.handle} at https://two.example`);
  await isFound(ben, classroom, "heap", 2);
  const page = await open(ben, `/w/${classroom.id}/search?q=heap`);
  const missed = await open(ben, `/w/${classroom.id}/missed?since=week`);
  const beside = await open(ben, `/c/${channel.id}`);
  await (await openDetails(beside)).getByRole("button", { name: "Links, files and polls" }).click();
  const links = beside.getByRole("complementary", { name: "Links, files and polls" });
  const rows = missed.locator("main [data-item]");
  await expect(results(page)).toHaveCount(2);
  await expect(rows).toHaveCount(2);
  await expect(links).toContainText("one.example");

  await owner.api.call("messages.edit", at(one.seq), { body: `Now a Heap for @${ben.handle} at https://new.example` });
  await expect(page.locator("a.hit .words").filter({ hasText: "Now a Heap" })).toHaveCount(1);
  await expect(page.locator("a.hit .context").filter({ hasText: "Now a Heap" })).toHaveCount(1);
  await expect(marks(page)).toHaveText(["heap", "Heap"]);
  await expect(rows.filter({ hasText: "Now a Heap" })).toHaveCount(1);
  await expect(links).toContainText("new.example");
  await expect(links).not.toContainText("one.example");

  await owner.api.call("messages.remove", at(two.seq));
  await expect(results(page)).toHaveCount(1);
  await expect(rows).toHaveCount(1);
  await expect(links).not.toContainText("two.example");
});
