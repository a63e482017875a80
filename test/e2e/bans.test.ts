/** Put out for good, refused at the door, and let in again: by two browsers. */
import { expect, test } from "./support/test.ts";
import { composer } from "./support/screen.ts";

test("R47: who is banned is out at once and refused with a sentence, until the teaching team lifts it", async ({
  classroom,
  open,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const his = await openChannel(ben, classroom.general);
  await expect(composer(his)).toBeVisible();
  const settings = await open(classroom.owner, `/w/${classroom.id}/settings`);
  await settings.getByRole("button", { name: "Role of Ben Baker: Student" }).click();
  await settings.getByRole("menuitem", { name: "Put out of the class" }).click();
  const dialog = settings.getByRole("dialog", { name: "Put Ben Baker out?" });
  await expect(dialog.getByRole("checkbox", { name: /^Ban them/u })).toBeChecked();
  await expect(dialog).toContainText("A new account cannot be recognised");
  await dialog.getByRole("textbox", { name: /^Reason/u }).fill("Shouted");
  await dialog.getByRole("button", { name: "Put out" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(composer(his)).toHaveCount(0);
  await expect(his.getByRole("heading", { name: "You aren't in this class any more" })).toBeVisible();
  await his.getByRole("link", { name: "Back to PLACE" }).click();
  await expect(his.getByRole("link", { name: "Your account" })).toBeVisible();

  const banned = settings.getByRole("region", { name: "Banned" });
  await expect(banned).toContainText("Ben Baker");
  await expect(banned).toContainText("Shouted");

  await his.goto(`/join/${classroom.joinCode}`);
  await his.getByRole("button", { name: /^Join as @ben/u }).click();
  await expect(
    his.getByText("You've been removed from this class. Only its teaching team can let you back in."),
  ).toBeVisible();

  await banned.getByRole("button", { name: "Lift the ban on Ben Baker" }).click();
  await expect(banned).toHaveCount(0);
  await his.getByRole("button", { name: /^Join as @ben/u }).click();
  await expect(his).toHaveURL(/\/(?:w|c)\//u);
});
