/** The app in a browser that was never here: what it loads until a channel can be used, how soon one's own words show, how it scrolls. */
import { chromium, type Browser, type Page, type Response } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { findChromium } from "../../../tools/chromium.ts";
import { startServer } from "../../../tools/serve/server.ts";
import { startServerProcess } from "../../../tools/serve/server-process.ts";
import { channelId, fillBenchClass, FIRST_FRESH, LONG } from "../bench-class.ts";
import { paintOfOwn, scrollBack, type Painted } from "../browser-probes.ts";
import { counted, type Measured, type Scenario } from "../scenario.ts";
import { median } from "../stats.ts";

const PEOPLE = 60;
const OWN_MESSAGES = 7;
const LIMITS = { post: { burst: 1e6, perSecond: 1e6 } };

export const firstLoad: Scenario = {
  name: "first-load",
  async run(bench) {
    const executablePath = findChromium();
    if (!executablePath)
      throw new Error("first-load needs a Chromium; name it by CHROMIUM, or choose others by --only");
    const scrolled = bench.quick ? 1_000 : 10_000;
    const state = await mkdtemp(join(tmpdir(), "place-first-load-"));
    const filling = await startServer({ port: 0, state });
    const { token } = await fillBenchClass(filling.d1, scrolled + 500, PEOPLE);
    await filling.stop();
    const server = await startServerProcess({ port: 0, state, app: true, limits: LIMITS });
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
    try {
      const load = await loadOf(browser, server.url, token(0));
      const page = await openChannel(browser, server.url, token(1), FIRST_FRESH);
      const painted = await writeSome(page);
      await page.context().close();
      const history = await openChannel(browser, server.url, token(2), LONG);
      const back = await scrollBack(history, scrolled, 240_000);
      const measured: Measured[] = [
        counted("JavaScript to the first usable channel, gzip", load.scriptKb, "KB", 90, 60),
        counted("everything to the first usable channel, gzip", load.allKb, "KB", 140, 80),
        counted("requests to the first usable channel", load.requests, "requests", 10, 6),
        counted("own message painted after Enter", median(painted.map(({ frames }) => frames)), "frames", 1, 1),
        counted(`messages seen scrolling back ${scrolled}`, back.messages, "messages", scrolled, scrolled, "more"),
        counted("rows in the DOM while scrolling back", back.rowsMax, "rows", 300, 300),
        counted("longest task while scrolling back", back.longestTaskMs, "ms", 50, 50),
        counted("jump of a row while scrolling back", back.jumpMax, "px", 1, 1),
      ];
      return {
        measured,
        raw: {
          "JavaScript, gzip KB": load.scriptKb,
          "JavaScript files": load.scripts,
          "styles, gzip KB": load.styleKb,
          "fonts and pictures, KB": load.otherKb,
          "page and data, gzip KB": load.dataKb,
          "ms until the channel can be used": load.ms,
          "Enter → painted, ms": median(painted.map(({ ms }) => ms)),
          "scrolling back: s": back.seconds,
          "scrolling back: tasks over 50 ms": back.tasksOver50Ms,
        },
      };
    } finally {
      await browser.close();
      await server.stop();
      await rm(state, { recursive: true, force: true });
    }
  },
};

async function openPage(browser: Browser, url: string, token: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name: "place", value: token, url, httpOnly: true, sameSite: "Lax" }]);
  return context.newPage();
}

/** Its messages are there and it can be written into. */
async function isUsable(page: Page, channelNo: number): Promise<void> {
  await page.goto(`/c/${channelId(channelNo)}`, { waitUntil: "commit" });
  await page.locator("[role=log][aria-busy=false]").waitFor();
  await page.getByRole("textbox", { name: /^Message to /u }).waitFor();
}

async function openChannel(browser: Browser, url: string, token: string, channelNo: number): Promise<Page> {
  const page = await openPage(browser, url, token);
  await isUsable(page, channelNo);
  return page;
}

interface Load {
  requests: number;
  scripts: number;
  scriptKb: number;
  styleKb: number;
  otherKb: number;
  dataKb: number;
  allKb: number;
  ms: number;
}

async function loadOf(browser: Browser, url: string, token: string): Promise<Load> {
  const page = await openPage(browser, url, token);
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  const start = performance.now();
  await isUsable(page, LONG);
  const ms = performance.now() - start;
  // What comes after that comes when nobody waits for it.
  const counted = [...responses];
  const sizes = { script: 0, stylesheet: 0, other: 0, data: 0 };
  for (const response of counted) {
    const type = response.request().resourceType();
    const body = await response.body().catch(() => Buffer.alloc(0));
    const isPacked = type === "font" || type === "image";
    const kb = (isPacked ? body.length : gzipSync(body).length) / 1000;
    if (type === "script" || type === "stylesheet") sizes[type] += kb;
    else if (isPacked) sizes.other += kb;
    else sizes.data += kb;
  }
  await page.context().close();
  return {
    requests: counted.length,
    scripts: counted.filter((response) => response.request().resourceType() === "script").length,
    scriptKb: sizes.script,
    styleKb: sizes.stylesheet,
    otherKb: sizes.other,
    dataKb: sizes.data,
    allKb: sizes.script + sizes.stylesheet + sizes.other + sizes.data,
    ms,
  };
}

async function writeSome(page: Page): Promise<Painted[]> {
  await page.getByRole("textbox", { name: /^Message to /u }).focus();
  const painted: Painted[] = [];
  for (let i = 0; i < OWN_MESSAGES; i++) {
    painted.push(await paintOfOwn(page, `My own words, number ${i}`));
    await page.locator("[role=log] article").nth(i).waitFor();
  }
  // The first compiles what the others use.
  return painted.slice(1);
}
