/** A channel that anyone on the web can read: opened by a teacher, read by who has neither an account nor scripts. */
import { say } from "./support/classroom.ts";
import { axeOn } from "./support/axe.ts";
import { details, expectNoSidewaysScroll, openDetails } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R132: a teacher opens a channel to the web after being told who will read it; it reads without scripts, and everybody in it sees that it is open", async ({
  classroom,
  open,
  openChannel,
  origin,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(classroom.owner, classroom.general, "Week 1: **trees**\n```python\nprint('hello')\n```\nand $x^2$");
  await say(ben, classroom.general, "What is a leaf?");
  const mine = await openChannel(classroom.owner, classroom.general);
  const his = await openChannel(ben, classroom.general);
  await openDetails(his);
  await expect(details(his).getByRole("button", { name: "Show on the web" })).toHaveCount(0);
  await openDetails(mine);
  await details(mine).getByRole("button", { name: "Show on the web" }).click();
  const dialog = mine.getByRole("dialog", { name: "#general on the web" });
  await expect(dialog).toContainText("Anyone on the web will be able to read it");
  await dialog.getByRole("radio", { name: /^All of it/u }).check();
  await dialog.getByRole("button", { name: "Yes, show it to anyone" }).click();
  const address = `/c/${classroom.general.id}`;
  await expect(dialog.getByText(`${origin}${address}`, { exact: true })).toBeVisible();
  await expect(his.getByText("Anyone on the web can read this. Students have no names there.")).toBeVisible();

  const page = await open(undefined, address, { javaScriptEnabled: false, colorScheme: "dark" });
  await expect(page.getByRole("heading", { name: "#general" })).toBeVisible();
  await expect(page.getByRole("article").first()).toContainText("Tess Teacher");
  await expect(page.getByRole("article").last()).toContainText(/Student 1[\s\S]*What is a leaf\?/u);
  await expect(page.getByText("print('hello')")).toBeVisible();
  await expect(page.getByText("Ben Baker")).toHaveCount(0);
  for (const size of [
    { width: 1280, height: 800 },
    { width: 320, height: 640 },
  ]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
  }
  // What looks for faults is a script itself.
  const looked = await open(undefined, address, { colorScheme: "dark" });
  for (const colorScheme of ["dark", "light"] as const) {
    await looked.emulateMedia({ colorScheme });
    expect((await axeOn(looked).analyze()).violations).toEqual([]);
  }

  await dialog.getByRole("button", { name: "For the class alone again" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(his.getByText("Anyone on the web can read this.")).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("What is a leaf?")).toHaveCount(0);
});
