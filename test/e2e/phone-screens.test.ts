/** Every screen in the hand: wide enough for a finger, narrow enough for a phone, letters that nothing has to come nearer for. */
import type { Page } from "@playwright/test";
import { mintMessageId } from "../../client/message-id.ts";
import { say } from "./support/classroom.ts";
import { PHONE, SMALL } from "./support/finger.ts";
import { composer, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

/** What a finger meets: 44 px each way. Words in a line of text are as tall as the line, and a name has its face beside it. */
const TARGET_PX = 43.5;
const EXEMPT = ".name, p a, p button, .body a, .foot a";

/** What is wrong on the screen as it is: too small for a finger, letters too small for iOS, wider than the window. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(
    ([target, exempt]) => {
      const found: string[] = [];
      const named = (element: Element) =>
        `${element.tagName.toLowerCase()}.${element.className} "${element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 30)}"`;
      const within = document.querySelector("[role=dialog], [role=menu]") ?? document.body;
      const hits = (element: Element, x: number, y: number) => {
        const top = document.elementFromPoint(x, y);
        return top !== null && (element.contains(top) || (top.closest("label")?.contains(element) ?? false));
      };
      const controls = "button, a[href], input, select, textarea, summary, [role^=menuitem], [role=option], [role=tab]";
      for (const element of within.querySelectorAll(controls)) {
        const { left, top, width, height } = element.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        if (width < 2 || height < 2 || !hits(element, x, y) || element.matches(exempt)) continue;
        const reach = (dx: number, dy: number) => {
          let px = 0;
          while (px < 44 && hits(element, x + dx * (px + 1), y + dy * (px + 1))) px += 1;
          return px;
        };
        const tall = Math.max(height, reach(0, 1) + reach(0, -1) + 1);
        const broad = Math.max(width, reach(1, 0) + reach(-1, 0) + 1);
        // What is cut by the edge of what scrolls is whole when it is scrolled to.
        const isCut = !hits(element, x, top + 1) || !hits(element, x, top + height - 1);
        if (!isCut && Math.min(tall, broad) < target) found.push(`${named(element)}: ${broad} × ${tall}`);
        if (element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=file], [type=range])"))
          if (parseFloat(getComputedStyle(element).fontSize) < 16) found.push(`${named(element)}: small letters`);
      }
      if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
      for (const element of within.querySelectorAll("*")) {
        if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0) continue;
        const { overflowX } = getComputedStyle(element);
        if (
          /auto|scroll/u.test(overflowX) &&
          !element.matches("pre, code, .table, .katex-display, textarea, .docs .wide")
        )
          found.push(`${named(element)} scrolls sideways`);
      }
      return [...new Set(found)];
    },
    [TARGET_PX, EXEMPT] as const,
  );
}

test("R93: on a phone of 320 px every screen has room for fingers, letters of 16 px in its fields, and scrolls sideways nowhere", async ({
  classroom,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(
    ben,
    classroom.general,
    "Look: [the notes](https://example.org)\n```js\nconst wide = 'as wide as nothing on a phone';\n```",
  );
  const { seq } = await say(classroom.owner, classroom.general, "React to me");
  const notes = mintMessageId(Date.now());
  const upload = await ben.api.fetch!(
    `${ben.api.baseUrl}/api/channels/${classroom.general.id}/files?message=${notes}&size=2000`,
    {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: "a line\n".repeat(300).slice(0, 2000),
    },
  );
  const { ticket } = (await upload.json()) as { ticket: string };
  const files = [{ ticket, name: "notes.txt" }];
  await ben.api.call("messages.post", { channel: classroom.general.id }, { id: notes, body: "Notes", files });
  const react = { type: "react", emoji: "👍", on: true } as const;
  await ben.api.call("messages.act", { channel: classroom.general.id, seq }, { act: react });
  const page = await open(classroom.owner, `/c/${classroom.general.id}`, SMALL);
  await expect(message(page, "React to me")).toBeVisible();
  await expect(message(page, "Notes").getByRole("button", { name: "Show all of it" })).toBeInViewport();
  await expect(composer(page)).toBeVisible();
  const seen: Record<string, string[]> = { channel: await faults(page) };
  await page.getByRole("button", { name: "Details", exact: true }).tap();
  await expect(page.getByRole("heading", { name: "Details" })).toBeVisible();
  seen["details"] = await faults(page);
  const areas = [
    "",
    "/missed",
    "/threads",
    "/unread",
    "/mentions",
    "/saved",
    "/search",
    "/people",
    "/channels",
    "/settings",
  ];
  for (const path of [
    ...areas.map((area) => `/w/${classroom.id}${area}`),
    ...["emoji", "programs", "site"].map((area) => `/w/${classroom.id}/settings/${area}`),
    ...["", "/account", "/appearance", "/devices", "/notifications", "/privacy"].map((area) => `/settings${area}`),
    ...["/sign-in", "/join", "/new", "/?home", "/docs/api"],
  ]) {
    // Within the page where it can: a class is opened once.
    await page.goto(path);
    await expect(page.locator("h1").first()).toBeAttached();
    await expect(page.locator("[aria-busy=true], [class*=skeleton]")).toHaveCount(0);
    seen[path] = await faults(page);
  }
  expect(Object.fromEntries(Object.entries(seen).filter(([, list]) => list.length > 0))).toEqual({});
});

test("R93: what a phone keeps for itself at its edges stays free, and the field stands above its keyboard, with the end of the list in view", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("talk", 40, [classroom.owner], (seq) => `Line ${seq}`);
  const page = await openChannel(classroom.owner, channel, PHONE);
  await expect(composer(page)).toBeVisible();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":root { --safe-top: 47px; --safe-bottom: 34px; --safe-side: 20px; }");
    document.adoptedStyleSheets.push(sheet);
  });
  const { width, height } = PHONE.viewport;
  const edges = async () => {
    const boxes = await Promise.all(
      [page.locator("header").first(), log(page), page.locator("form.composer .field")].map((part) =>
        part.boundingBox(),
      ),
    );
    return boxes.map((box) => box!);
  };
  const [header, list, field] = await edges();
  expect(header!.y).toBe(47);
  expect(list!.x).toBe(20);
  expect(list!.x + list!.width).toBe(width - 20);
  expect(field!.y + field!.height).toBeLessThanOrEqual(height - 34);
  await expect(message(page, "Line 40")).toBeInViewport();

  // No browser without a screen has a keyboard: it is told as iOS tells it, by what is seen.
  const keyboard = (px: number) =>
    page.evaluate((under) => {
      Object.defineProperty(visualViewport, "height", { configurable: true, get: () => innerHeight - under });
      visualViewport!.dispatchEvent(new Event("resize"));
    }, px);
  await expect(async () => {
    await keyboard(300);
    const box = (await page.locator("form.composer .field").boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(height - 300);
  }).toPass();
  await expect(message(page, "Line 40")).toBeInViewport();
  const above = (await log(page).boundingBox())!;
  const last = (await message(page, "Line 40").boundingBox())!;
  expect(last.y + last.height).toBeLessThanOrEqual(above.y + above.height);
  await keyboard(0);
  await expect.poll(async () => (await log(page).boundingBox())?.height).toBe(list!.height);
  await expect(message(page, "Line 40")).toBeInViewport();
});
