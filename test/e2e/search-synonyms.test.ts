/** Words that mean the same: the teaching team edits them, and searches go by them. */
import { say } from "./support/classroom.ts";
import { expect, test } from "./support/test.ts";

test("R120: the teaching team adds, edits and removes words that mean the same; a student finds by them and cannot edit them", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(ben, classroom.general, "The homework is due on Friday");
  const page = await open(classroom.owner, `/w/${classroom.id}/settings`);
  const field = page.getByRole("textbox", { name: "Words, with commas between" });
  await field.fill("hw");
  await field.press("Enter");
  await expect(page.getByText("Write at least two words")).toBeVisible();
  await field.fill("hw, Homework , hw");
  await field.press("Enter");
  const groups = page.getByRole("region", { name: "Words that mean the same" }).getByRole("listitem");
  await expect(groups).toHaveText([/hw\s*=\s*Homework/u]);
  await expect(field).toHaveValue("");
  await expect(field).toBeFocused();

  const student = await open(ben, `/w/${classroom.id}/search`);
  const asked = student.getByRole("combobox", { name: "Search messages" });
  await asked.fill("hw");
  await expect(student.locator("mark")).toHaveText(["homework"]);

  // By keys alone: into the words, and back to where one was.
  await page.getByRole("button", { name: "Edit hw, Homework" }).press("Enter");
  const edited = groups.getByRole("textbox");
  await expect(edited).toBeFocused();
  await edited.press("Escape");
  await expect(page.getByRole("button", { name: "Edit hw, Homework" })).toBeFocused();
  await page.keyboard.press("Enter");
  // Another of the team changes the same words meanwhile, and adds some.
  await classroom.owner.api.call(
    "search.editSynonyms",
    { workspace: classroom.id },
    {
      groups: [
        ["hw", "tasks"],
        ["ta", "assistant"],
      ],
    },
  );
  await edited.fill("homework, assignment");
  await edited.press("Enter");
  await expect(page.getByText("Somebody else changed these words meanwhile")).toBeVisible();
  await expect(edited).toHaveValue("homework, assignment");
  await edited.press("Escape");
  await expect(groups).toHaveText([/hw\s*=\s*tasks/u, /ta\s*=\s*assistant/u]);
  await page.getByRole("button", { name: "Remove ta, assistant" }).click();
  await page.getByRole("button", { name: "Edit hw, tasks" }).click();
  await edited.fill("homework, assignment");
  await edited.press("Enter");
  await expect(groups).toHaveText([/homework\s*=\s*assignment/u]);
  await asked.fill("assignments");
  await expect(student.locator("mark")).toHaveText(["homework"]);
  await asked.fill("hw");
  await expect(student.getByRole("heading", { name: "Nothing found" })).toBeVisible();

  await page.getByRole("button", { name: "Remove homework, assignment" }).click();
  await expect(groups).toHaveCount(0);
  await expect(page.getByText("Add what your class calls things by two names", { exact: false })).toBeVisible();
  // The word about what was removed before may still stand beside it.
  const said = page.getByText("“homework, assignment” was removed.").locator("xpath=..");
  await said.getByRole("button", { name: "Undo" }).click();
  await expect(groups).toHaveCount(1);

  // Who may not edit them does not see them there.
  await student.goto(`/w/${classroom.id}/settings`);
  await expect(student.getByRole("heading", { name: "People and roles" })).toBeVisible();
  await expect(student.getByRole("heading", { name: "Words that mean the same" })).toHaveCount(0);
  await expect(student.getByRole("main")).not.toContainText("assignment");
});
