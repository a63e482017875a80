/** The pages under /docs: for whom PLACE has no account, and for whom it has. */
import type { Page } from "@playwright/test";
import { axeOn } from "./support/axe.ts";
import { historyOf } from "./support/classroom.ts";
import { runLine } from "./support/run-line.ts";
import { expectNoSidewaysScroll, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const region = (page: Page) => page.getByRole("region", { name: "Try it" });
const line = (page: Page) => region(page).locator("code");

test("R73: the protocol's page shows the diagram and the frames without signing in, and an address leads to its rule", async ({
  open,
}) => {
  const page = await open(undefined, "/docs/protocol");
  await expect(page.getByRole("heading", { level: 1, name: "The protocol" })).toBeVisible();
  await expect(page).toHaveTitle("The protocol · PLACE");
  const diagram = page.getByRole("img", { name: "One message, from key press to every screen" });
  await expect(diagram).toBeVisible();
  await expect(diagram).toContainText("post {id, body}");
  await page.getByText("The same in words").click();
  await expect(page.getByText("Ada's browser to ChannelRoom: post {id, body}")).toBeVisible();
  const post = page.locator("pre").filter({ hasText: '"type": "post"' }).first();
  expect(JSON.parse((await post.textContent()) ?? "")).toMatchObject({
    type: "post",
    id: "01935a2b-7c4d-7e8f-9a0b-1c2d3e4f5a6b",
    replyTo: 17,
  });
  // From another page of this site, and by the address alone.
  await page.getByRole("link", { name: "P12", exact: true }).last().click();
  await expect(page.locator("#P12")).toBeInViewport();
  await page.goto("/docs");
  await page.goto("/docs/protocol#P60");
  await expect(page.locator("#P60")).toBeInViewport();
  await expect(page.getByRole("heading", { level: 1 })).not.toBeInViewport();
});

test("R73: every page is listed on every other, and an address that is none says so", async ({ open }) => {
  const page = await open(undefined, "/");
  await page.getByRole("link", { name: "Developers" }).click();
  const pages = page.getByRole("navigation", { name: "Documentation" });
  for (const [link, heading] of [
    ["Protocol", "The protocol"],
    ["HTTP", "The HTTP interface"],
    ["A bot", "A bot in ten lines"],
    ["Teachers", "For teachers"],
    ["Overview", "Documentation"],
  ] as const) {
    await pages.getByRole("link", { name: link, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(pages.getByRole("link", { name: link, exact: true })).toHaveAttribute("aria-current", "page");
  }
  await page.goto("/docs/teacher");
  const picture = page.getByRole("img", { name: "A channel of a class" });
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await page.goto("/docs/nothing");
  await expect(page.getByRole("heading", { name: "There is no page here" })).toBeVisible();
});

test("R8: a line copied from the page and run in a shell is a message in the open browser of somebody else", async ({
  classroom,
  openChannel,
  open,
}) => {
  const ben = await classroom.join("Ben Baker");
  const lab = await classroom.channel(classroom.owner, { name: "lab" }, ben);
  const watching = await openChannel(ben, lab);
  const page = await open(classroom.owner, "/docs/api");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await expect(line(page)).toContainText("$PLACE_TOKEN");
  await expect(region(page).getByRole("button", { name: /^Copy/u })).toHaveCount(0);
  await region(page).getByRole("combobox", { name: "Channel" }).selectOption({ label: "lab" });
  await region(page).getByRole("button", { name: "Make a token" }).click();
  // The keyboard goes on where the next thing to do is.
  await expect(region(page).getByRole("button", { name: "Copy the line" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(region(page).getByText("Copied", { exact: true })).toBeVisible();
  const shown = (await line(page).textContent()) ?? "";
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(shown);
  expect(copied).toContain(`${new URL(page.url()).origin}/api/channels/${lab.id}/messages`);
  expect(copied.split("\n")).toHaveLength(1);

  const answer = JSON.parse(await runLine(copied)) as { message: { seq: number } };
  const row = message(watching, "Hello from my terminal");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Tess Teacher");
  expect(await historyOf(ben, lab)).toMatchObject([{ seq: answer.message.seq, author: classroom.owner.id }]);

  // What was made can be found and ended, and then the same line is turned away.
  await region(page).getByRole("link", { name: "Settings → Account" }).click();
  await page.getByRole("button", { name: "End Tried on the HTTP page" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await expect(page.getByText("Tried on the HTTP page")).toHaveCount(0);
  expect(JSON.parse(await runLine(copied))).toMatchObject({
    code: expect.stringMatching(/session_ended|not_signed_in/u),
  });
  expect(await historyOf(ben, lab)).toHaveLength(1);
});

test("R8: only channels that one may write in are offered, of the class that was chosen", async ({
  classroom,
  open,
  origin,
}) => {
  const { Classroom } = await import("./support/classroom.ts");
  const ben = await classroom.join("Ben Baker");
  await classroom.channel(classroom.owner, { name: "not-his", kind: "private" });
  const old = await classroom.channel(classroom.owner, { name: "old" }, ben);
  await classroom.owner.api.call("channels.archive", { channel: old.id });
  const other = await Classroom.open(origin, "Olga Other", "Chemistry 1");
  await ben.api.call("entry.join", {}, { code: other.joinCode });
  await other.channel(
    other.owner,
    { name: "acids" },
    { ...ben, id: (await ben.api.call("workspaces.bootstrap", { workspace: other.id })).me.member },
  );
  const page = await open(ben, "/docs/api");
  const channels = region(page).getByRole("combobox", { name: "Channel" }).getByRole("option");
  await region(page).getByRole("combobox", { name: "Class" }).selectOption({ label: "Physics 2" });
  await expect(channels).toHaveText(["general"]);
  await region(page).getByRole("combobox", { name: "Class" }).selectOption({ label: "Chemistry 1" });
  await expect(channels).toHaveText(["acids", "general"]);
  await expect(line(page)).toContainText(/channels\/[A-Za-z0-9]+\/messages/u);
});

test("R8: who is signed out sees where their own would stand, makes no token, and comes back after signing in", async ({
  classroom,
  open,
}) => {
  const page = await open(undefined, "/docs/api");
  await expect(line(page)).toContainText("$PLACE_TOKEN");
  await expect(line(page)).toContainText("/api/channels/<channel id>/messages");
  await expect(region(page).getByRole("button")).toHaveCount(0);
  const writes: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && writes.push(request.url()));
  await page.getByRole("region", { name: /^Table/u }).scrollIntoViewIfNeeded();
  expect(writes).toEqual([]);
  await region(page).getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("textbox", { name: "Handle" }).fill(classroom.owner.handle);
  await page.getByRole("textbox", { name: "Password" }).fill(classroom.owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/docs\/api#try-it$/u);
  await expect(region(page).getByRole("button", { name: "Make a token" })).toBeEnabled();
  expect((await classroom.owner.api.call("account.devices")).devices.filter(({ kind }) => kind === "token")).toEqual(
    [],
  );
});

test("R8: a token that is refused, or cannot be asked for, is told in a sentence, and the next try works", async ({
  classroom,
  open,
}) => {
  test.setTimeout(120_000);
  const { api } = classroom.owner;
  for (let n = 0; n < 50; n += 1) await api.call("account.createToken", {}, { name: `Bot ${n}` });
  const page = await open(classroom.owner, "/docs/api");
  const make = region(page).getByRole("button", { name: "Make a token" });
  await make.click();
  await expect(region(page).getByRole("alert")).toContainText("You have 50 tokens.");
  await expect(line(page)).toContainText("$PLACE_TOKEN");
  const [bot] = (await api.call("account.devices")).devices.filter(({ kind }) => kind === "token");
  await api.call("account.signOutDevice", { id: bot?.id ?? "" });
  await page.context().setOffline(true);
  await make.click();
  await expect(region(page).getByRole("alert")).toContainText(/offline/iu);
  await page.context().setOffline(false);
  await make.click();
  await expect(region(page).getByRole("button", { name: "Copy the line" })).toBeVisible();
  await expect(region(page).getByRole("alert")).toHaveCount(0);
});

/** Rows that are made as those before them have their colours: a reference of thousands is not measured row by row. */
const markRepeated = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const parent of document.querySelectorAll(".doc, .doc *")) {
      const seen = new Map<string, number>();
      for (const child of parent.children) {
        const kind = `${child.tagName}.${child.className}`;
        const count = (seen.get(kind) ?? 0) + 1;
        seen.set(kind, count);
        if (count > 12) child.setAttribute("data-repeated", "");
      }
    }
  });

test("R149 R93: the pages are read in light and dark and on a small phone, with nothing for axe to find", async ({
  classroom,
  open,
}) => {
  test.setTimeout(240_000);
  const page = await open(classroom.owner, "/docs");
  for (const path of ["/docs", "/docs/protocol", "/docs/api", "/docs/bot", "/docs/teacher"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    if (path === "/docs/api") await region(page).getByRole("button", { name: "Make a token" }).click();
    await markRepeated(page);
    for (const [width, colorScheme] of [
      [1280, "light"],
      [1280, "dark"],
      [320, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectNoSidewaysScroll(page);
      // Colours change with the theme; the references, which are the longest pages there are, have the same rows at any width.
      const all = axeOn(page).disableRules(["color-contrast"]);
      const colours = axeOn(page).withRules(["color-contrast"]).exclude("[data-repeated]");
      for (const axe of colorScheme === "dark" ? [colours] : [all, colours]) {
        if (width === 320) axe.exclude(".doc");
        const { violations } = await axe.analyze();
        const found = violations.map(({ id, nodes }) => `${path} ${width} ${colorScheme}: ${id}: ${nodes[0]?.html}`);
        expect.soft(found).toEqual([]);
      }
    }
  }
  // The keyboard reaches what scrolls, and the page without the list of pages.
  await page.goto("/docs/protocol");
  await expect(page.getByRole("img", { name: /^One message/u })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  const diagram = page.getByRole("region", { name: /^Diagram/u });
  await diagram.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => diagram.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
});

test("in Arabic the frame is from right to left and says what it leads to, and what is written stays English", async ({
  open,
}) => {
  const page = await open(undefined, "/docs/api", { locale: "ar-EG" });
  await expect(page.getByRole("heading", { level: 1, name: "The HTTP interface" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  const written = page.locator(".doc").first();
  await expect(written).toHaveAttribute("lang", "en");
  await expect(written).toHaveCSS("direction", "ltr");
  await expect(page.getByText("هذه الصفحة بالإنجليزية.")).toBeVisible();
  await expect(page.getByRole("region", { name: "جرّبها" }).getByRole("link", { name: "سجّل الدخول" })).toBeVisible();
  const list = page.getByRole("navigation", { name: "التوثيق" });
  await expect(list.getByRole("link", { name: "البروتوكول" })).toBeVisible();
  const [beside, heading] = await Promise.all([
    list.boundingBox(),
    page.getByRole("heading", { level: 1 }).boundingBox(),
  ]);
  expect(beside?.x).toBeGreaterThan(heading?.x ?? Infinity);
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoSidewaysScroll(page);
    // What is written was looked at above.
    const { violations } = await axeOn(page).exclude(".doc").analyze();
    expect.soft(violations.map(({ id, nodes }) => `${width}: ${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});
