/** The class's own emoji: brought by one person, used and seen by the others, taken out of the offer again. */
import type { Locator, Page } from "@playwright/test";
import { build } from "esbuild";
import { crc32, deflateSync } from "node:zlib";
import { mintMessageId } from "../../client/message-id.ts";
import { EMOJI_PICTURE_MAX_BYTES } from "../../protocol/limits.ts";
import { axeOn } from "./support/axe.ts";
import { say, type Classroom, type Member } from "./support/classroom.ts";
import { act, composer, expectNoSidewaysScroll, log, menuOf, message, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

/** An orange square, or a wider one. */
function png(width = 32, height = 32): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const line = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, Buffer.of(240, 150, 30))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const mark = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  // What a camera writes beside the picture.
  const place = chunk("tEXt", Buffer.from("Comment\0taken at home", "latin1"));
  return Buffer.concat([mark, chunk("IHDR", header), place, chunk("IDAT", lines), chunk("IEND", Buffer.alloc(0))]);
}
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';

const address = (classroom: Classroom) => `/w/${classroom.id}/settings/emoji`;
const picture = (where: Locator, name: string): Locator => where.getByRole("img", { name: `:${name}:`, exact: true });
const picker = (page: Page): Locator => page.getByRole("dialog", { name: "Choose an emoji" });
const listed = (page: Page): Locator => page.getByRole("list", { name: "Emoji of the class" }).getByRole("listitem");
const add = (page: Page): Locator => page.getByRole("button", { name: "Add", exact: true });

/** It is not only in the page: it has come. */
const expectSeen = (image: Locator): Promise<void> =>
  expect.poll(() => image.first().evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);

async function chooseFile(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /^Choose (?:a picture|another one)$/u }).click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}

async function bring(by: Member, classroom: Classroom, name: string, bytes = png()): Promise<void> {
  await by.api.call(
    "emoji.add",
    { workspace: classroom.id },
    { name, picture: `data:image/png;base64,${bytes.toString("base64")}` },
  );
}

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
  await picker(his).getByRole("combobox", { name: "Search" }).fill("blob");
  await picker(his)
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
  await expect(ask).toContainText("It is offered no more. Messages that have it keep showing it.");
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
  await expect(hers.getByText(":zoes-own: is offered no more.")).toBeVisible();
  await expect(listed(hers)).toHaveCount(1);
  await expect(hers.getByRole("list", { name: "Emoji of the class" })).toBeFocused();

  // While she writes, and in the picker.
  await expect(reading.getByRole("option", { name: ":zoes-own:" })).toHaveCount(0);
  await composer(reading).fill("");
  const row = message(reading, "with");
  await row.hover();
  await row.getByRole("button", { name: "Add a reaction" }).first().click();
  await picker(reading).getByRole("combobox", { name: "Search" }).fill("masc");
  await expect(picker(reading).getByRole("option", { name: /mascot/u })).toBeVisible();
  await picker(reading).getByRole("combobox", { name: "Search" }).fill("zoes");
  await expect(picker(reading).getByRole("option", { name: /zoes/u })).toHaveCount(0);
  await reading.keyboard.press("Escape");
  await reading.reload();
  await expectSeen(picture(row, "zoes-own"));
  await expectSeen(picture(row, "mascot"));
});

test("a picture that is none, one that is too large and a name that is taken are told beside their field", async ({
  classroom,
  open,
}) => {
  await bring(classroom.owner, classroom, "there");
  const page = await open(classroom.owner, address(classroom));
  const choose = page.getByRole("button", { name: "Choose a picture" });
  await chooseFile(page, "drawing.svg", "image/svg+xml", Buffer.from(SVG));
  await expect(choose).toHaveAccessibleDescription(
    "That isn't a picture that can be an emoji. Use a PNG, GIF, WebP or JPEG.",
  );
  await expect(add(page)).toBeDisabled();
  // Two frames, and more than what is taken.
  const frame = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0];
  const moving = [...Buffer.from("GIF89a"), 1, 0, 1, 0, 0, 0, 0, ...frame, ...frame];
  await chooseFile(page, "party.gif", "image/gif", Buffer.concat([Buffer.from(moving)], EMOJI_PICTURE_MAX_BYTES + 1));
  await expect(choose).toHaveAccessibleDescription(
    "One that moves can have up to 128 KB. Make it smaller and try again.",
  );

  await chooseFile(page, "there.png", "image/png", png());
  await add(page).click();
  const field = page.getByRole("textbox", { name: "Name" });
  await expect(field).toHaveAccessibleDescription("There's already an emoji :there:. Choose another name.");
  await expect(field).toBeFocused();
  await field.fill("two words");
  await field.press("Enter");
  await expect(field).toHaveAccessibleDescription(
    "An emoji's name is made of the letters a to z, digits, and the signs _ + and -.",
  );
  await field.fill("tada");
  await field.press("Enter");
  await expect(field).toHaveAccessibleDescription(":tada: is an emoji everywhere. Choose another name.");
  await field.fill(":Elsewhere:");
  await field.press("Enter");
  await expect(listed(page).filter({ hasText: ":elsewhere:" })).toBeVisible();
});

test("a picture is pasted or dropped as well, and one that moves stays as it is", async ({ classroom, open }) => {
  const page = await open(classroom.owner, address(classroom));
  await expect(page.getByRole("button", { name: "Choose a picture" })).toBeVisible();
  const give = (type: "paste" | "drop", name: string, mime: string, bytes: Buffer) =>
    page.evaluate(
      ([type, name, mime, base64]) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: mime }));
        const event =
          type === "paste"
            ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
      },
      [type, name, mime, bytes.toString("base64")] as const,
    );
  await give("paste", "image.png", "image/png", png());
  const field = page.getByRole("textbox", { name: "Name" });
  await expect(field).toBeFocused();
  // What has no name suggests none.
  await expect(field).toHaveValue("");
  const frame = [0x21, 0xf9, 4, 0, 9, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
  const head = [...Buffer.from("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
  const moving = Buffer.from([...head, ...frame, ...frame, 0x3b]);
  await give("drop", "party.gif", "image/gif", moving);
  await expect(field).toHaveValue("party");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/emoji"));
  await add(page).click();
  expect((await sent).postDataJSON()).toEqual({
    name: "party",
    picture: `data:image/gif;base64,${moving.toString("base64")}`,
  });
  await expectSeen(listed(page).locator("img"));
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

test("guests look at them and are told why they add none", async ({ classroom, browserOf }) => {
  await bring(classroom.owner, classroom, "mascot");
  const page = await (await browserOf()).newPage();
  await page.goto("/");
  await page.getByRole("button", { name: /^Try/u }).first().click();
  await expect(log(page)).toBeVisible();
  const workspace = await page.evaluate(async () => {
    const { account } = (await (await fetch("/api/session")).json()) as { account: { workspaces: { id: string }[] } };
    return account.workspaces[0]?.id ?? "";
  });
  await page.goto(`/w/${workspace}/settings/emoji`);
  await expect(page.getByText("Guests use the emoji of the class. Its members add them.")).toBeVisible();
  await expect(add(page)).toHaveCount(0);
});

test("a PLACE that has nowhere to keep pictures says so in place of the form, and shows what is there", async ({
  classroom,
  browserOf,
}) => {
  await bring(classroom.owner, classroom, "mascot");
  const context = await browserOf(classroom.owner);
  await context.route(/\/bootstrap$/u, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), keepsFiles: false } });
  });
  const page = await context.newPage();
  await page.goto(address(classroom));
  await expect(page.getByText("This PLACE has nowhere to keep pictures, so no emoji can be added.")).toBeVisible();
  await expect(add(page)).toHaveCount(0);
  await expect(listed(page)).toHaveCount(1);
});

test("R149 R93: axe finds nothing on the page of the emoji, in both themes, and nothing scrolls sideways", async ({
  classroom,
  open,
}) => {
  await bring(classroom.owner, classroom, "mascot");
  await bring(classroom.owner, classroom, "a-very-long-name-of-32-chars-abc", png(256, 32));
  const page = await open(classroom.owner, address(classroom), { reducedMotion: "reduce" });
  await chooseFile(page, "Blob Cat.png", "image/png", png());
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("blob_cat");
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 720 });
    await expectNoSidewaysScroll(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await axeOn(page)
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    }
  }
});
