/** The page on which the class's emoji are added: which pictures and names it takes, from whom, and how it reads. */
import { EMOJI_PICTURE_MAX_BYTES } from "../../protocol/limits.ts";
import { axeOn } from "./support/axe.ts";
import { add, address, bring, chooseFile, expectSeen, listed, png } from "./support/class-emoji.ts";
import { expectNoSidewaysScroll, log } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';

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
