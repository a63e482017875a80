/** The course in one file, as somebody opens it from a stick: no server, no network. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { ChannelLine, PersonLine } from "../../protocol/archive/schemas.ts";
import { ROOT } from "../../tools/run-command.ts";
import { archiveOf, messageOf } from "../support/archive-of.ts";
import { runProgram } from "../support/run-program.ts";
import { expect, test } from "./support/test.ts";

const ADA: PersonLine = { key: "ada-00001", handle: "ada", name: "Ada", role: "teacher" };
const channel = (key: string, more: Partial<ChannelLine> = {}): ChannelLine => ({
  ...{ key, kind: "public", posting: "all", createdAt: 1 },
  ...more,
});
const HOSTILE = "</script><script>document.title='owned'</script><!-- <img src=x onerror=\"document.title='owned'\">";

async function made(folder: string): Promise<string> {
  const general = Array.from({ length: 1_200 }, (_, n) => messageOf(n + 1, `Message ${n + 1}`));
  general[3] = messageOf(4, "The zebrafish of the fourth line");
  general[5] = messageOf(6, "The tiger is ||striped||, says `zoo.py`");
  general[1_197] = messageOf(1_198, HOSTILE);
  general[1_198] = messageOf(1_199, "The mean is $\\frac{1}{n}\\sum x_i$");
  const { tar } = await archiveOf(
    [ADA],
    [
      { line: channel("general1", { name: "general", default: true }), messages: general },
      { line: channel("homework", { name: "homework" }), messages: [messageOf(1, "Sheet 3 is due on Friday")] },
      {
        line: channel("thread-1", { kind: "thread", on: { channel: "general1", seq: 1_200, author: ADA.key } }),
        messages: [messageOf(1, "A reply in the thread")],
      },
    ],
    "Statistics",
  );
  const [archive, page] = [join(folder, "class.tar"), join(folder, "class.html")];
  await mkdir(folder, { recursive: true });
  await writeFile(archive, tar);
  const { code, output } = await runProgram(join(ROOT, "tools", "place", "main.ts"), ["course", archive, page]).ended;
  expect(code, output).toBe(0);
  return pathToFileURL(page).href;
}

test("the course in one file opens from a disk without a network: words, formulas, a channel, a thread, a search, by keys, in the dark", async ({
  browser,
}, info) => {
  const address = await made(info.outputDir);
  const context = await browser.newContext({ offline: true, colorScheme: "dark", locale: "en" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (said) => void (said.type() === "error" && faults.push(said.text())));
  await page.goto(address);
  const log = page.getByRole("log", { name: "general" });
  await expect(log.getByText("Message 1197", { exact: true })).toBeVisible();
  await expect(log.getByText("<!-- <img src=x", { exact: false })).toBeVisible();
  await expect(page).toHaveTitle("Statistics");
  await expect(log.locator(".katex-html")).toHaveCount(1);
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole("button", { name: "Light or dark" }).click();
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(paper);

  await page.getByRole("button", { name: "Replies: 1" }).click();
  await expect(page.getByRole("log", { name: "Thread" })).toContainText("A reply in the thread");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("log", { name: "Thread" })).toHaveCount(0);

  await page.getByRole("button", { name: "homework" }).click();
  await expect(page.getByRole("log", { name: "homework" })).toContainText("Sheet 3 is due on Friday");
  await page.keyboard.press("/");
  await page.keyboard.type("fourth ZEBRA");
  await page.getByRole("button", { name: "The zebrafish of the fourth line" }).click();
  await expect(log.getByRole("article").filter({ hasText: "zebrafish" })).toBeFocused();
  await page.keyboard.press("/");
  await page.getByRole("searchbox").fill("tiger striped");
  const hit = page.getByRole("button", { name: "The tiger is (spoiler), says zoo.py" });
  await expect(hit.locator("mark")).toHaveText("tiger");
  await page.getByRole("button", { name: "العربية" }).click();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  expect(faults).toEqual([]);
  await context.close();
  await rm(info.outputDir, { recursive: true, force: true });
});
