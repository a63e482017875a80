/** Programs in a class: the teaching team makes an address for a tool, and a bot, on one page. */
import { axeOn } from "./support/axe.ts";
import { message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R8: an address is made in the settings, a tool posts Slack's form to it, and the channel shows it by its name", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/w/${classroom.id}/settings/programs`);
  const incoming = page.getByRole("region", { name: "Post into a channel" });
  await incoming.getByRole("textbox", { name: "Shown as" }).fill("Builds");
  await incoming.getByRole("combobox", { name: "Channel" }).selectOption({ label: "#general" });
  await incoming.getByRole("button", { name: "Make an address" }).click();
  await expect(incoming.getByText("Copy it now")).toBeVisible();
  const address = (await incoming.locator(".value").textContent()) ?? "";
  await axeOn(page);
  const answer = await page.request.post(address, {
    data: { text: "*main* is green: <https://ci.example/7|build 7>" },
  });
  expect(answer.status()).toBe(200);
  const channel = await open(classroom.owner, `/c/${classroom.general.id}`);
  const posted = message(channel, "main is green: build 7");
  await expect(posted).toContainText("Builds");
  await expect(posted.locator("strong")).toHaveText("main");
  // Taken away, nothing comes by it any more.
  await incoming.getByRole("button", { name: "Remove Builds?" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(incoming.getByRole("listitem")).toHaveCount(0);
  expect((await page.request.post(address, { data: { text: "still there?" } })).status()).toBe(404);
});

test("R9: a bot is made, which is nobody of the class; who is not of the teaching team makes none", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/w/${classroom.id}/settings/programs`);
  const bots = page.getByRole("region", { name: "Bots" });
  await bots.getByRole("button", { name: "New bot" }).click();
  await bots.getByRole("textbox", { name: "Name" }).fill("Grader");
  await bots.getByRole("button", { name: "Make the bot" }).click();
  await expect(bots.getByRole("listitem").filter({ hasText: "@grader" })).toBeVisible();
  await axeOn(page);
  const ben = await classroom.join("Ben Baker");
  const people = await open(ben, `/w/${classroom.id}/people`);
  await expect(people.getByText("Ben Baker").first()).toBeVisible();
  await expect(people.getByText("Grader")).toHaveCount(0);
  const student = await open(ben, `/w/${classroom.id}/settings/programs`);
  await expect(student.getByText("The teaching team looks after these")).toBeVisible();
  await expect(student.getByRole("button", { name: "Make an address" })).toHaveCount(0);
});
