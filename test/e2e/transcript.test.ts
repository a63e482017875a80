/** A channel saved as a file, from its details. */
import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { say } from "./support/classroom.ts";
import { composer, details, expectNoSidewaysScroll, openDetails } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("a channel is saved with its threads as text, goes on after the network was away, and /export leads there too", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const lab = await classroom.channel(classroom.owner, { name: "lab", topic: "Wednesdays" }, ben);
  await say(ben, lab, "Which page?");
  const { channel: thread } = await ben.api.call("threads.start", { channel: lab.id, seq: 1 });
  await say(classroom.owner, thread, "Page 12");
  const page = await openChannel(ben, lab);
  await openDetails(page);
  await details(page).getByRole("button", { name: "Save as a file" }).click();
  const dialog = page.getByRole("dialog", { name: "Save lab as a file" });
  await dialog.getByRole("radio", { name: /Plain text/u }).check();
  await page.route("**/plain/json?*", (route) => route.fulfill({ status: 404, json: { code: "x", sentence: "Gone" } }));
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("What was read so far is kept here.");
  await page.unroute("**/plain/json?*");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Go on" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^Physics-2-lab-\d{4}-\d\d-\d\d\.txt$/u);
  const text = await readFile(await file.path(), "utf8");
  expect(text).toMatch(
    /^#lab · Physics 2\nWednesdays\n\n1 {2}\S+Z {2}Ben Baker: Which page\?\n\n {4}1 {2}\S+Z {2}Tess Teacher: Page 12\n/u,
  );
  await expect(page.getByText("2 messages were saved.")).toBeVisible();
  await composer(page).fill("/export");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Save lab as a file" })).toBeVisible();
  await expect(composer(page)).toHaveValue("");
});

test("the history of a channel is checked from its details: complete, stopped on the way, and told apart from one that was changed", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const lab = await classroom.channel(classroom.owner, { name: "lab", topic: "Wednesdays" }, ben);
  for (const body of ["One", "Two", "Three"]) await say(ben, lab, body);
  const page = await openChannel(ben, lab);
  await openDetails(page);
  const check = details(page).getByRole("button", { name: "Check this history" });
  await check.focus();
  await page.keyboard.press("Enter");
  await expect(details(page).getByText("Complete, 1 … 3, checked just now.")).toBeVisible();
  await ben.api.call("messages.edit", { channel: lab.id, seq: 2 }, { body: "Two, said better" });
  await check.click();
  await expect(details(page).getByText("One edit or deletion belongs to it.")).toBeVisible();

  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/proof?*", async (route) => (await held, route.abort()), { times: 1 });
  await check.click();
  await expect(details(page).getByText("Checking …")).toBeVisible();
  await details(page).getByRole("button", { name: "Stop" }).click();
  await expect(check).toBeFocused();
  await expect(details(page).getByRole("progressbar")).toHaveCount(0);
  answer();

  await page.route("**/proof?*", async (route) => {
    const response = await route.fetch();
    const proof = (await response.json()) as { messages: { seq: number; body: string }[] };
    for (const message of proof.messages) if (message.seq === 3) message.body = "Three, forged";
    await route.fulfill({ response, json: proof });
  });
  await check.click();
  await expect(
    details(page).getByText("Message 3 is not as it was written. Every message before it is."),
  ).toBeVisible();
});

for (const width of [1280, 390])
  test(`a thread is checked and saved from its own menu, with the message that it hangs on (${width} px)`, async ({
    classroom,
    openChannel,
  }) => {
    const ben = await classroom.join("Ben Baker");
    const lab = await classroom.channel(classroom.owner, { name: "lab", topic: "" }, ben);
    await say(ben, lab, "Which page?");
    const { channel: thread } = await ben.api.call("threads.start", { channel: lab.id, seq: 1 });
    for (const body of ["Page 12", "Or 13"]) await say(classroom.owner, thread, body);
    const page = await openChannel(ben, lab, { viewport: { width, height: 800 } });
    await page.getByRole("button", { name: /^2 replies/u }).click();
    await choose(page, "Check this history");
    const checking = page.getByRole("dialog", { name: "Check this history" });
    await expect(checking.getByText("Complete, 1 … 2, checked just now.")).toBeVisible();
    await expectNoSidewaysScroll(page);
    await checking.getByRole("button", { name: "Close" }).last().click();
    await expect(page.getByRole("button", { name: "More about this thread" })).toBeFocused();

    await page.route("**/proof?*", async (route) => {
      const response = await route.fetch();
      const proof = (await response.json()) as { messages: { seq: number; body: string }[] };
      for (const message of proof.messages) if (message.seq === 2) message.body = "Page 14";
      await route.fulfill({ response, json: proof });
    });
    await choose(page, "Check this history");
    await expect(checking.getByText("Message 2 is not as it was written. Every message before it is.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(checking).toHaveCount(0);

    await choose(page, "Save as a file");
    const saving = page.getByRole("dialog", { name: "Save this thread as a file" });
    await expect(saving.getByRole("checkbox")).toHaveCount(0);
    await saving.getByRole("radio", { name: /Plain text/u }).check();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      saving.getByRole("button", { name: "Save", exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^Physics-2-Thread-in-lab-\d{4}-\d\d-\d\d\.txt$/u);
    expect(await readFile(await file.path(), "utf8")).toMatch(
      /^Thread in #lab · Physics 2\nBen Baker: Which page\?\n\n1 {2}\S+Z {2}Tess Teacher: Page 12\n/u,
    );
  });

async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole("button", { name: "More about this thread" }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}
