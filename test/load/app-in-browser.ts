/** The built app with the bench's class, and a browser that was never there. */
import { chromium, type Browser, type Page } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "../../tools/chromium.ts";
import { startServer } from "../../tools/serve/server.ts";
import { startServerProcess } from "../../tools/serve/server-process.ts";
import { channelId, fillBenchClass, type BenchClass } from "./bench-class.ts";

const FAST = { burst: 1e6, perSecond: 1e6 };
const LIMITS = { post: FAST, typing: FAST };

export interface AppInBrowser extends BenchClass {
  url: string;
  /** Person `i` in a browser of their own. */
  newPage(i: number): Promise<Page>;
  /** The same, in a channel that can be used. */
  openChannel(i: number, channelNo: number): Promise<Page>;
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
  const executablePath = findChromium();
  if (!executablePath) throw new Error("this needs a Chromium; name it by CHROMIUM, or choose others by --only");
  const state = await mkdtemp(join(tmpdir(), "place-in-browser-"));
  // Filled by a server of its own, so that the measured one starts with clean memory.
  const filling = await startServer({ port: 0, state });
  const filled = await fillBenchClass(filling.d1, longLength, people);
  await filling.stop();
  const server = await startServerProcess({ port: 0, state, app: true, limits: LIMITS });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const newPage = (i: number) => openPage(browser, server.url, filled.token(i));
    const openChannel = async (i: number, channelNo: number) => {
      const page = await newPage(i);
      await isUsable(page, channelNo);
      return page;
    };
    return await work({ ...filled, url: server.url, newPage, openChannel });
  } finally {
    await browser.close();
    await server.stop();
    await rm(state, { recursive: true, force: true });
  }
}

async function openPage(browser: Browser, url: string, token: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name: "place", value: token, url, httpOnly: true, sameSite: "Lax" }]);
  return context.newPage();
}

/** Goes to a channel, until its messages are there and it can be written into. */
export async function isUsable(page: Page, channelNo: number): Promise<void> {
  await page.goto(`/c/${channelId(channelNo)}`, { waitUntil: "commit" });
  await page.locator("[role=log][aria-busy=false]").waitFor();
  await composerOf(page).waitFor();
}

export const composerOf = (page: Page) => page.getByRole("textbox", { name: /^Message to /u });
