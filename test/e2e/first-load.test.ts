/** What a first visit waits for: how much is asked for and fetched before the first message, and what comes after it. */
import { composer, log, message, sidebar } from "./support/screen.ts";
import { say } from "./support/classroom.ts";
import { expect, test } from "./support/test.ts";

/** Kilobytes of JavaScript, gzip, as the server sends it. What brings it above has to come later, or something else has to go. */
const SCRIPT_KB_MAX = 78.9;
/** The page, its styles and its modules, and the one answer. */
const REQUESTS_MAX = 9;

test("R149: before the first message one answer is asked for, and no more of the program is fetched than its bound", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(ben, classroom.general, "Good morning");
  await ben.api.call(
    "messages.act",
    { channel: classroom.general.id, seq: 1 },
    { act: { type: "react", emoji: "👍", on: true } },
  );
  const page = await (await browserOf(classroom.owner)).newPage();
  await page.addInitScript(() => {
    // As they are put in, and not with the next frame: on a busy machine that one comes after what is asked for next.
    const watch = new MutationObserver(() => {
      if (!document.querySelector("[role=log] article")) return;
      performance.mark("words");
      watch.disconnect();
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await page.goto(`/c/${classroom.general.id}`);
  await expect(message(page, "Good morning")).toBeVisible();
  // The rest of the first screen comes by itself.
  await expect(message(page, "Good morning").getByRole("button", { name: /👍/u })).toBeVisible();
  await expect(sidebar(page)).toBeVisible();
  await expect(composer(page)).toBeVisible();
  const before = await page.evaluate(() => {
    const [words] = performance.getEntriesByName("words");
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return files
      .filter(({ startTime }) => startTime < (words?.startTime ?? 0))
      .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, kb: encodedBodySize / 1000 }));
  });
  expect(before.filter(({ path }) => path.startsWith("/api/")).map(({ path }) => path)).toEqual(["/api/opening"]);
  expect(before.filter(({ path }) => /woff2?$/u.test(path))).toEqual([]);
  // Named by the page itself: what is asked for a moment before the first message does not hold it up.
  const named = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLLinkElement>("link[rel=modulepreload]")].map(
      ({ href }) => new URL(href).pathname,
    ),
  );
  const scripts = before.filter(({ path }) => named.includes(path));
  expect(scripts.length).toBe(named.length);
  expect(scripts.reduce((sum, { kb }) => sum + kb, 0)).toBeLessThan(SCRIPT_KB_MAX);
  expect(named.length + 3).toBeLessThanOrEqual(REQUESTS_MAX);
});

test("R149: who waits sees the shape of a class, until the first thing is there; no later message asks for it again", async ({
  classroom,
  browserOf,
}) => {
  await say(classroom.owner, classroom.general, "Good morning");
  const page = await (await browserOf(classroom.owner)).newPage();
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/opening?*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/c/${classroom.general.id}`, { waitUntil: "commit" });
  const shape = page.locator("#opening");
  await expect(shape).toBeVisible();
  answer();
  await expect(message(page, "Good morning")).toBeVisible();
  await expect(shape).toBeHidden();
  // What asks for the whole page (`:has`) is asked again with every row that comes and goes.
  const html = await (await page.request.get(`/c/${classroom.general.id}`)).text();
  expect(html).toContain("#opening");
  expect(html).not.toContain(":has(");
});

test("R149: the field comes after the words, into the room that is there for it, also where its file does not come at first", async ({
  classroom,
  browserOf,
}) => {
  await say(classroom.owner, classroom.general, "Good morning");
  const page = await (await browserOf(classroom.owner)).newPage();
  const path = `/c/${classroom.general.id}`;
  const named = await (await page.request.get(path)).text();
  let isAway = true;
  await page.route("**/_app/immutable/chunks/*.js", (route) =>
    isAway && !named.includes(new URL(route.request().url()).pathname) ? route.abort() : route.continue(),
  );
  await page.goto(path);
  await expect(message(page, "Good morning")).toBeVisible();
  await expect(composer(page)).toHaveCount(0);
  const before = await log(page).boundingBox();
  isAway = false;
  await expect(composer(page)).toBeVisible();
  expect((await log(page).boundingBox())?.height).toBe(before?.height);
  await composer(page).fill("Here I am");
  await composer(page).press("Enter");
  await expect(message(page, "Here I am")).toBeVisible();
});

test("R149: who answers a message before the field is there finds it in use when it comes, but not after going elsewhere", async ({
  classroom,
  browserOf,
}) => {
  await say(classroom.owner, classroom.general, "Good morning");
  const context = await browserOf(classroom.owner);
  const path = `/c/${classroom.general.id}`;
  const named = await (await context.request.get(path)).text();
  const opened = async () => {
    const page = await context.newPage();
    let isAway = true;
    await page.route("**/_app/immutable/chunks/*.js", (route) =>
      isAway && !named.includes(new URL(route.request().url()).pathname) ? route.abort() : route.continue(),
    );
    await page.goto(path);
    await message(page, "Good morning").focus();
    await page.keyboard.press("r");
    return { page, open: () => (isAway = false) };
  };
  const answering = await opened();
  answering.open();
  await expect(composer(answering.page)).toBeFocused();
  const reading = await opened();
  await reading.page.getByRole("button", { name: "Details", exact: true }).focus();
  reading.open();
  await expect(reading.page.getByRole("group", { name: "Replying to Tess Teacher" })).toBeVisible();
  await expect(composer(reading.page)).toBeVisible();
  await expect(composer(reading.page)).not.toBeFocused();
});

test("R149: who stays signed out is asked to sign in, and then sees what the link named", async ({
  classroom,
  browserOf,
}) => {
  await say(classroom.owner, classroom.general, "For members");
  const page = await (await browserOf()).newPage();
  await page.goto(`/c/${classroom.general.id}#1`);
  await expect(page).toHaveURL(/\/sign-in\?next=/u);
});

test("R59: a link into another class of mine opens that class, whichever was open last", async ({
  classroom,
  browserOf,
  origin,
}) => {
  const { Classroom } = await import("./support/classroom.ts");
  const other = await Classroom.open(origin, "Otto Other", "Chemistry 1");
  await classroom.owner.api.call("entry.join", {}, { code: other.joinCode });
  await say(other.owner, other.general, "Welcome to chemistry");
  const page = await (await browserOf(classroom.owner)).newPage();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  await page.goto(`/c/${other.general.id}`);
  await expect(message(page, "Welcome to chemistry")).toBeVisible();
  await expect(page).toHaveTitle(/Chemistry 1/u);
});
