/** A person's own folders of channels. */
import type { Locator, Page } from "@playwright/test";
import {
  expectNoSidewaysScroll,
  historyIsThePages,
  inSidebar,
  log,
  openDetails,
  section,
  sidebar,
} from "./support/screen.ts";
import { say } from "./support/classroom.ts";
import { expect, test } from "./support/test.ts";

const choose = (page: Page, name: string) => page.getByRole("menuitem", { name, exact: true }).click();
const rowIn = (folder: Locator, name: string) => folder.getByRole("link", { name: new RegExp(`^${name}`, "u") });

async function nameFolder(page: Page, name: string, action: string) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: action }).click();
  await expect(dialog).toHaveCount(0);
}

test("R39: a channel goes into a folder of mine, by mouse and by key, on all my devices; nobody else sees it", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  await classroom.channel(classroom.owner, { name: "questions" }, ben);
  const mine = await openChannel(ben, classroom.general);
  const elsewhere = await openChannel(ben, classroom.general);
  const others = await openChannel(classroom.owner, classroom.general);

  await inSidebar(mine, "questions").click({ button: "right" });
  await choose(mine, "New folder…");
  await nameFolder(mine, "  This \t term ", "Make the folder");
  for (const page of [mine, elsewhere]) await expect(rowIn(section(page, "This term"), "questions")).toBeVisible();

  await inSidebar(mine, "general").focus();
  await mine.keyboard.press(".");
  await choose(mine, "In “This term”");
  await expect(rowIn(section(elsewhere, "This term"), "general")).toBeVisible();
  await expect(inSidebar(mine, "general")).toBeFocused();
  await mine.reload();
  await expect(section(mine, "This term").getByRole("link")).toHaveCount(2);

  await inSidebar(elsewhere, "general").hover();
  await sidebar(elsewhere).getByRole("button", { name: "Menu of general" }).click();
  await choose(elsewhere, "Take out of “This term”");
  await expect(rowIn(section(mine, "Channels"), "general")).toBeVisible();
  await elsewhere.getByRole("button", { name: "Undo" }).click();
  await expect(rowIn(section(mine, "This term"), "general")).toBeVisible();
  await expect(section(others, "This term")).toHaveCount(0);
});

test("R39 R149: a folder folds on this device, and Alt with the arrows goes through what is seen", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channels = [];
  for (const name of ["algebra", "botany", "chemistry"]) {
    const channel = await classroom.channel(classroom.owner, { name }, ben);
    if (name !== "chemistry")
      await ben.api.call("memberships.editMine", { channel: channel.id }, { folder: "Courses" });
    channels.push(channel);
  }
  const page = await openChannel(ben, classroom.general);
  const fold = section(page, "Courses").getByRole("button", { name: "Courses", exact: true });
  const up = async (to: string) => {
    await page.keyboard.press("Alt+ArrowUp");
    await expect(log(page)).toHaveAccessibleName(`Messages in #${to}`);
  };
  for (const name of ["chemistry", "announcements", "botany", "algebra", "general"]) await up(name);
  await inSidebar(page, "botany").click();
  await expect(log(page)).toHaveAccessibleName("Messages in #botany");
  await fold.click();
  // The one that is open stays in sight.
  await expect(section(page, "Courses").getByRole("link")).toHaveCount(1);
  await inSidebar(page, "chemistry").click();
  await expect(section(page, "Courses").getByRole("link")).toHaveCount(0);
  await page.reload();
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await expect(log(page)).toHaveAccessibleName("Messages in #chemistry");
  for (const name of ["announcements", "general"]) await up(name);
  // What has news is seen, folded or not, and the folder stays.
  if (channels[0]) await say(classroom.owner, channels[0], "News");
  await expect(rowIn(section(page, "Courses"), "algebra")).toBeVisible();
  await expect(section(page, "Courses").getByRole("link")).toHaveCount(1);
});

test("R39: a folder is renamed and removed, which can be undone; its name is refused where it is none", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  for (const name of ["algebra", "botany"]) {
    const { id } = await classroom.channel(classroom.owner, { name }, ben);
    await ben.api.call("memberships.editMine", { channel: id }, { folder: "Corses" });
  }
  const page = await openChannel(ben, classroom.general);
  await sidebar(page).getByRole("button", { name: "Menu of the folder Corses" }).click();
  await choose(page, "Rename the folder…");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("   ");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("A folder needs a name.")).toBeVisible();
  await nameFolder(page, "Courses", "Save");
  await expect(section(page, "Courses").getByRole("link")).toHaveCount(2);
  await expect(section(page, "Corses")).toHaveCount(0);
  await sidebar(page).getByRole("button", { name: "Menu of the folder Courses" }).click();
  await page.getByRole("menuitem", { name: /^Remove the folder/u }).click();
  await expect(rowIn(section(page, "Channels"), "algebra")).toBeVisible();
  await expect(section(page, "Courses")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(section(page, "Courses").getByRole("link")).toHaveCount(2);
});

test("R39: where removing a folder breaks off half way, it says how far that came; another go removes the rest", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  for (const name of ["algebra", "botany", "chemistry"]) {
    const { id } = await classroom.channel(classroom.owner, { name }, ben);
    await ben.api.call("memberships.editMine", { channel: id }, { folder: "Courses" });
  }
  const page = await openChannel(ben, classroom.general);
  const remove = async () => {
    await sidebar(page).getByRole("button", { name: "Menu of the folder Courses" }).click();
    await page.getByRole("menuitem", { name: /^Remove the folder/u }).click();
  };
  const gone = (count: number) => expect(section(page, "Courses").getByRole("link")).toHaveCount(3 - count);
  // The way to the server is lost after `passed` of the requests.
  const breakAfter = async (passed: number) => {
    let left = passed;
    await page.route("**/api/channels/*/me", (route) =>
      route.request().method() === "PATCH" && left-- <= 0 ? route.abort("internetdisconnected") : route.fallback(),
    );
  };
  await breakAfter(0);
  await remove();
  await expect(page.getByText(/^Nothing was changed\./u)).toBeVisible();
  await gone(0);
  await page.unrouteAll();
  await breakAfter(1);
  await remove();
  await expect(page.getByText(/^1 channel is out of “Courses”, 2 are still in it\./u)).toBeVisible();
  await gone(1);
  await page.unrouteAll();
  await remove();
  await expect(section(page, "Courses")).toHaveCount(0);
});

test("R93: on a phone a long press opens the channel's menu, and the details lead to the folders too", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const questions = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  const page = await open(ben, `/w/${classroom.id}`, { viewport: { width: 390, height: 844 }, hasTouch: true });
  const touch = { pointerType: "touch", isPrimary: true, clientX: 60, clientY: 400, bubbles: true };
  // A list that scrolls under the finger, as it does while the page opens, is no long press: then the finger comes back.
  await expect(async () => {
    await inSidebar(page, "questions").dispatchEvent("pointerdown", touch);
    await expect(page.getByRole("menuitem", { name: "New folder…" })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await choose(page, "New folder…");
  await nameFolder(page, "Courses", "Make the folder");
  await expect(rowIn(section(page, "Courses"), "questions")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await historyIsThePages(page);
  await page.goto(`/c/${questions.id}`);
  const panel = await openDetails(page);
  await panel.getByRole("button", { name: "In the folder “Courses”" }).click();
  await choose(page, "Take out of “Courses”");
  await expect(panel.getByRole("button", { name: "Put into a folder" })).toBeVisible();
});
