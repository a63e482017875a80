/** What is looked at inside the page. Functions here travel to the browser as text: they use nothing from outside themselves. */
import type { Page } from "@playwright/test";

export interface Painted {
  /** Frames from Enter until the message was in what was painted. */
  frames: number;
  ms: number;
}

/** Types `words` and presses Enter; the composer has the focus. */
export async function paintOfOwn(page: Page, words: string): Promise<Painted> {
  await page.keyboard.insertText(words);
  await page.evaluate((text) => {
    const probe = globalThis as unknown as { painted: Promise<Painted> };
    const list = document.querySelector("[role=log]");
    probe.painted = new Promise((resolve) => {
      addEventListener(
        "keydown",
        () => {
          const start = performance.now();
          let frames = 0;
          const look = () => {
            frames += 1;
            // After the frame's own work and before the next: what is there now was painted in it.
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
              const isThere =
                [...(list?.querySelectorAll("article") ?? [])].at(-1)?.textContent.includes(text) === true;
              if (isThere || frames > 100) resolve({ frames, ms: performance.now() - start });
              else requestAnimationFrame(look);
            };
            channel.port2.postMessage(null);
          };
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
    });
  }, words);
  await page.keyboard.press("Enter");
  return page.evaluate(() => (globalThis as unknown as { painted: Promise<Painted> }).painted);
}

export interface ScrolledBack {
  /** Messages that were on the page at some time, each counted once. */
  messages: number;
  rowsMax: number;
  longestTaskMs: number;
  tasksOver50Ms: number;
  /** Pixels by which a row on the screen moved while nobody scrolled. */
  jumpMax: number;
  seconds: number;
}

/** Scrolls back, a good part of a screen with every frame, until `count` messages were seen. */
export function scrollBack(page: Page, count: number, patienceMs: number): Promise<ScrolledBack> {
  return page.evaluate(
    async ([wanted, patience]) => {
      const list = document.querySelector("[role=log]");
      if (!list) throw new Error("there is no list of messages");
      const tasks: number[] = [];
      const observer = new PerformanceObserver((entries) =>
        tasks.push(...entries.getEntries().map(({ duration }) => duration)),
      );
      observer.observe({ type: "longtask" });
      const seen = new Set<number>();
      let [rowsMax, jumpMax, scrolledBy] = [0, 0, 0];
      let before = new Map<string, number>();
      const start = performance.now();
      while (seen.size < wanted && performance.now() - start < patience) {
        await new Promise(requestAnimationFrame);
        const frame = list.getBoundingClientRect();
        const now = new Map<string, number>();
        rowsMax = Math.max(rowsMax, list.firstElementChild?.childElementCount ?? 0);
        for (const row of list.querySelectorAll<HTMLElement>("article[data-seq]")) {
          const { top, bottom } = row.getBoundingClientRect();
          seen.add(Number(row.dataset["seq"]));
          if (bottom > frame.top && top < frame.bottom) now.set(row.dataset["key"] ?? "", top);
        }
        for (const [key, top] of now) {
          const old = before.get(key);
          if (old !== undefined) jumpMax = Math.max(jumpMax, Math.abs(top - (old - scrolledBy)));
        }
        before = now;
        const from = list.scrollTop;
        list.scrollBy(0, -0.8 * frame.height);
        scrolledBy = list.scrollTop - from;
      }
      const seconds = (performance.now() - start) / 1000;
      // Entries come a little after their tasks.
      await new Promise((resolve) => setTimeout(resolve, 500));
      observer.disconnect();
      return {
        messages: seen.size,
        rowsMax,
        longestTaskMs: Math.max(0, ...tasks),
        tasksOver50Ms: tasks.length,
        jumpMax,
        seconds,
      };
    },
    [count, patienceMs] as const,
  );
}

/** Megabytes of JavaScript objects that are in use, garbage taken away. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
}

export interface Watched {
  /** Milliseconds from each key, as the system saw it pressed, to the end of the frame that came next. */
  keys: number[];
  longestTaskMs: number;
}

/**
 * Looks on from here to the end of `work`: at every key that is pressed meanwhile, and at the longest task. The browser's own
 * count of this, Event Timing, waits for a presentation, which a browser without a screen leaves out for seconds.
 */
export async function watchPage(page: Page, work: () => Promise<void>): Promise<Watched> {
  await page.evaluate(() => {
    const watched = { keys: [] as number[], tasks: [] as number[] };
    const onKey = ({ timeStamp }: Event) =>
      requestAnimationFrame(() => {
        // After the frame's own work and before the next.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => watched.keys.push(performance.now() - timeStamp);
        channel.port2.postMessage(null);
      });
    addEventListener("keydown", onKey, { capture: true });
    const observer = new PerformanceObserver((list) =>
      watched.tasks.push(...list.getEntries().map(({ duration }) => duration)),
    );
    observer.observe({ type: "longtask" });
    const end = async () => {
      // Entries come a little after their tasks.
      await new Promise((resolve) => setTimeout(resolve, 500));
      removeEventListener("keydown", onKey, { capture: true });
      observer.disconnect();
      return watched;
    };
    Object.assign(globalThis, { endOfWatch: end });
  });
  await work();
  const { keys, tasks } = await page.evaluate(() =>
    (globalThis as unknown as { endOfWatch: () => Promise<{ keys: number[]; tasks: number[] }> }).endOfWatch(),
  );
  return { keys, longestTaskMs: Math.max(0, ...tasks) };
}
