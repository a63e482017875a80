/** The app in a browser that was never here: what it loads until a channel can be used, how soon one's own words show, how it scrolls. */
import type { Page, Response } from "@playwright/test";
import { gzipSync } from "node:zlib";
import { composerOf, inBrowser, isUsable } from "../app-in-browser.ts";
import { FIRST_FRESH, LONG } from "../bench-class.ts";
import { heapMb, paintOfOwn, scrollBack, type Painted } from "../browser-probes.ts";
import { counted, ratio, type Outcome, type Scenario } from "../scenario.ts";
import { median } from "../stats.ts";

const PEOPLE = 60;
const OWN_MESSAGES = 7;
/** Of the way back, after which the memory is to stay as it is. */
const FIRST_PART = 0.2;

export const firstLoad: Scenario = {
  name: "first-load",
  run(bench) {
    const scrolled = bench.quick ? 1_000 : 10_000;
    return inBrowser(scrolled + 500, PEOPLE, async ({ newPage, openChannel }): Promise<Outcome> => {
      const load = await loadOf(await newPage(0));
      const page = await openChannel(1, FIRST_FRESH);
      const painted = await writeSome(page);
      await page.context().close();
      // Whoever looks at the memory makes the browser clean up first, and that would be seen in what comes after.
      const begun = await openChannel(3, LONG);
      await scrollBack(begun, scrolled * FIRST_PART, 240_000);
      const heapThen = await heapMb(begun);
      await begun.context().close();
      const history = await openChannel(2, LONG);
      const back = await scrollBack(history, scrolled, 240_000);
      const heapAtLast = await heapMb(history);
      return {
        measured: [
          counted("JavaScript to the first usable channel, gzip", load.scriptKb, "KB", 90, 60),
          counted("everything to the first usable channel, gzip", load.allKb, "KB", 140, 80),
          counted("requests to the first usable channel", load.requests, "requests", 10, 6),
          counted("own message painted after Enter", median(painted.map(({ frames }) => frames)), "frames", 1, 1),
          counted(`messages seen scrolling back ${scrolled}`, back.messages, "messages", scrolled, scrolled, "more"),
          counted("rows in the DOM while scrolling back", back.rowsMax, "rows", 300, 300),
          counted("longest task while scrolling back", back.longestTaskMs, "ms", 50, 50),
          counted("jump of a row while scrolling back", back.jumpMax, "px", 1, 1),
          ratio("memory after all of that", heapAtLast / heapThen, "after a fifth of it", "less", 1.25, 1.05),
        ],
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
          "scrolling back: MB of JavaScript after a fifth": heapThen,
          "scrolling back: MB of JavaScript at last": heapAtLast,
        },
      };
    });
  },
};

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

async function loadOf(page: Page): Promise<Load> {
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
  await composerOf(page).focus();
  const painted: Painted[] = [];
  for (let i = 0; i < OWN_MESSAGES; i++) {
    painted.push(await paintOfOwn(page, `My own words, number ${i}`));
    await page.locator("[role=log] article").nth(i).waitFor();
  }
  // The first compiles what the others use.
  return painted.slice(1);
}
