/** Somebody of an import is found again by themselves. */
import { expect, test } from "./support/test.ts";
import { log, message } from "./support/screen.ts";

test("who was a person of an import says so, the team confirms it, their old messages are theirs, and it is undone", async ({
  classroom,
  open,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("old-days", 1, [ben]);
  const his = await openChannel(ben, channel);
  const edit = (body: string) => ben.api.call("messages.edit", { channel: channel.id, seq: 1 }, { body });
  await expect(edit("Mine already?")).rejects.toThrow();
  await log(his).getByRole("button", { name: "Ben Baker" }).click();
  await his.getByRole("button", { name: "This is me" }).click();
  await his.getByRole("button", { name: "Ask the teaching team" }).click();
  await expect(his.getByText("Asked. You'll hear what the teaching team says.")).toBeVisible();

  const team = await open(classroom.owner, `/w/${classroom.id}`);
  await team.locator("button.class-menu").click();
  await team.getByRole("menuitem", { name: /^Run the class/u }).click();
  await team.getByRole("menuitem", { name: /^Reports/u }).click();
  await team.getByRole("button", { name: /^Confirm that Ben Baker was/u }).click();
  await expect(team.getByText(/are one person now/u)).toBeVisible();
  await edit("As I said then");
  await expect(message(his, "As I said then")).toBeVisible();

  await team.getByRole("button", { name: /^Undo that Ben Baker was/u }).click();
  await team.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await expect(team.getByText("Undone.")).toBeVisible();
  await expect(edit("Mine still?")).rejects.toThrow();
});
