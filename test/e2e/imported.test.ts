/** What an import brought says so, wherever it is read. */
import { act, forDevelopers, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";
import { say } from "./support/classroom.ts";

test("R47: every imported line carries a quiet mark that a screen reader reads, and what people write here carries none", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("old-days", 3, [ben]);
  await say(ben, channel, "Written here");
  const context = await browserOf(ben);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await forDevelopers(page);
  await page.goto(`/c/${channel.id}`);
  const imported = message(page, "Message number 2");
  await expect(imported.getByTitle("It came with an import. Nobody of this class wrote it here.")).toBeVisible();
  await expect(log(page).getByRole("article", { name: /Imported/u })).toHaveCount(3);
  await expect(message(page, "Written here")).not.toHaveAccessibleName(/Imported/u);
  const copied = async (row: typeof imported) => {
    await act(page, row, "Copy as JSON");
    return JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as { imported?: boolean };
  };
  expect(await copied(imported)).toHaveProperty("imported", true);
  expect(await copied(message(page, "Written here"))).not.toHaveProperty("imported");
});
