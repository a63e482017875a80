/**
 * A class taken out: the archive as the job that an owner asks for, beside the same rows in one plain answer of the same runtime; and the course in
 * one file that is made of it, opened in Chromium from the disk.
 */
import { chromium, type Browser } from "@playwright/test";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { coursePage, planCourse, type CourseReader } from "../../../imports/archive/course.ts";
import type { Archive } from "../../../protocol/archives.ts";
import { CHROMIUM_ARGS, findChromium } from "../../../tools/chromium.ts";
import { openArchive, sha256 } from "../../../tools/place/archive/open-archive.ts";
import { buildCourseReader } from "../../../web/course-build.ts";
import { WORKSPACE } from "../bench-class.ts";
import { startBundled, type BundledPlace } from "../bundled-place.ts";
import { OURS } from "../checkout.ts";
import { fillState } from "../fill-state.ts";
import { get } from "../http.ts";
import { usage } from "../process-tree.ts";
import { counted, ratio, type Scenario } from "../scenario.ts";
import { fillSpoken } from "../spoken-class.ts";
import { median } from "../stats.ts";

const MESSAGES = { quick: 20_000, full: 100_000 };
const PEOPLE = 60;
const LOOK_MS = 200;
const OPENED = 5;
/** Common and rare ones, and two at once. */
const WORDS = ["message", "channel", "owner", "spread", "zip", "nobody reads", "class archive"];
const MB = 1_000_000;

export const archive: Scenario = {
  name: "archive",
  async run(bench) {
    const executablePath = findChromium();
    if (!executablePath) throw new Error("this needs a Chromium; name it by CHROMIUM, or choose others by --only");
    const folder = await mkdtemp(join(tmpdir(), "place-archive-bench-"));
    const count = bench.quick ? MESSAGES.quick : MESSAGES.full;
    try {
      const filled = await fillState(OURS, folder, 1, PEOPLE, (d1) => fillSpoken(d1, count, PEOPLE));
      const place = await startBundled({ checkout: OURS, entry: "rows-alone.ts", folder });
      const tar = join(folder, "class.tar");
      const job = await made(place, filled.headers(0), tar).finally(() => place.stop());
      const course = await courseOf(tar, folder, await chromium.launch({ executablePath, args: CHROMIUM_ARGS }));
      // The numbers are those of 100,000; a shorter class has proportionally less.
      const thousands = count.toLocaleString("en");
      const scale = count / MESSAGES.full;
      return {
        measured: [
          ratio(`archive of ${thousands}: the job`, job.jobMs / job.plainMs, "one plain answer", "less", 2.5, 1.2),
          counted(`course in one file of ${thousands}: size`, course.bytes / MB, "MB", 8 * scale, 5 * scale),
          counted("its first words on the screen", course.firstMs, "ms", 500, 300),
          counted("all of it searchable", course.searchableMs, "ms", 1_200 * scale, 700 * scale),
          counted("a search in it", course.searchMs, "ms", 50, 20),
        ],
        raw: {
          "the job, ms": job.jobMs,
          "the plain answer, ms": job.plainMs,
          "memory of the runtime idle, MB": job.idleMb,
          "memory of the runtime at most, MB": job.peakMb,
          "bytes of the archive": (await stat(tar)).size,
          "making the course, ms": course.madeMs,
          "a search in it, longest of all, ms": course.longestMs,
        },
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function made(place: BundledPlace, headers: Record<string, string>, tar: string) {
  const address = `${place.url}/api/workspaces/${WORKSPACE}/archive`;
  // Once before it counts: code is compiled, pages of the file are in memory.
  await timeOfPlain(place.url);
  const plainMs = median([await timeOfPlain(place.url), await timeOfPlain(place.url), await timeOfPlain(place.url)]);
  const idleMb = usage(place.pid).rssKb / 1_024;
  let peakMb = idleMb;
  const start = performance.now();
  const asked = await fetch(address, {
    ...{ method: "POST", body: "{}" },
    headers: { ...headers, "content-type": "application/json" },
  });
  if (!asked.ok) throw new Error(`no archive is made: ${asked.status} ${await asked.text()}`);
  for (;;) {
    const { archive } = JSON.parse(await get(address, headers)) as { archive: Archive | null };
    peakMb = Math.max(peakMb, usage(place.pid).rssKb / 1_024);
    if (archive?.state === "ready") break;
    if (archive?.state !== "making") throw new Error(`the archive is ${archive?.state}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const jobMs = performance.now() - start;
  const { body } = await fetch(`${address}/file`, { headers });
  if (!body) throw new Error("the archive has no bytes");
  await pipeline(Readable.fromWeb(body as never), createWriteStream(tar));
  return { jobMs, plainMs, idleMb, peakMb };
}

async function timeOfPlain(url: string): Promise<number> {
  const start = performance.now();
  await (await fetch(`${url}/__lines`)).arrayBuffer();
  return performance.now() - start;
}

async function courseOf(tar: string, folder: string, browser: Browser) {
  await buildCourseReader(folder);
  const reader = JSON.parse(await readFile(join(folder, "course-reader.json"), "utf8")) as CourseReader;
  const page = join(folder, "class.html");
  const start = performance.now();
  const open = openArchive(tar);
  const plan = await planCourse(open, { sha256, openOnly: false });
  await pipeline(Readable.from(coursePage(open, plan, reader)), createWriteStream(page));
  const madeMs = performance.now() - start;
  const opened: { firstMs: number; searchableMs: number; searches: number[] }[] = [];
  try {
    for (let i = 0; i < OPENED; i++) opened.push(await lookAt(browser, pathToFileURL(page).href));
  } finally {
    await browser.close();
  }
  const searches = opened.flatMap((one) => one.searches);
  return {
    ...{ madeMs, bytes: (await stat(page)).size },
    firstMs: median(opened.map(({ firstMs }) => firstMs)),
    searchableMs: median(opened.map(({ searchableMs }) => searchableMs)),
    searchMs: median(searches),
    longestMs: Math.max(...searches),
  };
}

/** In a browser that has no network. Times count from the navigation. */
async function lookAt(browser: Browser, address: string) {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const watch = () => {
      if (!document.querySelector("[role=log] article")) return requestAnimationFrame(watch);
      // In the frame after that they are on the screen.
      return requestAnimationFrame(() => Object.assign(globalThis, { benchFirst: performance.now() }));
    };
    watch();
  });
  await page.goto(address);
  await page.waitForSelector("html[data-searchable]");
  const { firstMs, searchableMs } = await page.evaluate(() => ({
    firstMs: (globalThis as unknown as { benchFirst: number }).benchFirst,
    searchableMs: Number(document.documentElement.dataset["searchable"]),
  }));
  const searches: number[] = [];
  for (const words of WORDS)
    searches.push(
      await page.evaluate(async (words) => {
        const field = document.querySelector<HTMLInputElement>("input[type=search]")!;
        const results = document.querySelector(".results")!;
        const told = new Promise<void>((resolve) =>
          new MutationObserver(() => resolve()).observe(results, { childList: true }),
        );
        field.value = words;
        const start = performance.now();
        field.dispatchEvent(new Event("input"));
        await told;
        return performance.now() - start;
      }, words),
    );
  await context.close();
  return { firstMs, searchableMs, searches };
}
