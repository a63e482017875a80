/**
 * The built app as a visitor meets it, in a channel with reactions, a poll and a thread: how soon the first message is painted on a
 * slow line with a slow processor and without either, for the first time and again; how soon another channel is there; how it scrolls.
 * With another build beside it, both are measured in turn.
 */
import type { BrowserContext, CDPSession, Page } from "@playwright/test";
import { isUsable, startApp, type RunningApp } from "../app-in-browser.ts";
import { channelId, LIVELY, LIVELY_LENGTH, PARTS } from "../bench-class.ts";
import { scrollBack } from "../browser-probes.ts";
import { coldStarts, type ColdStarts } from "../offline-probes.ts";
import { both, counted, type Bench, type Outcome, type Scenario } from "../scenario.ts";
import { median } from "../stats.ts";
import { firstLookOf, switchTo, watchFirstLook, type FirstLook } from "../visit-probes.ts";

const PEOPLE = 60;
/** 1.6 Mbit/s and 150 ms, a processor of a quarter. */
const SLOW_LINE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const SLOW_CPU = 4;
/** After which everything that comes after the first look is there. */
const SETTLED_MS = 3_000;
const SCROLL_PATIENCE_MS = 120_000;

interface Visited {
  slow: FirstLook;
  fast: FirstLook;
  /** Slow, with words that have markup. */
  marked: FirstLook;
  slowAgain: FirstLook;
  fastAgain: FirstLook;
  switches: Switches;
  slowSwitches: Switches;
  scrolled: { tasks: number; longest: number };
  cold: ColdStarts;
}
interface Switches {
  first: number;
  again: number;
}

export const visits: Scenario = {
  name: "visits",
  samples: { least: 5, most: 9 },
  async run(bench) {
    const of = new Map<string, Visited>();
    for (const { name } of bench.builds) of.set(name, await visit(await appOf(bench, name)));
    const pair = (value: (of: Visited) => number) => both(bench, (name) => value(of.get(name)!));
    const ms = (quantity: string, value: (of: Visited) => number, atLeast: number, aim: number) =>
      counted(quantity, pair(value), "ms", atLeast, aim);
    const ours = of.get("PLACE")!;
    return {
      measured: [
        ms("first visit, slow: first message painted", ({ slow }) => slow.words, 1_900, 1_400),
        ms("first visit, unthrottled: first message painted", ({ fast }) => fast.words, 260, 180),
        ms("second visit, slow", ({ slowAgain }) => slowAgain.words, 800, 500),
        ms("second visit, unthrottled", ({ fastAgain }) => fastAgain.words, 150, 100),
        counted(
          "JavaScript before the first message, gzip",
          pair(({ slow }) => slow.scriptKb),
          "KB",
          82,
          62,
        ),
        counted(
          "requests before the first message",
          pair(({ slow }) => slow.requests),
          "requests",
          11,
          7,
        ),
        counted(
          "everything before the first message, gzip",
          pair(({ slow }) => slow.allKb),
          "KB",
          118,
          90,
        ),
        ms("longest task of a first visit", ({ fast }) => fast.longestTaskMs, 50, 50),
        ms("switch to a channel, first time", ({ switches }) => switches.first, 70, 50),
        ms("switch to a channel, again", ({ switches }) => switches.again, 35, 16),
        ms("switch, CPU ÷ 4, first time", ({ slowSwitches }) => slowSwitches.first, 260, 180),
        ms("switch, CPU ÷ 4, again", ({ slowSwitches }) => slowSwitches.again, 140, 70),
        counted(
          `${LIVELY_LENGTH} messages scrolled, CPU ÷ 4: long tasks`,
          pair(({ scrolled }) => scrolled.tasks),
          "tasks",
          10,
          0,
        ),
        ms(`${LIVELY_LENGTH} messages scrolled, CPU ÷ 4: longest task`, ({ scrolled }) => scrolled.longest, 70, 50),
        counted(
          "cold start without a network, against one with it",
          pair(({ cold }) => cold.offline / cold.online),
          "×",
          0.8,
          0.5,
        ),
      ],
      raw: {
        "first visit, slow: reactions, poll and thread painted, ms": ours.slow.parts,
        "first visit, slow, with code and lists: first message painted, ms": ours.marked.words,
        "first visit, slow, with code and lists: all painted, ms": ours.marked.parts,
        "first visit, slow, with code and lists: JavaScript before the first message, KB": ours.marked.scriptKb,
        "first visit, slow: longest task, ms": ours.slow.longestTaskMs,
        "first visit, unthrottled: reactions, poll and thread painted, ms": ours.fast.parts,
        "cold start with a network, ms": ours.cold.online,
        "cold start without a network, ms": ours.cold.offline,
      },
    } satisfies Outcome;
  },
};

const appOf = (bench: Bench, name: string): Promise<RunningApp> => {
  const checkout = bench.builds.find((build) => build.name === name)!;
  return bench.started(`app of ${name}`, () => startApp(checkout, 1, PEOPLE));
};

let next = 0;
async function visit(app: RunningApp): Promise<Visited> {
  const person = () => next++ % PEOPLE;
  const [slow, slowAgain] = await visitsOf(await app.newContext(person()), PARTS, true, 2);
  const [fast, fastAgain] = await visitsOf(await app.newContext(person()), PARTS, false, 2);
  const [marked] = await visitsOf(await app.newContext(person()), LIVELY[0], true, 1);
  const cold = await coldStarts(await app.newContext(person()), `/c/${channelId(PARTS)}`);
  const page = await app.newPage(person());
  const client = await page.context().newCDPSession(page);
  await isUsable(page, LIVELY[0]);
  await page.waitForTimeout(SETTLED_MS);
  const switches = await switchesOf(page, LIVELY.slice(1, 4));
  await client.send("Emulation.setCPUThrottlingRate", { rate: SLOW_CPU });
  const slowSwitches = await switchesOf(page, LIVELY.slice(4, 7));
  await switchTo(page, channelId(LIVELY[0]));
  const { tasksOver50Ms, longestTaskMs } = await scrollBack(page, LIVELY_LENGTH, SCROLL_PATIENCE_MS);
  await page.context().close();
  return {
    slow: slow!,
    fast: fast!,
    marked: marked!,
    slowAgain: slowAgain!,
    fastAgain: fastAgain!,
    switches,
    slowSwitches,
    scrolled: { tasks: tasksOver50Ms, longest: longestTaskMs },
    cold,
  };
}

/** A first visit and, with what the browser has kept of it, more. */
async function visitsOf(
  context: BrowserContext,
  channelNo: number,
  isSlow: boolean,
  count: number,
): Promise<FirstLook[]> {
  const looks: FirstLook[] = [];
  for (let i = 0; i < count; i++) {
    const page = await context.newPage();
    if (isSlow) await slowDown(await context.newCDPSession(page));
    await watchFirstLook(page);
    await page.goto(`/c/${channelId(channelNo)}`, { waitUntil: "commit" });
    looks.push(await firstLookOf(page));
    // What comes later is there for the next visit.
    await page.waitForTimeout(isSlow ? 2 * SETTLED_MS : SETTLED_MS);
    await page.close();
  }
  await context.close();
  return looks;
}

async function slowDown(client: CDPSession): Promise<void> {
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", SLOW_LINE);
  await client.send("Emulation.setCPUThrottlingRate", { rate: SLOW_CPU });
}

async function switchesOf(page: Page, channels: readonly number[]): Promise<Switches> {
  const first: number[] = [];
  const again: number[] = [];
  for (const no of channels) {
    first.push(await switchTo(page, channelId(no)));
    await page.waitForTimeout(700);
  }
  for (let round = 0; round < 2; round++) {
    for (const no of channels) {
      again.push(await switchTo(page, channelId(no)));
      await page.waitForTimeout(300);
    }
  }
  return { first: median(first), again: median(again) };
}
