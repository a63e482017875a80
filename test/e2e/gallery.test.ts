/** Pictures of a message: their grid, and one after another as large as the screen, by finger, wheel and keys. */
import type { Locator, Page } from "@playwright/test";
import { mintMessageId } from "../../client/message-id.ts";
import { Finger, PHONE } from "./support/finger.ts";
import type { Person } from "./support/people.ts";
import { PNG } from "./support/picture.ts";
import { message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

/** Two pictures of one pixel, a tenth of a second each. */
const GIF = Buffer.from(
  "R0lGODlhAQABAIAAAP8AAAAA/yH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAAQABAAACAkQBACH5BAAKAAAALAAAAAABAAEAAAICTAEAOw==",
  "base64",
);

interface Given {
  name: string;
  bytes: Buffer;
}

async function sayFiles({ api }: Person, channel: { id: string }, body: string, files: Given[]): Promise<void> {
  const id = mintMessageId(Date.now());
  const upload = async ({ name, bytes }: Given) => {
    const address = `${api.baseUrl}/api/channels/${channel.id}/files?message=${id}&size=${bytes.byteLength}`;
    const headers = { "content-type": "application/octet-stream" };
    const answer = await api.fetch!(address, { method: "POST", headers, body: new Uint8Array(bytes) });
    return { ticket: ((await answer.json()) as { ticket: string }).ticket, name };
  };
  await api.call("messages.post", { channel: channel.id }, { id, body, files: await Promise.all(files.map(upload)) });
}

/** As large as a screen, of one colour: a picture of one pixel has nothing to be looked at nearer. */
const drawn = (page: Page) =>
  page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1200, 900);
    canvas.getContext("2d")!.fillRect(0, 0, 1200, 900);
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  });
const pictures = (count: number, bytes: Buffer): Given[] =>
  Array.from({ length: count }, (_, at) => ({ name: `p${at + 1}.png`, bytes }));
const inGrid = (page: Page, words: string) => message(page, words).locator("figure").getByRole("button");
const stands = (gallery: Locator, place: string) => expect(gallery.getByText(place, { exact: true })).toBeVisible();
const scaleOf = (gallery: Locator) =>
  gallery.getByRole("img").evaluate((img) => img.getBoundingClientRect().width / (img as HTMLElement).offsetWidth);

test("on glass a gallery is swiped through, comes nearer with two fingers and is moved about then, and goes away downwards", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`, PHONE);
  await sayFiles(classroom.owner, classroom.general, "The lab", pictures(3, Buffer.from(await drawn(page))));
  await inGrid(page, "The lab").first().tap();
  const gallery = page.getByRole("dialog");
  const frame = gallery.getByRole("group");
  const finger = await Finger.on(page);
  await stands(gallery, "1 of 3");
  await finger.swipe(frame, { x: -150 });
  await stands(gallery, "2 of 3");
  await finger.swipe(frame, { x: 150 });
  await stands(gallery, "1 of 3");
  await frame.dblclick();
  expect(await scaleOf(gallery)).toBeCloseTo(2.25);
  const before = (await gallery.getByRole("img").boundingBox())!;
  await finger.swipe(frame, { x: -100 });
  expect((await gallery.getByRole("img").boundingBox())!.x).toBeLessThan(before.x);
  await stands(gallery, "1 of 3");
  await frame.dblclick();
  await finger.swipe(frame, { y: 200 });
  await expect(gallery).toHaveCount(0);
});

test("with a wheel a picture comes nearer where the mouse is, is dragged then, and keys go on where a button is off", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  await sayFiles(classroom.owner, classroom.general, "The lab", pictures(3, Buffer.from(await drawn(page))));
  await inGrid(page, "The lab").first().click();
  const gallery = page.getByRole("dialog");
  const img = gallery.getByRole("img");
  await expect(img).toBeVisible();
  const whole = (await img.boundingBox())!;
  const at = { x: whole.x + whole.width * 0.25, y: whole.y + whole.height * 0.25 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, -600);
  await expect.poll(() => scaleOf(gallery)).toBeGreaterThan(2);
  const near = (await img.boundingBox())!;
  expect((at.x - near.x) / near.width).toBeCloseTo(0.25, 2);
  await page.mouse.down();
  await page.mouse.move(at.x - 100, at.y);
  await page.mouse.up();
  expect((await img.boundingBox())!.x).toBeCloseTo(near.x - 100, 0);
  await page.keyboard.press("0");
  expect(await scaleOf(gallery)).toBeCloseTo(1);
  await page.keyboard.press("End");
  await stands(gallery, "3 of 3");
  await gallery.getByRole("button", { name: "Previous picture" }).click();
  await gallery.getByRole("button", { name: "Next picture" }).click();
  await page.keyboard.press("ArrowLeft");
  await stands(gallery, "2 of 3");
});

test("up to four pictures stand in a grid, the last says how many more there are, and all are in the gallery", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  await sayFiles(classroom.owner, classroom.general, "Ten of them", pictures(10, PNG));
  await expect(message(page, "Ten of them").locator("figure")).toHaveCount(4);
  const last = message(page, "Ten of them").getByRole("button", { name: /6 more pictures after it$/u });
  await expect(last).toContainText("+6");
  await last.click();
  await stands(page.getByRole("dialog"), "4 of 10");
  await page.keyboard.press("End");
  await stands(page.getByRole("dialog"), "10 of 10");
});

test("a GIF of which nobody made a small picture stands for who asked for less motion, until they play it", async ({
  classroom,
  open,
}) => {
  await sayFiles(classroom.owner, classroom.general, "By a program", [{ name: "moving.gif", bytes: GIF }]);
  const page = await open(classroom.owner, `/c/${classroom.general.id}`, { reducedMotion: "reduce" });
  const img = message(page, "By a program").locator("figure img");
  await expect(img).toHaveAttribute("src", /^blob:/u);
  await message(page, "By a program").getByRole("button", { name: "Play moving.gif" }).click();
  await expect(img).toHaveAttribute("src", /moving\.gif$/u);
  await message(page, "By a program").getByRole("button", { name: "Stop moving.gif" }).click();
  await expect(img).toHaveAttribute("src", /^blob:/u);
});

test("what of a file could not be fetched comes with the network, or when it is asked for again", async ({
  classroom,
  open,
}) => {
  const text = [{ name: "notes.txt", bytes: Buffer.from("What was said") }];
  await sayFiles(classroom.owner, classroom.general, "Notes", text);
  await sayFiles(classroom.owner, classroom.general, "More notes", text);
  const page = await open(classroom.owner, "/settings");
  let isAway = true;
  await page.route("**/notes.txt", (route) => (isAway ? route.abort() : route.continue()));
  await page.goto(`/c/${classroom.general.id}`);
  const [first, second] = [message(page, /^(?!.*More).*Notes/su), message(page, "More notes")];
  for (const row of [first, second]) await expect(row).toContainText("The file couldn't be fetched.");
  isAway = false;
  await first.getByRole("button", { name: "Try again" }).click();
  await expect(first).toContainText("What was said");
  await expect(second).not.toContainText("What was said");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(second).toContainText("What was said");
});
