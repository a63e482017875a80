/** Somebody whom the class's own site names, in the frame of another origin: end to end, with a key of the class and a word signed by it. */
import { createHmac } from "node:crypto";
import type { Place } from "../../web/src/embed/place.d.ts";
import { classSite, frameOf, showOn, tag } from "./support/class-site.ts";
import { sayPicture } from "./support/picture.ts";
import { state } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("who is signed in on the class site is somebody in the frame by one call, sees pictures, and writes under the name that the site says", async ({
  classroom,
  browserOf,
  origin,
}) => {
  const site = await classSite(origin);
  const { owner, general } = classroom;
  const widget = await showOn(classroom, site.origin, { write: "named" });
  const { key, secret } = await owner.api.call("widgets.addKey", { workspace: classroom.id }, { alg: "HS256" });
  await sayPicture(owner, general, { body: "Our plan", alt: "The plan of the week" });
  site.pages.set("/", `<body><main>${tag(origin, widget)}</main></body>`);
  const page = await (await browserOf()).newPage();
  await page.goto(site.origin);
  const frame = await frameOf(page, widget);
  const picture = frame.getByRole("img", { name: "The plan of the week" });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(frame.getByRole("textbox", { name: /^Message to /u })).toHaveCount(0);

  // As the site's server would sign it, by the lines of docs/class-site-signing.md.
  const b64 = (text: string) => Buffer.from(text).toString("base64url");
  const iat = Math.floor(Date.now() / 1_000);
  const head = b64(JSON.stringify({ alg: "HS256", typ: "JWT", kid: key.kid }));
  const body = b64(JSON.stringify({ sub: "student-7", name: "Mina of the Site", iat, exp: iat + 240 }));
  const mark = createHmac("sha256", Buffer.from(secret ?? "", "base64url"))
    .update(`${head}.${body}`)
    .digest("base64url");
  await page.evaluate((jwt) => (window as unknown as { Place: Place }).Place.identify(jwt), `${head}.${body}.${mark}`);
  const field = frame.getByRole("textbox", { name: /^Message to /u });
  await field.fill("I am who the site says");
  await field.press("Enter");
  const mine = frame.getByRole("article").filter({ hasText: "I am who the site says" });
  await expect(mine).toBeVisible();
  await expect(state(mine, "Saved")).toBeAttached();
  const { messages } = await owner.api.call("messages.page", { channel: general.id });
  const author = messages.find((message) => message.body === "I am who the site says")?.author ?? "";
  const { members } = await owner.api.call("members.list", { workspace: classroom.id }, { ids: [author] });
  expect(members[0]).toMatchObject({ name: "Mina of the Site", visitor: true });
  site.close();
});

test("what a guest writes into stands as far from one side of a narrow frame as from the other, beside a bar that takes room", async ({
  classroom,
  browserOf,
  origin,
}) => {
  const site = await classSite(origin);
  const widget = await showOn(classroom, site.origin, { write: "named", guests: true, holds: false });
  site.pages.set("/", `<body><main style="width: 360px">${tag(origin, widget)}</main></body>`);
  const page = await (await browserOf()).newPage();
  await page.goto(site.origin);
  const frame = await frameOf(page, widget);
  const name = frame.getByLabel("Write here as a guest");
  await expect(name).toBeVisible();
  const [start, end] = await name.evaluate((field) => {
    const box = field.closest(".door")!.getBoundingClientRect();
    return [box.left, innerWidth - box.right];
  });
  expect(start).toBeCloseTo(end!, 0);
  site.close();
});
