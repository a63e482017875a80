/** The class's own emoji: brought by one person, used and seen by the others, taken out of the offer again. */
import { build } from "esbuild";
import { mintMessageId } from "../../client/message-id.ts";
import { add, address, bring, chooseFile, expectSeen, listed, picture, png } from "./support/class-emoji.ts";
import { say } from "./support/classroom.ts";
import { act, composer, emojiPicker, menuOf, message, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("a teacher brings an emoji; a student writes it and reacts with it at once, and both see its picture, after a reload too", async ({
  classroom,
  open,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const his = await openChannel(ben, classroom.general);
  const mine = await open(classroom.owner, address(classroom));
  await expect(mine.getByRole("heading", { name: "No emoji of your own yet" })).toBeVisible();
  await expect(add(mine)).toBeDisabled();

  await chooseFile(mine, "Blob Cat.png", "image/png", png(256, 128));
  const field = mine.getByRole("textbox", { name: "Name" });
  await expect(field).toHaveValue("blob_cat");
  await expect(field).toBeFocused();
  await expectSeen(mine.getByRole("img", { name: /:blob_cat:.* on light$/u }));
  await expectSeen(mine.getByRole("img", { name: /:blob_cat:.* on dark$/u }));
  const sent = mine.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/emoji"));
  await field.press("Enter");
  const stored = String((await sent).postDataJSON().picture);
  const bytes = Buffer.from(stored.slice(stored.indexOf(",") + 1), "base64");
  // Drawn anew: as large as is needed, and without what stood beside the picture.
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([128, 64]);
  expect(bytes.includes("taken at home")).toBe(false);
  await expect(mine.getByText(":blob_cat: is there. Everybody can use it now.")).toBeVisible();
  await expect(listed(mine)).toHaveCount(1);
  await expect(listed(mine)).toContainText("Added by you");
  await expect(field).toHaveValue("");

  // In a page that was open before.
  await composer(his).pressSequentially("look :blob");
  const option = his.getByRole("listbox", { name: "Emoji" }).getByRole("option", { selected: true });
  await expect(option).toContainText(":blob_cat:");
  await expectSeen(option.locator("img"));
  await composer(his).press("Tab");
  await expect(composer(his)).toHaveValue("look :blob_cat: ");
  await composer(his).press("Enter");
  const row = message(his, "look");
  await expectSeen(picture(row, "blob_cat"));

  await row.hover();
  await row.getByRole("button", { name: "Add a reaction" }).first().click();
  await emojiPicker(his).getByRole("combobox", { name: "Search" }).fill("blob");
  await emojiPicker(his)
    .getByRole("option", { name: /blob_cat/u })
    .click();
  const chip = row.getByRole("button", { name: ":blob_cat: 1, you" });
  await expectSeen(picture(chip, "blob_cat"));

  await mine.goto(`/c/${classroom.general.id}`);
  const there = message(mine, "look");
  await expectSeen(picture(there.locator(".body"), "blob_cat"));
  const theirChip = there.getByRole("button", { name: ":blob_cat: 1, Ben Baker" });
  await expectSeen(picture(theirChip, "blob_cat"));
  await theirChip.click();
  await expect(row.getByRole("button", { name: ":blob_cat: 2, Tess Teacher and you" })).toBeVisible();
  await his.reload();
  await expectSeen(picture(row.locator(".body"), "blob_cat"));
  // At hand the next time.
  const quick = (await menuOf(his, row)).getByRole("menuitem", { name: "React with :blob_cat:, chosen" });
  await expectSeen(quick.locator("img"));
});

test("in code and in links it stays what was typed, and so does a name that nobody knows", async ({
  classroom,
  openChannel,
}) => {
  await bring(classroom.owner, classroom, "ok-ish");
  await say(classroom.owner, classroom.general, "one `:ok-ish:` [:ok-ish:](https://example.org/:ok-ish:/) :no-such:");
  await say(classroom.owner, classroom.general, "two **:ok-ish:**, and ||:ok-ish:||");
  const page = await openChannel(classroom.owner, classroom.general);
  const two = message(page, "two");
  await expectSeen(picture(two, "ok-ish"));
  // Under the bar of a spoiler nobody sees it.
  await expect(two.locator("[data-spoiler] img")).toBeHidden();
  const one = message(page, "one");
  await expect(one.getByRole("link", { name: ":ok-ish:" })).toBeVisible();
  await expect(one).toContainText(":no-such:");
  await expect(one.locator("img.class-emoji")).toHaveCount(0);
});

test("I9: of a message's HTML, only the class's own pictures on this site get past the last wall", async ({ open }) => {
  const { outputFiles } = await build({
    entryPoints: ["web/src/lib/conversation/markup/safe-html.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "wall",
  });
  const page = await open(undefined, "about:blank");
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  const past = (html: string) =>
    page.evaluate(
      (given) => (globalThis as unknown as { wall: { safeHtml: (html: string) => string } }).wall.safeHtml(given),
      html,
    );
  const ours =
    '<img class="class-emoji" src="/api/workspaces/a-1/emoji/a%2Bb/v_1" alt=":a+b:" title=":a+b:" loading="lazy">';
  expect(await past(ours)).toBe(ours);
  for (const address of [
    "https://elsewhere.test/x.png",
    "//elsewhere.test/x.png",
    "/\\elsewhere.test/x.png",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "/api/workspaces/a/emoji/b/../../../sign-out",
    "/api/workspaces/a/emoji/b/c?d",
    "/api/account",
  ])
    expect(await past(`<img src="${address}" srcset="https://elsewhere.test/2x 2x" onerror="alert(1)">`)).toBe("<img>");
});

test("a student removes what is theirs and nothing else, the teaching team anything; then it is offered no more, and old messages show it", async ({
  classroom,
  open,
  openChannel,
}) => {
  const [ben, zoe] = [await classroom.join("Ben Baker"), await classroom.join("Zoe Carver")];
  await bring(classroom.owner, classroom, "mascot");
  await bring(ben, classroom, "bens-own");
  await bring(zoe, classroom, "zoes-own");
  await say(zoe, classroom.general, "with :zoes-own: and :mascot:");

  const his = await open(ben, address(classroom));
  await expect(listed(his)).toHaveCount(3);
  await expect(listed(his).filter({ hasText: ":mascot:" })).toContainText("Added by Tess Teacher");
  await expect(his.getByRole("button", { name: /^Remove/u })).toHaveCount(1);
  await his.getByRole("button", { name: "Remove :bens-own:" }).click();
  const ask = his.getByRole("dialog", { name: "Remove :bens-own:?" });
  await expect(ask).toContainText("It is no longer offered. Messages that have it keep showing it.");
  await ask.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(listed(his)).toHaveCount(2);
  await expect(ben.api.call("emoji.remove", { workspace: classroom.id, name: "zoes-own" })).rejects.toMatchObject({
    refusal: { code: "forbidden" },
  });

  const reading = await openChannel(zoe, classroom.general);
  await composer(reading).pressSequentially(":zoes");
  await expect(reading.getByRole("option", { name: ":zoes-own:" })).toBeVisible();
  const hers = await open(classroom.owner, address(classroom));
  await hers.getByRole("button", { name: "Remove :zoes-own:" }).click();
  await hers.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(hers.getByText(":zoes-own: is no longer offered.")).toBeVisible();
  await expect(listed(hers)).toHaveCount(1);
  await expect(hers.getByRole("list", { name: "Emoji of the class" })).toBeFocused();

  // While she writes, and in the picker.
  await expect(reading.getByRole("option", { name: ":zoes-own:" })).toHaveCount(0);
  await composer(reading).fill("");
  const row = message(reading, "with");
  await row.hover();
  await row.getByRole("button", { name: "Add a reaction" }).first().click();
  await emojiPicker(reading).getByRole("combobox", { name: "Search" }).fill("masc");
  await expect(emojiPicker(reading).getByRole("option", { name: /mascot/u })).toBeVisible();
  await emojiPicker(reading).getByRole("combobox", { name: "Search" }).fill("zoes");
  await expect(emojiPicker(reading).getByRole("option", { name: /zoes/u })).toHaveCount(0);
  await reading.keyboard.press("Escape");
  await reading.reload();
  await expectSeen(picture(row, "zoes-own"));
  await expectSeen(picture(row, "mascot"));
});

test("it stands in a status, in a poll, in an answer and under the pins", async ({ classroom, open, openChannel }) => {
  const ben = await classroom.join("Ben Baker");
  await bring(classroom.owner, classroom, "mascot", png(64, 32));
  await classroom.owner.api.call(
    "members.editMe",
    { workspace: classroom.id },
    { status: { emoji: ":mascot:", text: "Marking" } },
  );
  const asked = await say(classroom.owner, classroom.general, "Whose is :mascot:?");
  await classroom.owner.api.call(
    "messages.act",
    { channel: classroom.general.id, seq: asked.seq },
    { act: { type: "pin", on: true } },
  );
  const question = "Whom do we draw?";
  await ben.api.call(
    "messages.post",
    { channel: classroom.general.id },
    {
      id: mintMessageId(Date.now()),
      body: question,
      poll: { question, options: [":mascot:", "Nobody"] },
    },
  );
  const direct = await classroom.direct(ben, classroom.owner);
  const page = await openChannel(ben, classroom.general);
  const option = page.getByRole("radio", { name: ":mascot:" });
  await expectSeen(picture(page.getByRole("listitem").filter({ has: option }), "mascot"));
  await act(page, message(page, "Whose is"), "Reply");
  await expectSeen(picture(page.getByRole("group", { name: "Replying to Tess Teacher" }), "mascot"));
  await write(page, "Mine");
  await expectSeen(picture(message(page, "Mine"), "mascot"));
  await page.getByRole("button", { name: "Pins", exact: true }).click();
  await expectSeen(picture(page.getByRole("complementary", { name: "Pins" }), "mascot"));
  await page.goto(`/w/${classroom.id}/people`);
  await expectSeen(page.getByRole("main").getByRole("img", { name: ":mascot:" }));
  await page.goto(`/c/${direct.id}`);
  await expectSeen(page.getByRole("main").getByRole("img", { name: ":mascot:" }));
  const mine = await open(classroom.owner, `/c/${classroom.general.id}`);
  await composer(mine).fill("/status :mascot: Grading");
  await composer(mine).press("Enter");
  await expect
    .poll(async () => {
      const { members } = await ben.api.call("members.list", { workspace: classroom.id });
      return members.find(({ id }) => id === classroom.owner.id)?.status;
    })
    .toMatchObject({ emoji: ":mascot:", text: "Grading" });
});
