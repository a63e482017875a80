/** How PLACE looks on one's own device: density and the size of the text. */
import { say } from "./support/classroom.ts";
import { composer, expectNoSidewaysScroll, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

test("compact shows more messages in the same height, and is there before anything is painted when I come back", async ({
  classroom,
  open,
}) => {
  await say(classroom.owner, classroom.general, "The first words");
  await say(await classroom.join("Ben Baker"), classroom.general, "Words of **another**\n\n- and a list");
  const page = await open(classroom.owner, "/settings/appearance");
  await page.getByRole("radio", { name: "Comfortable" }).press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Compact" })).toBeChecked();
  // What the page looks like when its first script has run, before any style sheet or other script came.
  await page.addInitScript(() => {
    new MutationObserver((_, watcher) => {
      if (!document.body) return;
      sessionStorage.setItem("density", document.documentElement.dataset["density"] ?? "none");
      watcher.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`/c/${classroom.general.id}`);
  const first = message(page, "The first words");
  const second = message(page, "Words of another");
  await expect(second).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem("density"))).toBe("compact");
  const heightOf = async () => (await first.boundingBox())?.height ?? 0;
  const compact = await heightOf();
  expect(compact).toBeLessThanOrEqual(22);
  // The name and the words are one line; the list begins on its own, where the words begin.
  const name = await second.getByRole("button", { name: "Ben Baker" }).boundingBox();
  const words = await second.getByText("Words of").boundingBox();
  const list = await second.getByRole("list").boundingBox();
  expect(Math.abs((name?.y ?? 0) - (words?.y ?? 99))).toBeLessThan(4);
  expect(list?.x).toBe(name?.x);
  await page.goto("/settings/appearance");
  await page.getByText("Comfortable").click();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(first).toBeVisible();
  expect(await heightOf()).toBeGreaterThan(compact * 1.8);
});

test("R93: with the largest text every screen fits a phone, and a step back makes it smaller at once", async ({
  classroom,
  open,
}) => {
  await say(
    classroom.owner,
    classroom.general,
    "Words **to read** and `code to run`\n\n```js\nconst answer = 42;\n```",
  );
  const page = await open(classroom.owner, "/settings/appearance", PHONE);
  await page.getByRole("radio", { name: "Largest" }).check();
  const sizeOf = () => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  expect(await sizeOf()).toBeCloseTo(20, 0);
  const at = `/w/${classroom.id}`;
  const screens = [
    ...["", "/appearance", "/notifications", "/privacy", "/keyboard", "/devices", "/account"].map(
      (each) => `/settings${each}`,
    ),
    ...["", "/channels", "/people", "/mentions", "/saved", "/threads", "/scheduled", "/settings"].map(
      (each) => at + each,
    ),
    `/c/${classroom.general.id}`,
  ];
  for (const screen of screens) {
    await page.goto(screen);
    await expect(page.locator("#main")).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await expectNoSidewaysScroll(page);
  }
  await expect(log(page)).toBeVisible();
  const field = await composer(page).boundingBox();
  expect((field?.y ?? 999) + (field?.height ?? 0)).toBeLessThanOrEqual(PHONE.viewport.height);
  await page.goto("/settings/appearance");
  await page.getByRole("radio", { name: "Small" }).check();
  expect(await sizeOf()).toBeCloseTo(14, 0);
});

test("in the settings a language is chosen: Arabic turns the class around, and English turns it back", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, "/settings/appearance");
  await page.getByRole("group", { name: "Language" }).getByRole("button", { name: "العربية" }).click();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("heading", { name: "السمة" })).toBeVisible();
  await expect(page).toHaveTitle(/المظهر.*الإعدادات/u);
  await expectNoSidewaysScroll(page);
  const channels = await page.getByRole("navigation", { name: "القنوات والرسائل المباشرة" }).boundingBox();
  const heading = await page.getByRole("heading", { name: "السمة" }).boundingBox();
  expect(channels?.x).toBeGreaterThan(heading?.x ?? Infinity);
  await page.getByRole("group", { name: "اللغة" }).getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
  await expect(page.getByRole("heading", { name: "Theme" })).toBeVisible();
});
