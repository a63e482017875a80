/**
 * Words that are made up of all that means something in a message, by fast-check: other ones each time. PLACE_SEED=N brings some back,
 * PLACE_FUZZ_MESSAGES says how many.
 */
import fc from "fast-check";
import { seedFrom } from "../support/seeded-random.ts";
import { log } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const MARKS = [
  ...[
    "**",
    "_",
    "~~",
    "||",
    "`",
    "```",
    "```js\n",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "1. ",
    "- [ ] ",
    "# ",
    "\\",
    "|",
    "|-|",
    "---\n",
  ],
  ...[
    "[",
    "](",
    ")",
    "![",
    "<",
    ">",
    "&lt;",
    "&#106;",
    "&colon;",
    "@",
    "#",
    ":tada:",
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
  ],
  ...[
    "javascript:",
    "JaVa\tScRiPt:",
    "data:text/html,",
    "vbscript:",
    "//evil.example",
    "https://evil.example/a.png",
    "mailto:a@evil.example",
  ],
  ...[
    "trip(1)",
    "onerror=",
    "onload=",
    "style=",
    "href=",
    "src=",
    'x" ',
    "' ",
    "/>",
    "</",
    "--!>",
    "<![CDATA[",
    "<!--",
  ],
  ...[
    "script",
    "img",
    "svg",
    "math",
    "iframe",
    "style",
    "a ",
    "details open ",
    "form",
    "base",
    "meta",
    "template",
    "mglyph",
    "annotation-xml",
  ],
  ...[
    "\\href{",
    "\\url{",
    "\\includegraphics{",
    "\\htmlData{",
    "\\def\\a{",
    "\\frac{",
    "}",
    "{",
    "^",
    "_{",
    "\\text{",
    "\\color{red}",
  ],
  ...["\u202E", "\u0000", "\u200F", "عربي", "漢字", "e\u0301", "👩‍👩‍👧", "word"],
];
const words = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...MARKS) },
      { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
    ),
    {
      minLength: 3,
      maxLength: 40,
    },
  )
  .map((parts) => parts.join("").replaceAll("\u0000", "") || "word");

const count = Number(process.env["PLACE_FUZZ_MESSAGES"] ?? 150);
const seed = seedFrom(process.env["PLACE_SEED"]);
/** Nothing of these can stand in a message. */
const NEVER =
  "script, iframe, object, embed, form, base, meta, link, style, template, input:not([type=checkbox]), foreignObject";

test("I9: whatever words are made of, none of them runs, leads away, fetches or breaks the list", async ({
  classroom,
  openChannel,
}) => {
  test.info().annotations.push({ type: "seed", description: String(seed) });
  const bodies = fc.sample(words, { seed, numRuns: count });
  const channel = await classroom.history("made-up", count, [classroom.owner], (seq) => bodies[seq - 1] ?? "word");
  const page = await openChannel(classroom.owner, channel);
  const [own] = [new URL(page.url()).origin];
  const tripped: string[] = [];
  await page.exposeFunction("trip", (what: unknown) => tripped.push(`ran: ${String(what)}`));
  page.on("dialog", (dialog) => (tripped.push(`dialog: ${dialog.message()}`), void dialog.dismiss()));
  page.on("popup", (popup) => tripped.push(`window: ${popup.url()}`));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== own && protocol !== "data:" && protocol !== "blob:") tripped.push(`asked: ${request.url()}`);
  });
  page.on("framenavigated", (frame) => frame !== page.mainFrame() && tripped.push(`frame: ${frame.url()}`));
  page.on("pageerror", (error) => tripped.push(`error: ${error.message}`));
  const title = await page.title();
  const seen = new Set<string>();
  await log(page).focus();
  for (let key = "End"; !seen.has("1"); key = "PageUp") {
    await page.keyboard.press(key);
    const rows = await log(page)
      .getByRole("article")
      .evaluateAll(
        (articles, never) =>
          articles.map((article) => ({
            seq: article.getAttribute("data-seq") ?? "",
            wrong: [
              ...[...article.querySelectorAll(never)].map((element) => element.outerHTML.slice(0, 200)),
              ...[...article.querySelectorAll("*")].flatMap((element) =>
                [...element.attributes]
                  .filter(
                    ({ name, value }) =>
                      name.startsWith("on") ||
                      (/^(?:href|src|action|xlink:href|formaction)$/u.test(name) &&
                        !/^(?:https?:|mailto:|blob:|\/(?!\/)|#)/u.test(value)),
                  )
                  .map(({ name, value }) => `${element.localName} ${name}=${value.slice(0, 100)}`),
              ),
            ],
          })),
        NEVER,
      );
    for (const { seq, wrong } of rows) {
      seen.add(seq);
      expect(wrong, `PLACE_SEED=${seed} ${JSON.stringify(bodies[Number(seq) - 1])}`).toEqual([]);
    }
  }
  expect(tripped, `PLACE_SEED=${seed}`).toEqual([]);
  expect(await page.title()).toBe(title);
  expect(new URL(page.url()).origin).toBe(own);
  expect(seen.size).toBeGreaterThanOrEqual(count);
});
