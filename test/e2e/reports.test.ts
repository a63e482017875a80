/** From a report to its answer: by the one who tells it, and the teaching team. */
import { expect, test } from "./support/test.ts";
import { act, message, write } from "./support/screen.ts";

test("what somebody reports comes to the teaching team as it was, and its answer comes back", async ({
  classroom,
  open,
  openChannel,
}) => {
  const [rude, hurt] = [await classroom.join("Rick Rude"), await classroom.join("Hanna Hurt")];
  const [his, hers] = [await openChannel(rude, classroom.general), await openChannel(hurt, classroom.general)];
  await write(his, "Nobody asked you");
  await act(hers, message(hers, "Nobody asked you"), "Report…");
  const dialog = hers.getByRole("dialog", { name: "Report this message" });
  await expect(dialog.getByRole("button", { name: "Report", exact: true })).toBeDisabled();
  await dialog.getByRole("radio", { name: "An insult" }).check();
  await dialog.getByRole("textbox", { name: /^In your words/u }).fill("He means me.");
  await dialog.getByRole("button", { name: "Report", exact: true }).click();
  await expect(hers.getByText("Reported. You'll hear what becomes of it.")).toBeVisible();
  await act(his, message(his, "Nobody asked you"), "Delete");

  const team = await open(classroom.owner, `/w/${classroom.id}`);
  await team.locator("button.class-menu").click();
  await team.getByRole("menuitem", { name: /^Run the class/u }).click();
  await team.getByRole("menuitem", { name: /^Reports/u }).click();
  const queue = team.getByRole("list", { name: "Waiting for an answer" });
  await expect(queue).toContainText("about Rick Rude, reported by Hanna Hurt");
  await expect(queue).toContainText("Nobody asked you");
  await expect(queue).toContainText("He means me.");
  await expect(queue.getByRole("link", { name: "Go to the message" })).toHaveAttribute("href", /#\d+$/u);
  await queue.getByRole("button", { name: "Answer…" }).click();
  const answer = team.getByRole("dialog", { name: "Answer this report" });
  await answer.getByRole("radio", { name: "We talked to them" }).check();
  await answer.getByRole("textbox", { name: /^A word to who reported it/u }).fill("It won't happen again.");
  await answer.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(team.getByText("Nothing waits.")).toBeVisible();

  await hers.getByRole("button", { name: "Look" }).click();
  const mine = hers.getByRole("list", { name: "What I reported" });
  await expect(mine).toContainText("We talked to them");
  await expect(mine).toContainText("It won't happen again.");
});
