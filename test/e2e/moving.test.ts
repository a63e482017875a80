/** What is moved is found again by who reads it there, and by nobody else; and somebody of an import is found again by themselves. */
import { say } from "./support/classroom.ts";
import { act, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("a message moves into a thread of another channel by keyboard; its old link leads on with one key, unless one may not read there, and it comes back", async ({
  classroom,
  openChannel,
  open,
}) => {
  const [ben, cleo] = [await classroom.join("Ben Baker"), await classroom.join("Cleo Clark")];
  const labs = await classroom.channel(classroom.owner, { name: "labs", kind: "private" }, ben);
  const root = await say(ben, labs, "Which **scale** do we use?");
  const thread = (await ben.api.call("threads.start", { channel: labs.id, seq: root.seq })).channel;
  const stray = await say(ben, classroom.general, "The small one, from the cupboard");
  const page = await openChannel(classroom.owner, classroom.general);
  await act(page, message(page, "The small one"), "Move…");
  const dialog = page.getByRole("dialog", { name: "Move to another channel or thread" });
  await dialog.getByRole("radio", { name: `#${classroom.general.name}` }).check();
  await expect(dialog.getByRole("status")).toContainText("It's in this channel already");
  await expect(dialog.getByRole("button", { name: "Move", exact: true })).toBeDisabled();
  await dialog.getByRole("radio", { name: "#labs" }).check();
  await dialog.getByRole("radio", { name: "The channel itself" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("radio", { name: "Which scale do we use?" })).toBeChecked();
  const moved = page.waitForResponse(/\/moves$/u);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Moved to a thread in #labs")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();

  // The old link of it, to who reads the thread and never opened it.
  const his = await open(ben, `/c/${classroom.general.id}#${stray.seq}`);
  const stone = his.locator(`article[data-seq="${stray.seq}"]`);
  await expect(stone.getByRole("link", { name: "Moved to a thread" })).toBeVisible();
  await expect(stone).toBeFocused();
  await expect(stone).toHaveAccessibleDescription("Moved to a thread");
  await his.keyboard.press("Enter");
  await expect(his).toHaveURL(new RegExp(`/c/${labs.id}\\?thread=${thread.id}&reply=1$`, "u"));
  const beside = his.getByRole("complementary", { name: "Thread" });
  await expect(message(his, "The small one")).toContainText("Moved here from");
  await expect(beside).toContainText("The small one, from the cupboard");

  // And to who does not: the stone, which leads nowhere and names nothing.
  const hers = await open(cleo, `/c/${classroom.general.id}#${stray.seq}`);
  const bare = hers.locator(`article[data-seq="${stray.seq}"]`);
  await expect(bare).toContainText("Moved to a channel that you aren't in");
  await expect(bare.getByRole("link")).toHaveCount(0);

  // What the button in the toast asks for; the toast is gone by now.
  const { move } = (await (await moved).json()) as { move: { id: string } };
  await classroom.owner.api.call("moves.undo", { channel: classroom.general.id, move: move.id });
  await expect(message(page, "The small one")).toBeVisible();
  await expect(message(hers, "The small one")).toBeVisible();
});
