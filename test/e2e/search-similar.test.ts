/** Questions of before, while one is being written. */
import { axeOn } from "./support/axe.ts";
import { say, type Classroom, type Member } from "./support/classroom.ts";
import { composer, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const BEFORE = ["How do I reverse a linked list in place?", "Why does reversing my linked list lose its tail?"];
const WRITTEN = "Can somebody tell me how to reverse a linked list?";

async function areKnown(by: Member, classroom: Classroom, count: number): Promise<void> {
  await expect
    .poll(
      async () => (await by.api.call("search.similar", { workspace: classroom.id }, { q: WRITTEN })).questions.length,
    )
    .toBe(count);
}

test("R126: who writes a question sees those of before that are like it; the field stays where it is, and they can be opened and put away", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const help = await classroom.channel(classroom.owner, { name: "lists" }, ben);
  for (const body of BEFORE) await say(ben, help, body);
  await areKnown(ben, classroom, 2);
  const page = await openChannel(ben, classroom.general);
  const similar = page.getByRole("region", { name: "Asked before" });
  await composer(page).pressSequentially(WRITTEN.slice(0, -1));
  const before = await composer(page).boundingBox();
  await expect(similar).toHaveCount(0);
  await page.keyboard.type("?");
  await expect(similar.getByRole("link")).toHaveCount(2);
  await expect(page.getByText("2 similar questions were asked before.")).toBeAttached();
  // It stands over the list: what is written stays under the hand.
  expect(await composer(page).boundingBox()).toEqual(before);
  await expect(composer(page)).toBeFocused();
  expect((await axeOn(page).include("section:has(> .head)").analyze()).violations).toEqual([]);

  await page.keyboard.press("Escape");
  await expect(similar).toHaveCount(0);
  await page.keyboard.type(" Anyone?");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  // A new draft is a new question.
  await page.keyboard.type(WRITTEN);
  await expect(similar.getByRole("link")).toHaveCount(2);

  // By keys: back over the field's own button to the questions.
  for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+Tab");
  await expect(similar.getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/c/${help.id}#\\d$`, "u"));
  await expect(message(page, BEFORE[0] ?? "")).toBeInViewport();
  await page.goBack();
  await expect(composer(page)).toHaveValue(WRITTEN);
});

test("R126 I5: no question of a channel that is not mine is shown, and none at all while one writes to somebody", async ({
  classroom,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const staff = await classroom.channel(classroom.owner, { name: "staff", kind: "private" });
  for (const body of BEFORE) await say(classroom.owner, staff, body);
  await say(classroom.owner, classroom.general, "Where is the linked list that we want to reverse?");
  await areKnown(classroom.owner, classroom, 3);
  const page = await openChannel(ben, classroom.general);
  const similar = page.getByRole("region", { name: "Asked before" });
  await composer(page).pressSequentially(WRITTEN);
  await expect(similar.getByRole("link")).toHaveText([/Where is the linked list/u]);
  const { channel } = await ben.api.call(
    "channels.direct",
    { workspace: classroom.id },
    { member: classroom.owner.id },
  );
  await page.goto(`/c/${channel.id}`);
  const isAsked = page.waitForRequest(/search\/similar/u, { timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  await composer(page).pressSequentially(WRITTEN);
  expect(await isAsked).toBe(false);
  await expect(similar).toHaveCount(0);
});
