/** The built app with the bench's class, and a browser that was never there. */
import { chromium, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_ARGS, findChromium } from "../../tools/chromium.ts";
import { channelId, fillLively, type BenchClass } from "./bench-class.ts";
import { OURS, type Checkout } from "./checkout.ts";
import { fillState } from "./fill-state.ts";
import { startFrom } from "./place-target.ts";

const FAST = { burst: 1e6, perSecond: 1e6 };
const LIMITS = { post: FAST, typing: FAST };

export interface AppInBrowser extends BenchClass {
  url: string;
  /** A browser that was never here, in which person `i` is signed in. */
  newContext(i: number): Promise<BrowserContext>;
  /** Person `i` in a browser of their own. */
  newPage(i: number): Promise<Page>;
  /** The same, in a channel that can be used. */
  openChannel(i: number, channelNo: number): Promise<Page>;
}

export interface RunningApp extends AppInBrowser {
  stop(): Promise<void>;
}

/**
 * @param longLength messages in the channel `LONG`
 * @param people how many there are in the class
 * @throws Error where there is no Chromium
 */
export async function inBrowser<T>(
  longLength: number,
  people: number,
  work: (app: AppInBrowser) => Promise<T>,
): Promise<T> {
  const app = await startApp(OURS, longLength, people);
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

/** As `inBrowser`, of any checkout, and until it is stopped. */
export async function startApp(checkout: Checkout, longLength: number, people: number): Promise<RunningApp> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("this needs a Chromium; name it by CHROMIUM, or choose others by --only");
  const state = await mkdtemp(join(tmpdir(), "place-in-browser-"));
  const filled = await fillState(checkout, state, longLength, people, (d1) => fillLively(d1, people));
  const server = await startFrom(checkout, state, { app: true, limits: LIMITS });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  const newContext = (i: number) => openContext(browser, server.url, filled.token(i));
  const newPage = async (i: number) => (await newContext(i)).newPage();
  return {
    ...filled,
    url: server.url,
    newContext,
    newPage,
    async openChannel(i, channelNo) {
      const page = await newPage(i);
      await isUsable(page, channelNo);
      return page;
    },
    async stop() {
      await browser.close();
      await server.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

async function openContext(browser: Browser, url: string, token: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name: "place", value: token, url, httpOnly: true, sameSite: "Lax" }]);
  return context;
}

/** Goes to a channel, until its messages are there and it can be written into. */
export async function isUsable(page: Page, channelNo: number): Promise<void> {
  await page.goto(`/c/${channelId(channelNo)}`, { waitUntil: "commit" });
  await page.locator("[role=log][aria-busy=false]").waitFor();
  await composerOf(page).waitFor();
}

export const composerOf = (page: Page) => page.getByRole("textbox", { name: /^Message to /u });
