/** Messages as they look: code and links for people, nothing for those who would like to run a script. */
import { say } from "./support/classroom.ts";
import { expectNoSidewaysScroll, log, message } from "./support/screen.ts";
import { build } from "esbuild";
import { expect, test } from "./support/test.ts";

test("code is shown as code with its colours, links lead out safely, lists and quotes are what they are", async ({
  classroom,
  openChannel,
}) => {
  const body = [
    "Look at **this** and _that_:",
    "```python",
    "def square(x):",
    "    return x * x  # a comment",
    "```",
    "- first",
    "- second",
    "",
    "> said before",
    "",
    "https://example.org/a?b=c and `inline`",
  ].join("\n");
  await say(classroom.owner, classroom.general, body);
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "Look at");
  await expect(row.locator("pre code")).toHaveText("def square(x):\n    return x * x  # a comment");
  await expect(row.locator("pre code [class*=hljs]").first()).toBeVisible();
  await expect(row.getByRole("listitem")).toHaveText(["first", "second"]);
  await expect(row.getByRole("blockquote")).toHaveText("said before");
  await expect(row.getByRole("strong")).toHaveText("this");
  const link = row.getByRole("link", { name: /example\.org/u });
  await expect(link).toHaveAttribute("href", "https://example.org/a?b=c");
  await expect(link).toHaveAttribute("rel", /noopener/u);
});

const HOSTILE = [
  "<script>document.title = 'owned'</script>",
  "<img src=x onerror=\"document.title='owned'\">",
  "<svg onload=\"document.title='owned'\"><circle r=9 /></svg>",
  "[press me](javascript:document.title='owned')",
  "[press me](JaVaScRiPt&colon;document.title='owned')",
  "[press me](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "![picture](x\"onerror=\"document.title='owned')",
  "<a href=\"java\tscript:document.title='owned'\">press me</a>",
  "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
  "<math><mtext><table><mglyph><style><img src=x onerror=\"document.title='owned'\"></style></mglyph></table></mtext></math>",
  "<form action=\"javascript:document.title='owned'\"><button>press me</button></form>",
  "```html\n</code></pre><script>document.title = 'owned'</script>\n```",
  "<details open ontoggle=\"document.title='owned'\">x</details>",
  "[a]: javascript:document.title='owned'\n\n[a]",
  "<javascript:document.title='owned'>",
  "@<img src=x onerror=\"document.title='owned'\"> #<script>document.title='owned'</script>",
  "<input autofocus onfocus=\"document.title='owned'\">",
];

test("I9: whatever somebody writes, no script of theirs runs in anybody's browser, and the words stay readable", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("attack", HOSTILE.length, [classroom.owner], (seq) => HOSTILE[seq - 1] ?? "");
  const page = await openChannel(classroom.owner, channel);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await expect(log(page).getByRole("article")).toHaveCount(HOSTILE.length);
  await log(page).getByRole("article").last().press("Home");
  await expect(log(page).getByText("<script>document.title = 'owned'</script>").first()).toBeVisible();
  for (const link of await log(page).getByText("press me").all())
    await link.click({ trial: false, timeout: 2_000 }).catch(() => undefined);
  const found = await log(page).evaluate((list) => ({
    elements: [
      ...list.querySelectorAll("script, iframe, object, embed, form, style, img[onerror], svg[onload], input, math"),
    ].map((element) => element.outerHTML),
    handlers: [...list.querySelectorAll("*")].flatMap((element) =>
      [...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => name),
    ),
    addresses: [...list.querySelectorAll("[href], [src], [action]")]
      .map(
        (element) =>
          element.getAttribute("href") ?? element.getAttribute("src") ?? element.getAttribute("action") ?? "",
      )
      .filter((address) => !/^(?:https?:|mailto:|\/(?!\/))/u.test(address)),
  }));
  expect(found).toEqual({ elements: [], handlers: [], addresses: [] });
  // Should one get through all that, a sheet of somebody's is no style here: pages would be covered and words fetched by it.
  const width = await page.evaluate(() => {
    document.body.append(
      Object.assign(document.createElement("style"), { textContent: "body { outline: 9px solid }" }),
    );
    return getComputedStyle(document.body).outlineWidth;
  });
  expect(width).not.toBe("9px");
  expect(dialogs).toEqual([]);
  await expect(page).not.toHaveTitle("owned");
});

const UNRULY = [
  "W".repeat(200),
  `https://example.org/${"a-very-long-path/".repeat(20)}`,
  `Z${"\u0301\u0330\u0317".repeat(40)}algo t${"\u0489".repeat(60)}ext`,
  "مرحبا بالجميع، هذا نص طويل من اليمين إلى اليسار مع code_in_the_middle وبقية الجملة",
  "```\n" + "long_line_of_code ".repeat(20) + "\n```",
  "| a | b | c |\n|---|---|---|\n| " + "wide".repeat(30) + " | " + "wider".repeat(30) + " | x |",
  "\u202Eright to left override",
  "`" + "x".repeat(300) + "`",
];

test("R93: endless words, stacked accents, right-to-left text and wide tables fit a phone of 320 px", async ({
  classroom,
  openChannel,
}) => {
  const channel = await classroom.history("unruly", UNRULY.length, [classroom.owner], (seq) => UNRULY[seq - 1] ?? "");
  const page = await openChannel(classroom.owner, channel, { viewport: { width: 320, height: 640 } });
  await expect(log(page).getByRole("article")).toHaveCount(UNRULY.length);
  await expectNoSidewaysScroll(page);
  const over = await log(page).evaluate((list) => list.scrollWidth - list.clientWidth);
  expect(over, "px that the list itself scrolls sideways").toBeLessThanOrEqual(0);
  // A message's own words stay in its own row, whatever is stacked above and below its letters.
  await expect(message(page, "code_in_the_middle").locator("[dir=auto]").last()).toHaveCSS("direction", "rtl");
});

test("I9: of a message's HTML, each attribute that messages are made with gets past the last wall, and no other", async ({
  open,
}) => {
  const { outputFiles } = await build({
    entryPoints: ["web/src/lib/conversation/markup/safe-html.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "wall",
  });
  const page = await open(undefined, "about:blank");
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  const past = (html: string) =>
    page.evaluate(
      (given) => (globalThis as unknown as { wall: { safeHtml: (html: string) => string } }).wall.safeHtml(given),
      html,
    );
  const kept = [
    '<a href="https://example.org/" target="_blank" rel="noopener noreferrer nofollow" title="javascript: words">words</a>',
    '<span class="spoiler" role="button" tabindex="0" aria-label="Hidden" data-spoiler=""><span>words</span></span>',
    '<button type="button" class="mention" data-member="m-1" title="Ada">@ada</button>',
    '<figure><figcaption><span>c</span><button type="button" data-copy="">Copy</button></figcaption>' +
      '<pre tabindex="0" data-numbers="1"><code data-language="c">x</code></pre>' +
      '<button type="button" class="fold" aria-expanded="false" data-fold="40">All</button></figure>',
    '<span class="math" data-math="inline" data-source="a+b">$a+b$</span>',
    '<ol dir="auto"><li value="3" dir="auto">three</li></ol>',
    '<figure class="table" role="region" tabindex="0" aria-label="Table"><table><tbody><tr><td>1</td></tr></tbody></table></figure>',
    '<img class="class-emoji" src="/api/workspaces/a-1/emoji/b/v_1" alt=":b:" title=":b:" loading="lazy">',
  ];
  for (const html of kept) expect(await past(html)).toBe(html);
  const others = [
    ...["id", "name", "style", "onclick", "onload", "srcset", "data-x", "data-key", "aria-hidden", "aria-labelledby"],
    ...["draggable", "contenteditable", "slot", "is", "form", "formaction", "action", "xlink:href", "background"],
    ...["download", "ping", "autofocus", "popover", "popovertarget", "width", "height", "start", "lang", "hidden"],
  ];
  for (const name of others)
    // `is` cannot be taken off an element that is there: it is left empty.
    expect(await past(`<span ${name}="https://example.org/">words</span>`), name).toMatch(
      name === "is" ? /^<span( is="")?>words<\/span>$/u : /^<span>words<\/span>$/u,
    );
});

test("R148: thousands of marks in one message stand there as they were typed, and formatted for who asks for that", async ({
  classroom,
  openChannel,
}) => {
  const links = "http://a.example/b ".repeat(520).trim();
  await say(classroom.owner, classroom.general, links);
  const table = `|a|b|\n|-|-|\n${"|c|d|\n".repeat(1_600)}`.trim();
  await say(classroom.owner, classroom.general, table);
  const page = await openChannel(classroom.owner, classroom.general);
  const row = message(page, "http://a.example/b").first();
  const ask = row.getByRole("button", { name: "Show formatted" });
  await expect(ask).toBeVisible();
  expect(await row.locator(".typed").textContent()).toBe(links);
  await expect(row.getByRole("link")).toHaveCount(0);
  await ask.click();
  await expect(row.locator(".body a")).toHaveCount(520);
  await expect(ask).toBeHidden();
  await expect(row.locator(".typed")).toBeHidden();
  // One paragraph, as it was written.
  await expect(row.locator(".body div > p")).toHaveCount(1);

  const other = message(page, "|c|d|");
  await other.getByRole("button", { name: "Show formatted" }).click();
  await expect(other.locator("td")).toHaveCount(3_200);
  // What is drawn anew is drawn whole.
  await page.reload();
  await expect(
    message(page, "http://a.example/b").first().getByRole("button", { name: "Show formatted" }),
  ).toBeVisible();
});
