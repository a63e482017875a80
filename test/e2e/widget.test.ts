/** A channel in the class's own site: another origin, a strict policy, no third-party cookies. */
import { gzipSync } from "node:zlib";
import { CHROMIUM_ARGS, findChromium } from "../../tools/chromium.ts";
import type { Place } from "../../web/src/embed/place.d.ts";
import { say } from "./support/classroom.ts";
import { classSite, frameOf, showOn, tag, type ClassSite } from "./support/class-site.ts";
import { expect, test as base } from "./support/test.ts";

const executablePath = findChromium();
const test = base.extend<{ site: ClassSite }>({
  site: async ({ origin }, use) => {
    const site = await classSite(origin);
    await use(site);
    site.close();
  },
});
test.use({
  launchOptions: {
    ...(executablePath && { executablePath }),
    // What a visitor's browser does who blocks what other sites' frames keep.
    args: [...CHROMIUM_ARGS, "--test-third-party-cookie-phaseout"],
  },
});

const EMBED_MAX_BYTES = 2_500;
const FRAME_SCRIPT_MAX_KB = 50;
const FRAME_REQUESTS_MAX = 6;

test("a reader without a name reads the channel inside the class page: live, with nothing of the page moved, and no global but one", async ({
  classroom,
  browserOf,
  origin,
  site,
}) => {
  await say(classroom.owner, classroom.general, "Good **morning**");
  const widget = await showOn(classroom, site.origin);
  site.pages.set("/", `<body><main><h1>Week 3</h1>${tag(origin, widget)}<p>Next week: pointers.</p></main></body>`);
  const page = await (await browserOf()).newPage();
  await page.addInitScript(() => {
    const watched = window as unknown as { moved: number; before: Set<string> };
    watched.moved = 0;
    watched.before = new Set(Object.getOwnPropertyNames(window));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.moved += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const refused: string[] = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  // The style sheet that holds its room comes after the script that takes it.
  const taken = page.waitForEvent("requestfinished", (request) => request.url().endsWith("/embed.js"));
  await page.route("**/style.css", async (route) => {
    await taken;
    await route.continue();
  });
  await page.goto(site.origin);
  const frame = await frameOf(page, widget);
  await expect(frame.getByRole("article").filter({ hasText: "Good morning" })).toBeVisible();
  await say(classroom.owner, classroom.general, "And live");
  await expect(frame.getByRole("article").filter({ hasText: "And live" })).toBeVisible();
  await expect(
    frame
      .getByText("Teacher", { exact: true })
      .or(frame.getByText("Owner", { exact: true }))
      .first(),
  ).toBeVisible();
  await expect(frame.getByRole("textbox")).toHaveCount(0);
  // What the page says of all its boxes says nothing of this one.
  const host = page.locator("main > script + *");
  for (const [property, value] of [
    ["filter", "none"],
    ["border-top-width", "0px"],
    ["height", "420px"],
  ] as const)
    await expect(host).toHaveCSS(property, value);
  await expect(page.locator("main > script")).toBeHidden();
  const { moved, globals } = await page.evaluate(() => {
    const watched = window as unknown as { moved: number; before: Set<string> };
    const own = Object.getOwnPropertyNames(window).filter((name) => !watched.before.has(name) && !/^\d+$/u.test(name));
    return { moved: watched.moved, globals: own.filter((name) => !["moved", "before"].includes(name)) };
  });
  expect(moved).toBe(0);
  expect(globals).toEqual(["Place"]);
  expect(refused).toEqual([]);
});

test("the tag is at most 2.5 KB, and the first message takes no more of the program than its bound", async ({
  classroom,
  browserOf,
  origin,
  site,
}) => {
  await say(classroom.owner, classroom.general, "Good morning");
  const widget = await showOn(classroom, site.origin);
  site.pages.set("/", `<body><main>${tag(origin, widget)}</main></body>`);
  const context = await browserOf();
  const embed = await context.request.get(`${origin}/embed.js`);
  expect(gzipSync(await embed.body()).length).toBeLessThanOrEqual(EMBED_MAX_BYTES);
  await context.addInitScript(() => {
    if (!location.pathname.startsWith("/widget/")) return;
    const watch = new MutationObserver(() => {
      if (!document.querySelector("[role=log] article")) return;
      performance.mark("words");
      watch.disconnect();
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  const page = await context.newPage();
  await page.goto(site.origin);
  const frame = await frameOf(page, widget);
  await expect(frame.getByRole("article").filter({ hasText: "Good morning" })).toBeVisible();
  const before = await frame.evaluate(() => {
    const [words] = performance.getEntriesByName("words");
    return (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ startTime }) => startTime < (words?.startTime ?? 0))
      .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, kb: encodedBodySize / 1000 }));
  });
  const scripts = before.filter(({ path }) => path.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.reduce((sum, { kb }) => sum + kb, 0)).toBeLessThan(FRAME_SCRIPT_MAX_KB);
  // With the page itself.
  expect(before.length + 1).toBeLessThanOrEqual(FRAME_REQUESTS_MAX);
});

test("a guest types a name and writes; somebody else sees it in PLACE; what is held waits for the teaching team and comes when it is let through", async ({
  classroom,
  browserOf,
  origin,
  site,
}) => {
  const rules = { write: "named", guests: true, holds: false } as const;
  const widget = await showOn(classroom, site.origin, rules);
  site.pages.set("/", `<body><main>${tag(origin, widget)}</main></body>`);
  const page = await (await browserOf()).newPage();
  await page.goto(site.origin);
  const frame = await frameOf(page, widget);
  await frame.getByLabel("Write here as a guest").fill("Mina Park");
  await frame.getByRole("button", { name: "Write", exact: true }).click();
  const field = frame.getByRole("textbox", { name: /^Message to /u });
  await field.fill("May I ask something?");
  await field.press("Enter");
  await expect(frame.getByRole("article").filter({ hasText: "May I ask something?" })).toBeVisible();
  await expect
    .poll(async () => {
      const { messages } = await classroom.owner.api.call("messages.page", { channel: classroom.general.id });
      return messages.map(({ body }) => body);
    })
    .toContain("May I ask something?");

  await showOn(classroom, site.origin, { ...rules, holds: true });
  await page.reload();
  const again = await frameOf(page, widget);
  await again.getByLabel("Write here as a guest").fill("Noa Held");
  await again.getByRole("button", { name: "Write", exact: true }).click();
  const second = again.getByRole("textbox", { name: /^Message to /u });
  await second.fill("Is this shown?");
  await second.press("Enter");
  await expect(again.getByText("Your message is with the teaching team.", { exact: false })).toBeVisible();
  const team = await (await browserOf(classroom.owner)).newPage();
  await team.goto(`/w/${classroom.id}/settings/site`);
  await expect(team.getByText("Is this shown?")).toBeVisible();
  await team.getByRole("button", { name: "Let through" }).click();
  await expect(again.getByText("Your message is with the teaching team.", { exact: false })).toHaveCount(0);
  await expect(again.getByRole("article").filter({ hasText: "Is this shown?" })).toHaveCount(1);
});

test("a member signs in in a window of PLACE's own, and writes as themselves", async ({
  classroom,
  browserOf,
  origin,
  site,
}) => {
  const ben = await classroom.join("Ben Baker");
  const widget = await showOn(classroom, site.origin, { write: "members" });
  site.pages.set("/", `<body><main>${tag(origin, widget)}</main></body>`);
  const context = await browserOf(ben);
  const page = await context.newPage();
  await page.goto(site.origin);
  const frame = await frameOf(page, widget);
  const opened = context.waitForEvent("page");
  await frame.getByRole("button", { name: "Sign in with PLACE" }).click();
  const window = await opened;
  await window.getByRole("button", { name: `Go on as @${ben.handle}` }).click();
  await expect(frame.getByText("You write as", { exact: false })).toContainText("Ben Baker");
  const field = frame.getByRole("textbox", { name: /^Message to /u });
  await field.fill("As myself");
  await field.press("Enter");
  await expect
    .poll(async () => {
      const { messages } = await classroom.owner.api.call("messages.page", { channel: classroom.general.id });
      return messages.find(({ body }) => body === "As myself")?.author;
    })
    .toBe(ben.id);
  // The token is in no address.
  expect(
    page
      .frames()
      .map((each) => each.url())
      .join(" "),
  ).not.toMatch(/token|Bearer/iu);
});

test("two widgets in one page, one of them behind a button that counts what is new; a page that swaps its content ends and begins them", async ({
  classroom,
  browserOf,
  origin,
  site,
}) => {
  const second = await classroom.channel(classroom.owner, { name: "second" });
  await say(classroom.owner, second, "Of the second");
  const [one, two] = [await showOn(classroom, site.origin), await showOn(classroom, site.origin, {}, second)];
  site.pages.set("/", `<body><main id="content">${tag(origin, two)}</main>${tag(origin, one, "data-launcher")}</body>`);
  const page = await (await browserOf()).newPage();
  await page.goto(site.origin);
  const inline = await frameOf(page, two);
  await expect(inline.getByRole("article").filter({ hasText: "Of the second" })).toBeVisible();
  const behind = await frameOf(page, one);
  await behind.waitForSelector("[role=log]", { state: "attached" });
  await page.evaluate(() => {
    const heard: number[] = [];
    (window as unknown as { heard: number[] }).heard = heard;
    (window as unknown as { Place: Place }).Place.on("unread", ({ count }) => void heard.push(count));
  });
  await expect.poll(() => page.evaluate(() => (window as unknown as { heard: number[] }).heard.at(-1))).toBe(0);
  await say(classroom.owner, classroom.general, "Something new");
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { heard: number[] }).heard.at(-1)))
    .toBeGreaterThan(0);
  await page.evaluate(() => (window as unknown as { Place: Place }).Place.open());
  await expect(behind.getByRole("article").filter({ hasText: "Something new" })).toBeVisible();
  await expect.poll(() => page.evaluate(() => (window as unknown as { heard: number[] }).heard.at(-1))).toBe(0);
  // Another page of a single-page site, and back.
  await page.evaluate(() => document.getElementById("content")?.replaceChildren());
  await expect.poll(() => page.frames().length).toBe(2);
  await page.evaluate(
    ([src = "", channel = ""]) => {
      const script = Object.assign(document.createElement("script"), { async: true, src });
      script.dataset["channel"] = channel;
      document.getElementById("content")?.append(script);
    },
    [`${origin}/embed.js`, two],
  );
  await expect((await frameOf(page, two)).getByRole("article").filter({ hasText: "Of the second" })).toBeVisible();
});

test("where a widget is off, or the site is not on its list, there is no conversation; switching it off ends open frames", async ({
  classroom,
  browserOf,
  origin,
  site,
}) => {
  await say(classroom.owner, classroom.general, "Good morning");
  const widget = await showOn(classroom, "https://another.example");
  site.pages.set("/", `<body><main>${tag(origin, widget)}</main></body>`);
  const page = await (await browserOf()).newPage();
  await page.goto(site.origin);
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith("chrome-error:"))).toBe(true);
  await showOn(classroom, site.origin);
  await page.reload();
  const frame = await frameOf(page, widget);
  await expect(frame.getByRole("article").filter({ hasText: "Good morning" })).toBeVisible();
  await classroom.owner.api.call("widgets.put", { channel: classroom.general.id }, { on: false, sites: [site.origin] });
  await expect(frame.getByText("This conversation is not shown here")).toBeVisible();
});

test("a line of the page is asked about; beside it stands how much was said, also when it was written anew; where it is gone, none", async ({
  classroom,
  browserOf,
  origin,
  site,
}) => {
  const ben = await classroom.join("Ben Baker");
  const widget = await showOn(classroom, site.origin, { write: "named", guests: true, holds: false });
  const lines = (line: string) =>
    `<body><main><p id="line">${line}</p><p>What is between them is free.</p>${tag(origin, widget, 'class="talk" data-ask')}</main></body>`;
  site.pages.set("/", lines("On this machine the stack grows down and the heap grows up."));
  const page = await (await browserOf()).newPage();
  await page.goto(site.origin);
  const frame = await frameOf(page, widget);
  await frame.getByLabel("Write here as a guest").fill("Mina Park");
  await frame.getByRole("button", { name: "Write", exact: true }).click();
  const field = frame.getByRole("textbox", { name: /^Message to /u });
  await expect(field).toBeVisible();
  await page.evaluate(() => {
    const words = document.getElementById("line")?.firstChild as Text;
    getSelection()?.setBaseAndExtent(words, 16, words, 36);
    dispatchEvent(new PointerEvent("pointerup"));
  });
  // In a closed shadow root: where it stands is asked of the page.
  const box = await page.evaluate(() => getSelection()?.getRangeAt(0).getBoundingClientRect().toJSON() as DOMRect);
  const [x, y] = [box.left + box.width / 2, box.bottom + 18];
  // What stands there is asked until it is the layer, which is the last thing in the page.
  await expect
    .poll(() => page.evaluate(([left, top]) => document.elementFromPoint(left!, top!)?.getAttribute("style"), [x, y]))
    .toContain("2147482000");
  await page.mouse.click(x, y);
  await expect(field).toHaveValue(/^> the stack grows down\n\[localhost:\d+\]\(http:\/\/localhost:\d+\/#:~:text=/u);
  await field.press("End");
  await field.pressSequentially("Why down?");
  await field.press("Enter");
  const asked = frame.getByRole("article").filter({ hasText: "Why down?" });
  await expect(asked).toBeVisible();
  const { messages } = await ben.api.call("messages.page", { channel: classroom.general.id });
  expect(messages.at(-1)?.body).toContain("> the stack grows down\n");

  const heard = async (line: string) => {
    site.pages.set("/", lines(line));
    await page.reload();
    return page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          addEventListener("message", ({ data }: MessageEvent<{ type?: string; lines?: { count: number }[] }>) => {
            if (data.type === "lines") resolve((data.lines ?? []).map(({ count }) => count));
          });
        }),
    );
  };
  expect(await heard("On this machine the call stack grows down, and the heap grows up.")).toEqual([1]);
  await expect((await frameOf(page, widget)).getByText("These words are no longer on the page.")).toHaveCount(0);
  expect(await heard("This week is about files on a disk and their journals.")).toEqual([1]);
  await expect((await frameOf(page, widget)).getByText("These words are no longer on the page.")).toBeVisible();
});

test("I5: a frame of what is not shown says so, and asks no more", async ({ open }) => {
  const page = await open(undefined, "/join");
  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().includes("/api/widgets/"))));
  await page.goto("/widget/notShownAnywhere");
  await expect(page.getByText("This conversation is not shown here")).toBeVisible();
  // Whoever asked on and on would have asked many times until another page is there.
  await page.goto("/join");
  await expect(page.getByRole("heading", { name: "Join a class" })).toBeVisible();
  expect(asked).toBeLessThanOrEqual(5);
});
