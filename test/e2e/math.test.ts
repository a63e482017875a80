/** Formulas, code, tasks and spoilers, as they look in a channel. */
import { say } from "./support/classroom.ts";
import { composer, expectNoSidewaysScroll, fontsAreThere, log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("LaTeX is set in the line and on its own, for the eye and for the ear; prices stay prices", async ({
  classroom,
  openChannel,
}) => {
  await say(classroom.owner, classroom.general, "The mean $\\bar{x} = \\frac{1}{n}\\sum x_i$ costs $5 and $6.");
  await say(classroom.owner, classroom.general, "Then\n\n$$\n\\int_0^1 x^2\\,dx = \\frac13\n$$");
  const page = await openChannel(classroom.owner, classroom.general);
  const inline = message(page, "costs");
  await expect(inline.locator(".katex-html")).toHaveCount(1);
  await expect(inline.locator("math annotation")).toHaveText("\\bar{x} = \\frac{1}{n}\\sum x_i");
  await expect(inline).toContainText("costs $5 and $6.");
  await expect(inline.locator(".katex-html [style*=height]").first()).toBeAttached();
  await expect(message(page, "Then").locator(".katex-display math[display=block]")).toBeAttached();
  // Its fonts come from here, as everything does.
  await page.evaluate(() => document.fonts.ready);
  expect(
    await page.evaluate(() =>
      [...document.fonts].some(({ family, status }) => /KaTeX/u.test(family) && status === "loaded"),
    ),
  ).toBe(true);
});

test("nothing of KaTeX is fetched before there is a formula", async ({ classroom, open }) => {
  const page = await open(classroom.owner, "/");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`/c/${classroom.general.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  await say(classroom.owner, classroom.general, "Plain **words** and $5");
  await expect(message(page, "Plain")).toBeVisible();
  expect(asked.filter((url) => /katex/iu.test(url))).toEqual([]);
  await say(classroom.owner, classroom.general, "Now $x^2$");
  await expect(message(page, "Now").locator(".katex")).toBeVisible();
});

const HOSTILE = [
  "$\\href{javascript:document.title='owned'}{x}$",
  "$\\htmlStyle{position:fixed;inset:0}{x}$",
  "$\\includegraphics{https://example.org/x.png}$",
  "$\\color{red;background:url(//example.org)}x$",
  "$\\text{<img src=x onerror=\"document.title='owned'\">}$",
  "$$\\def\\a{\\a}\\a$$",
  `$$${"{".repeat(500)}x${"}".repeat(500)}$$`,
  "$\\rule{1000em}{1000em}$",
  "||<img src=x onerror=\"document.title='owned'\">||",
  "$\\unicode{x3c}script\\unicode{x3e}$",
];

test("I9: no formula runs a script, leads anywhere, covers the page or holds it up; what cannot be set shows as it was typed", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("attack", HOSTILE.length, [classroom.owner], (seq) => HOSTILE[seq - 1] ?? "");
  const page = await openChannel(classroom.owner, channel);
  await expect(log(page).getByRole("article")).toHaveCount(HOSTILE.length);
  await expect(log(page).locator(".math.set").first()).toBeVisible();
  await expect(log(page).getByText("$$\\def\\a{\\a}\\a$$")).toBeVisible();
  const found = await log(page).evaluate((list) => ({
    elements: [...list.querySelectorAll(".math :is(script, a, img, iframe, style, foreignObject, maction)")].map(
      (element) => element.outerHTML,
    ),
    handlers: [...list.querySelectorAll("*")].flatMap((element) =>
      [...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => name),
    ),
    styles: [...list.querySelectorAll(".math [style]")]
      .map((element) => element.getAttribute("style") ?? "")
      .filter((css) => /url|fixed|\(/u.test(css)),
  }));
  expect(found).toEqual({ elements: [], handlers: [], styles: [] });
  await expect(page).not.toHaveTitle("owned");
  await expectNoSidewaysScroll(page);
  await composer(page).fill("still alive");
  await composer(page).press("Enter");
  await expect(message(page, "still alive")).toBeVisible();
});

test("code has its language, its colours and its numbers, which are not copied; long code is folded and unfolds in its place", async ({
  classroom,
  openChannel,
}) => {
  const lines = Array.from({ length: 40 }, (_, index) => `value_${index + 1} = ${index}`);
  await say(classroom.owner, classroom.general, `\`\`\`python\n${lines.join("\n")}\n\`\`\``);
  const page = await openChannel(classroom.owner, classroom.general, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const row = message(page, "value_1 ");
  const code = row.locator("pre code");
  await expect(code).toHaveAttribute("data-language", "python");
  await expect(code.locator("[class*=hljs]").first()).toBeVisible();
  await row.getByRole("button", { name: "Copy", exact: true }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(lines.join("\n"));
  const more = row.getByRole("button", { name: "Show all 40 lines" });
  await fontsAreThere(page);
  const before = await row.boundingBox();
  await more.press("Enter");
  const less = row.getByRole("button", { name: "Show less" });
  await expect(less).toHaveAttribute("aria-expanded", "true");
  const after = await row.boundingBox();
  expect(after?.height ?? 0).toBeGreaterThan((before?.height ?? 0) + 200);
  expect(after?.y, "the row stays where the reader looks").toBeCloseTo(before?.y ?? 0, 0);
});

test("a long text is folded, and shows all of it without a jump", async ({ classroom, openChannel }) => {
  await say(
    classroom.owner,
    classroom.general,
    Array.from({ length: 50 }, (_, index) => `Thought number ${index + 1}`).join("\n"),
  );
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "Thought number 1");
  const button = row.getByRole("button", { name: "Show all" });
  await fontsAreThere(page);
  const before = await row.boundingBox();
  await button.click();
  await expect(row.getByRole("button", { name: "Show less" })).toBeAttached();
  expect((await row.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
  await expect(row.getByText("Thought number 50")).toBeAttached();
});

test("R149: a spoiler shows by keyboard and by click, and is out of reach before", async ({
  classroom,
  openChannel,
}) => {
  await say(classroom.owner, classroom.general, "It was ||the **butler**|| all along, ||again||");
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "all along");
  const covers = row.getByRole("button", { name: "Spoiler, show it" });
  await expect(covers).toHaveCount(2);
  await expect(row.getByText("butler")).toBeHidden();
  await covers.first().press("Enter");
  await expect(row.getByText("butler")).toBeVisible();
  await covers.first().click();
  await expect(row.getByText("again")).toBeVisible();
  await expect(covers).toHaveCount(0);
});

test("tasks are boxes that say whether they are done", async ({ classroom, openChannel }) => {
  await say(classroom.owner, classroom.general, "- [x] read\n- [ ] write");
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "read");
  await expect(row.getByRole("listitem").filter({ hasText: "read" }).getByRole("img", { name: "Done" })).toBeVisible();
  await expect(
    row.getByRole("listitem").filter({ hasText: "write" }).getByRole("img", { name: "To do" }),
  ).toBeVisible();
});

test("R93: formulas and numbered code fit a phone of 320 px", async ({ classroom, openChannel }) => {
  await say(classroom.owner, classroom.general, `$$${"a_1 + ".repeat(60)}b$$`);
  await say(
    classroom.owner,
    classroom.general,
    `\`\`\`python\n${"x = 1\n".repeat(5)}${"long_name = ".repeat(20)}1\n\`\`\``,
  );
  const page = await openChannel(classroom.owner, classroom.general, { viewport: { width: 320, height: 640 } });
  await expect(log(page).locator(".katex").first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  expect(await log(page).evaluate((list) => list.scrollWidth - list.clientWidth)).toBeLessThanOrEqual(0);
});
