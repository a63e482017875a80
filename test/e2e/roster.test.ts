/** From a list of names to somebody who is in the class, by a link of their own. */
import { composer } from "./support/screen.ts";
import { newHandle } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

test("R4: names that are pasted become links; whoever opens theirs is in with a password, once, and the list says who came; who left the class comes back", async ({
  classroom,
  open,
}) => {
  const handle = newHandle("Ada");
  const page = `/w/${classroom.id}/settings/roster`;
  const team = await open(classroom.owner, page);
  await team.getByLabel("Names").fill(`Ada Lovelace, ${handle}\nGrace Hopper, g!`);
  await team.getByRole("button", { name: "Look at it first" }).click();
  await expect(team.getByText("One line has something wrong")).toBeVisible();
  await expect(team.getByRole("button", { name: "Put 2 people on the list" })).toBeDisabled();
  await team.getByRole("button", { name: "Leave Grace Hopper out" }).click();
  await team.getByRole("button", { name: "Put one person on the list" }).click();
  await expect(team.getByText("One link is ready.")).toBeVisible();
  const link =
    (await team
      .getByText(/\/invitation#/u)
      .first()
      .textContent()) ?? "";
  await expect(team.getByRole("heading", { name: "One has not come yet" })).toBeVisible();

  const hers = await open(undefined, link.trim());
  await expect(hers.getByRole("heading", { name: "Welcome, Ada Lovelace" })).toBeVisible();
  await hers.getByLabel("Password", { exact: true }).fill("a new battery");
  await hers.getByRole("button", { name: `Go to ${classroom.name}` }).click();
  await expect(composer(hers)).toBeVisible();
  await team.goto(page);
  await expect(team.getByRole("region", { name: "Came" })).toContainText("Ada Lovelace");
  const late = await open(undefined, link.trim());
  await expect(late.getByRole("heading", { name: "This link leads nowhere" })).toBeVisible();

  // Who leaves their only class has the way back where one joins, also when the words about it are gone.
  await hers.goto(`/w/${classroom.id}/settings`);
  await hers.getByRole("button", { name: "Leave the class" }).click();
  await hers.getByRole("dialog").getByRole("button", { name: "Leave the class" }).click();
  await expect(hers.getByRole("heading", { name: "Join a class" })).toBeVisible();
  await hers.goto("/settings/account");
  await expect(hers.getByRole("button", { name: `Come back to ${classroom.name}` })).toBeVisible();
  // And a closed account ends at the front page, not at a class that is not there.
  await hers.getByRole("button", { name: "Close my account" }).click();
  await hers.getByRole("dialog").getByLabel("Your password", { exact: true }).fill("a new battery");
  await hers.getByRole("dialog").getByRole("button", { name: "Close my account" }).click();
  await expect(hers).toHaveURL(/\/\?home$/u);
});
