/** The way back to the first message, and links into the middle. */
import type { Page } from "@playwright/test";
import { say } from "./support/classroom.ts";
import { holdSocket } from "./support/network.ts";
import { details, fontsAreThere, inSidebar, log, message, openDetails, seqsOf } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const COUNT = 2_000;
/** Bodies of very different heights, so that nothing can be guessed. */
function bodyOf(seq: number): string {
  if (seq % 7 === 0)
    return `Message number ${seq}\n\n\`\`\`python\nfor x in range(${seq}):\n    print(x)\n    print(x * x)\n\`\`\``;
  if (seq % 5 === 0)
    return `Message number ${seq}. ${"A longer thought about the matter, in more words than one line holds. ".repeat(8)}`;
  return `Message number ${seq}`;
}

/** Watches every frame: the largest step that a row on the screen made while nobody scrolled, and how many rows there were. */
async function watchRows(page: Page): Promise<() => Promise<{ jump: number; rows: number; seqs: number[] }>> {
  await log(page).evaluate((list) => {
    const seen = { jump: 0, rows: 0, seqs: new Set<number>(), stop: false };
    (globalThis as unknown as { seen: typeof seen }).seen = seen;
    let before = new Map<string, number>();
    let scrolledBy = 0;
    // The only way in which this test scrolls; the list's own corrections go by scrollTop.
    const scrollBy = list.scrollBy.bind(list);
    list.scrollBy = ((options: ScrollToOptions) => {
      const from = list.scrollTop;
      scrollBy(options);
      scrolledBy += list.scrollTop - from;
    }) as typeof list.scrollBy;
    const look = () => {
      const frame = list.getBoundingClientRect();
      const now = new Map<string, number>();
      const rows = list.querySelectorAll<HTMLElement>("article[data-seq]");
      seen.rows = Math.max(seen.rows, list.firstElementChild?.childElementCount ?? 0);
      for (const row of rows) {
        const { top, bottom } = row.getBoundingClientRect();
        seen.seqs.add(Number(row.dataset["seq"]));
        if (bottom > frame.top && top < frame.bottom) now.set(row.dataset["key"] ?? "", top);
      }
      for (const [key, top] of now) {
        const old = before.get(key);
        if (old !== undefined) seen.jump = Math.max(seen.jump, Math.abs(top - (old - scrolledBy)));
      }
      before = now;
      scrolledBy = 0;
      if (!seen.stop) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () =>
    page.evaluate(() => {
      const { seen } = globalThis as unknown as {
        seen: { jump: number; rows: number; seqs: Set<number>; stop: boolean };
      };
      seen.stop = true;
      return { jump: seen.jump, rows: seen.rows, seqs: [...seen.seqs] };
    });
}

test("R13 R33: PageUp leads through 2,000 messages to the first one; each is there, and the line under the eye never moves", async ({
  classroom,
  openChannel,
}) => {
  test.setTimeout(180_000);
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("last-year", COUNT, [ben, classroom.owner], bodyOf);
  // A tall window: fewer keys to press.
  const page = await openChannel(classroom.owner, channel, { viewport: { width: 1280, height: 1600 } });
  await expect(message(page, `Message number ${COUNT}`)).toBeVisible();
  await log(page).getByRole("article").last().focus();
  await fontsAreThere(page);
  const stop = await watchRows(page);
  const beginning = page.getByRole("heading", { name: "This is the beginning of #last-year" });
  const atTop = () => log(page).evaluate((list) => list.scrollTop === 0);
  for (let turns = 0; turns < 300 && !((await atTop()) && (await beginning.isVisible())); turns += 1) {
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("PageUp");
  }
  await expect(beginning).toBeInViewport();
  await expect(message(page, /Message number 1(?!\d)/u)).toBeInViewport();
  const { jump, rows, seqs } = await stop();
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
  expect(rows).toBeLessThanOrEqual(300);
  expect(jump, "px that a row on the screen moved by itself").toBeLessThanOrEqual(1);
});

test("R33: Home goes to the first message at once, End back to the newest", async ({ classroom, openChannel }) => {
  const channel = await classroom.history("last-year", 600, [classroom.owner], bodyOf);
  const page = await openChannel(classroom.owner, channel);
  await expect(message(page, "Message number 600")).toBeVisible();
  await log(page).getByRole("article").last().press("Home");
  await expect(page.getByRole("heading", { name: "This is the beginning of #last-year" })).toBeVisible();
  await expect(message(page, /Message number 1(?!\d)/u)).toBeInViewport();
  await log(page).getByRole("article").first().press("End");
  await expect(message(page, /Message number 600/u)).toBeInViewport();
});

test("R33: the wheel reaches older messages in order and without a hole", async ({ classroom, openChannel }) => {
  const channel = await classroom.history("last-year", 300, [classroom.owner], bodyOf);
  const page = await openChannel(classroom.owner, channel);
  await expect(message(page, "Message number 300")).toBeVisible();
  await log(page).hover();
  for (let turns = 0; turns < 40; turns += 1) {
    await page.mouse.wheel(0, -900);
    const seqs = await seqsOf(page);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  }
});

for (const seq of [1, 400, 800]) {
  test(`R6 R146: a link to message ${seq} of 800 opens it in its surroundings, in a browser that was never here`, async ({
    classroom,
    open,
  }) => {
    const channel = await classroom.history("last-year", 800, [classroom.owner]);
    const page = await open(classroom.owner, `/c/${channel.id}#${seq}`);
    const row = message(page, new RegExp(`Message number ${seq}(?!\\d)`, "u"));
    await expect(row).toBeInViewport({ ratio: 1 });
    await expect(row).toBeFocused();
    const neighbour = seq === 800 ? 799 : seq + 1;
    await expect(message(page, new RegExp(`Message number ${neighbour}(?!\\d)`, "u"))).toBeInViewport();
  });
}

test("R6: whoever came by a link stays at its message, also when the socket opens long after the page of history came", async ({
  classroom,
  browserOf,
}) => {
  const channel = await classroom.history("last-year", 800, [classroom.owner]);
  const page = await (await browserOf(classroom.owner)).newPage();
  // The same page comes once more, on the socket that is open then.
  const { promise: again, resolve: cameAgain } = Promise.withResolvers<void>();
  const open = await holdSocket(page, channel, (frame) => {
    if (frame.includes('"type":"page"')) cameAgain();
  });
  await page.goto(`/c/${channel.id}#400`);
  const row = message(page, /Message number 400(?!\d)/u);
  await expect(row).toBeFocused();
  await fontsAreThere(page);
  const before = await row.boundingBox();
  open();
  await again;
  await expect(row).toBeFocused();
  expect(await row.boundingBox()).toEqual(before);
});

test("R6: whoever came by a link to the first message stands there, also when the newest come while it waits to be drawn", async ({
  classroom,
  browserOf,
}) => {
  const channel = await classroom.history("last-year", 800, [classroom.owner]);
  const page = await (await browserOf(classroom.owner)).newPage();
  const open = await holdSocket(page, channel);
  // The page of history is there, and the beginning of the channel waits for a part of the app: now the socket opens.
  let waits = false;
  page.on("response", (answer) => (waits ||= answer.url().includes("around=1&")));
  await page.route("**/_app/immutable/**", async (route) => {
    if (waits) {
      open();
      for (let frames = 0; frames < 5; frames += 1) await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await route.continue();
  });
  await page.goto(`/c/${channel.id}#1`);
  await expect(message(page, /Message number 1(?!\d)/u)).toBeFocused();
  await expect(page.getByRole("heading", { name: "This is the beginning of #last-year" })).toBeInViewport();
  // What comes after the first look may still be on its way.
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("R6 R39: after a channel was renamed, links into it lead there still, and other people see the new name without a reload", async ({
  classroom,
  open,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.channel(classroom.owner, { name: "homework" }, ben);
  for (const body of ["One", "Two", "Three"]) await say(ben, channel, body);
  const mine = await openChannel(classroom.owner, channel);
  const his = await openChannel(ben, channel);
  await expect(his).toHaveTitle(/#homework/u);
  await openDetails(mine);
  await details(mine).getByRole("button", { name: "Edit name and topic" }).click();
  await mine.getByRole("textbox", { name: "Name" }).fill("Homework Help");
  await mine.getByRole("button", { name: "Save", exact: true }).click();
  await expect(his).toHaveTitle(/#homework-help/u);
  await expect(inSidebar(his, "homework-help")).toBeVisible();
  await expect(his.getByRole("heading", { level: 1 })).toHaveText("homework-help");
  const later = await open(ben, `/c/${channel.id}#2`);
  await expect(message(later, "Two")).toBeFocused();
});
