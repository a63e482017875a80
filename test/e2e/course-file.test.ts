/** The course in one file, as somebody opens it from a stick: no server, no network. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deflateRawSync, inflateRawSync } from "node:zlib";
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

test("the course in one file verifies itself without a network, and names the message that was changed, taken out, put in or moved", async ({
  browser,
}, info) => {
  const address = await made(info.outputDir);
  const file = fileURLToPath(address);
  const html = await readFile(file, "utf8");
  const context = await browser.newContext({ offline: true, locale: "en" });
  const page = await context.newPage();
  const told = page.getByRole("status").filter({ hasText: /\S/u });
  const check = async (text: string) => {
    await writeFile(file, text);
    await page.goto(address);
    await page.getByRole("button", { name: "Check this file" }).click();
    return told;
  };
  await expect(await check(html)).toContainText("Complete: 1,202 messages are as they were when this file was made.");
  await expect(told).toContainText(/Its mark: [\da-f]{16}\./u);
  await page.getByRole("button", { name: "العربية" }).click();
  await expect(told).toContainText("مكتمل");

  const entry = "messages/general1/0000000001.jsonl";
  const block = new RegExp(`data-entry="${entry}">([^<]*)<`, "u");
  /** With these lines in place of its own. */
  const withLines = (of: (lines: string[]) => string[]) =>
    html.replace(block, (whole, data: string) => {
      const lines = inflateRawSync(Buffer.from(data, "base64")).toString().trimEnd().split("\n");
      const text = `${of(lines).join("\n")}\n`;
      return whole.replace(data, deflateRawSync(Buffer.from(text)).toString("base64"));
    });
  const changed = withLines((lines) => lines.map((line) => line.replace('"Message 500"', '"Message 5000"')));
  await expect(await check(changed)).toHaveText("#general: message 500 is not as it was.");
  await expect(await check(withLines((lines) => lines.toSpliced(499, 1)))).toHaveText(
    "#general: message 500 is missing.",
  );
  const put = (lines: string[]) => lines.toSpliced(500, 0, lines[499]!.replace('"Message 500"', '"Me too"'));
  await expect(await check(withLines(put))).toHaveText("#general: message 500 was put in later.");
  const moved = (lines: string[]) => lines.toSpliced(500, 2, lines[501]!, lines[500]!);
  await expect(await check(withLines(moved))).toHaveText("#general: message 502 stood at another place.");
  await expect(await check(html.replace(block, `data-entry="${entry}">AAAA<`))).toHaveText(
    "#general: what begins with message 1 is missing or damaged.",
  );
  await expect(
    await check(
      html.replace(
        block,
        (whole) =>
          `data-entry="messages/thread-1/0000001001.jsonl">AAAA</script><script type="application/x-place-block" ${whole}`,
      ),
    ),
  ).toHaveText("Messages were put in that were not in it.");
  await context.close();
  await rm(info.outputDir, { recursive: true, force: true });
});

test("an owner saves the course in one file, and the mark that it shows stands in the audit", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/w/${classroom.id}/settings/archive`);
  await page.getByRole("button", { name: "Make the archive" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the page" }).click();
  expect((await saved).suggestedFilename()).toBe(`${classroom.id}.html`);
  const mark = await page.getByText("Its mark", { exact: true }).locator("xpath=..").locator(".value").textContent();
  expect(mark).toMatch(/^[\da-f]{16}$/u);
  await page.goto(`/w/${classroom.id}/settings/audit`);
  const done = page.getByRole("list", { name: "What was done" });
  await expect(done.getByRole("listitem").first()).toContainText("made the course in one file");
  await expect(done.getByRole("listitem").first()).toContainText(mark ?? "");
});
