/** A visit of the built app, seen from inside the page. Functions here travel to the browser as text: they use nothing from outside themselves. */
import type { Page } from "@playwright/test";

/** What the page tells of its first look. Times are in ms from when its address was asked for. */
export interface FirstLook {
  /** A message was in what was painted. */
  words: number;
  /** So were reactions, a poll and a thread. */
  parts: number;
  /** Before the words: requests that had begun, kilobytes as they were sent of those whose answer was there. */
  requests: number;
  scriptKb: number;
  allKb: number;
  longestTaskMs: number;
}

/** Before the page's own scripts: looks after every frame whether the words are there. */
export const watchFirstLook = (page: Page) =>
  page.addInitScript(() => {
    const probe = globalThis as unknown as { words?: number; parts?: number; tasks: number[] };
    probe.tasks = [];
    new PerformanceObserver((list) => probe.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
      buffered: true,
    });
    const afterFrame = () => {
      const log = document.querySelector("[role=log]");
      const isThere = (selector: string) => log?.querySelector(selector) instanceof Element;
      if (probe.words === undefined && isThere("article[data-seq]")) probe.words = performance.now();
      // A poll's options, the pressed or unpressed reactions, and the line that leads to a thread.
      if (isThere(".reactions") && isThere(".thread") && isThere(".poll")) probe.parts ??= performance.now();
      if (probe.parts === undefined) requestAnimationFrame(look);
    };
    const channel = new MessageChannel();
    channel.port1.onmessage = afterFrame;
    const look = () => channel.port2.postMessage(null);
    requestAnimationFrame(look);
  });

export async function firstLookOf(page: Page): Promise<FirstLook> {
  await page.waitForFunction(() => (globalThis as unknown as { parts?: number }).parts !== undefined, undefined, {
    polling: 100,
  });
  return page.evaluate(() => {
    const { words = 0, parts = 0, tasks } = globalThis as unknown as { words: number; parts: number; tasks: number[] };
    const files = [
      ...performance.getEntriesByType("navigation"),
      ...performance.getEntriesByType("resource"),
    ] as PerformanceResourceTiming[];
    const begun = files.filter(({ startTime }) => startTime < words);
    const ended = begun.filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= words);
    const kb = (some: PerformanceResourceTiming[]) =>
      some.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000;
    return {
      words,
      parts,
      requests: begun.length,
      scriptKb: kb(ended.filter(({ name }) => new URL(name).pathname.endsWith(".js"))),
      allKb: kb(ended),
      longestTaskMs: Math.max(0, ...tasks),
    };
  });
}

/** From a click on a channel in the sidebar until a frame with its messages was painted, ms. */
export function switchTo(page: Page, channelId: string): Promise<number> {
  return page.evaluate(
    (id) =>
      new Promise<number>((resolve, reject) => {
        const link = document.querySelector<HTMLElement>(`nav a[href$="/c/${id}"], a[href$="/c/${id}"]`);
        if (!link) return reject(new Error(`There is no way to ${id}`));
        const before = document.querySelector("[role=log]");
        const start = performance.now();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          const log = document.querySelector("[role=log]");
          if (log && log !== before && log.querySelector("article[data-seq]")) resolve(performance.now() - start);
          else requestAnimationFrame(() => channel.port2.postMessage(null));
        };
        link.click();
        requestAnimationFrame(() => channel.port2.postMessage(null));
      }),
    channelId,
  );
}
