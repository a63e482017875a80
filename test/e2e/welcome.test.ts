/** The first minute in a class: what a student reads, and what a teacher does. */
import { axeOn } from "./support/axe.ts";
import { say } from "./support/classroom.ts";
import { newHandle } from "./support/people.ts";
import { composer, expectNoSidewaysScroll } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R24: who joins is welcomed beside the channel: who teaches, what to read first, where to ask; once, and from the class's menu again", async ({
  classroom,
  open,
}) => {
  const { general, owner } = classroom;
  const { seq } = await say(owner, general, "Read the **syllabus** before Monday");
  await owner.api.call("messages.act", { channel: general.id, seq }, { act: { type: "pin", on: true } });
  const page = await open(undefined, `/join/${classroom.joinCode}`);
  await page.getByRole("textbox", { name: "Name" }).fill("New Student");
  await page.getByRole("textbox", { name: "Handle" }).fill(newHandle("new"));
  await page.getByLabel("Password", { exact: true }).fill("long enough for it");
  await page.getByRole("button", { name: /^Join /u }).click();
  await expect(composer(page)).toBeVisible();
  const welcome = page.getByRole("complementary", { name: "Welcome" });
  await expect(welcome.getByRole("heading", { name: /^Welcome to /u })).toBeVisible();
  await expect(
    welcome.getByRole("region", { name: "Who teaches" }).getByRole("button", { name: /Tess Teacher/u }),
  ).toBeVisible();
  const first = welcome
    .getByRole("region", { name: "Read this first" })
    .getByRole("link", { name: "Read the syllabus before Monday" });
  await expect(first).toHaveAttribute("href", `/c/${general.id}#${seq}`);
  await expect(
    welcome.getByRole("region", { name: "Where to ask" }).getByRole("link", { name: /general/u }),
  ).toBeVisible();
  await expect(welcome.getByRole("button", { name: "Choose a picture" })).toBeVisible();
  expect((await axeOn(page).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await welcome.getByRole("button", { name: /Close/u }).click();
  await page.reload();
  await expect(composer(page)).toBeVisible();
  await expect(welcome).toHaveCount(0);
  await page.getByRole("button", { name: /Menu of the class/u }).click();
  await page.getByRole("menuitem", { name: "Help" }).click();
  await page.getByRole("menuitem", { name: "First steps" }).click();
  await expect(welcome).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
});

test("R24: the welcome comes by itself and takes nobody's keys: who writes at once goes on writing", async ({
  classroom,
  open,
}) => {
  const page = await open(undefined, `/join/${classroom.joinCode}`);
  let isAway = true;
  const away: (() => void)[] = [];
  await page.getByRole("textbox", { name: "Name" }).fill("Quick Student");
  await page.getByRole("textbox", { name: "Handle" }).fill(newHandle("quick"));
  await page.getByLabel("Password", { exact: true }).fill("long enough for it");
  // The panel's own file comes when they are in the middle of a word.
  await page.route("**/_app/immutable/**/*.js", async (route) => {
    const answer = await route.fetch();
    const program = await answer.text();
    if (isAway && program.includes("askedFrom") && program.includes("input, textarea"))
      await new Promise<void>((resolve) => away.push(resolve));
    await route.fulfill({ response: answer });
  });
  await page.getByRole("button", { name: /^Join /u }).click();
  await composer(page).focus();
  await page.keyboard.type("Hello every");
  isAway = false;
  for (const go of away) go();
  await expect(page.getByRole("complementary", { name: "Welcome" })).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("body");
  await expect(composer(page)).toHaveValue("Hello everybody");
});

test("a teacher of a new class gets a short list, which ticks itself off", async ({ open }) => {
  const page = await open(undefined, "/new");
  await page
    .getByRole("textbox", { name: /Name of the class|Class/u })
    .first()
    .fill("Botany 1");
  await page.getByRole("textbox", { name: "Name", exact: true }).last().fill("Tina Teacher");
  await page.getByRole("textbox", { name: "Handle" }).fill(newHandle("tina"));
  await page.getByLabel("Password", { exact: true }).fill("long enough for it");
  await page.getByRole("button", { name: /Create/u }).click();
  await page.getByRole("link", { name: /Open/u }).click();
  const welcome = page.getByRole("complementary", { name: "Welcome" });
  const firstWords = welcome.getByRole("listitem").filter({ hasText: "Write the first words" });
  await expect(firstWords).not.toContainText("Done");
  await expect(welcome.getByRole("button", { name: "Invite your students" })).toBeVisible();
  await composer(page).fill("Hello, I am Tina");
  await composer(page).press("Enter");
  await expect(firstWords).toContainText("Done");
});

test("R24: a teacher's first steps lead to a hand-out: on paper it alone, with the way in; printed, its line is ticked", async ({
  classroom,
  openChannel,
}) => {
  const page = await openChannel(classroom.owner, classroom.general);
  await page.getByRole("button", { name: /Menu of the class/u }).click();
  await page.getByRole("menuitem", { name: "Help" }).click();
  await page.getByRole("menuitem", { name: "First steps" }).click();
  const welcome = page.getByRole("complementary", { name: "Welcome" });
  await welcome.getByRole("button", { name: "Print a hand-out" }).click();
  const dialog = page.getByRole("dialog", { name: "Hand-out" });
  await expect(dialog.getByRole("heading", { name: "Physics 2" })).toBeVisible();
  await expect(dialog.getByText(`/join`)).toBeVisible();
  await expect(dialog.getByText(classroom.joinCode, { exact: true })).toBeVisible();
  expect((await axeOn(page).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText(classroom.joinCode, { exact: true }).filter({ visible: true })).toHaveCount(1);
  await expect(dialog).toBeHidden();
  await expect(composer(page)).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => (window.print = () => undefined));
  await dialog.getByRole("button", { name: "Print" }).click();
  await dialog.getByRole("contentinfo").or(dialog).getByRole("button", { name: "Close" }).last().click();
  await expect(welcome.getByRole("listitem").filter({ hasText: "Print a hand-out" })).toContainText("Done");
  await expect(welcome.getByRole("link", { name: "Bring your history along" })).toHaveAttribute(
    "href",
    `/w/${classroom.id}/settings/import`,
  );
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
});
