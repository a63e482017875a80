/** The built app on a device that has it: how soon the first message is painted with a network, and without one. */
import type { BrowserContext, Page } from "@playwright/test";
import { watchFirstLook } from "./visit-probes.ts";

/** From when its address was asked for until a message was painted, ms. */
export interface ColdStarts {
  online: number;
  /** NaN: this build does not open without a network. */
  offline: number;
}

const KEPT_PATIENCE_MS = 30_000;

/** In a browser that has never seen it; which is closed in the end. */
export async function coldStarts(context: BrowserContext, address: string): Promise<ColdStarts> {
  const first = await context.newPage();
  await first.goto(address);
  const until = Date.now() + KEPT_PATIENCE_MS;
  let isKept = false;
  while (!isKept && Date.now() < until) {
    await first.waitForTimeout(500);
    isKept = await first.evaluate(keeps, address);
  }
  await first.close();
  const online = await wordsOf(context, address);
  await context.setOffline(true);
  const offline = isKept ? await wordsOf(context, address) : NaN;
  await context.close();
  return { online, offline };
}

async function wordsOf(context: BrowserContext, address: string): Promise<number> {
  const page: Page = await context.newPage();
  await watchFirstLook(page);
  await page.goto(address, { waitUntil: "commit" });
  const words = await page.waitForFunction(() => (globalThis as { words?: number }).words, undefined, { polling: 100 });
  const ms = (await words.jsonValue()) ?? NaN;
  await page.close();
  return ms;
}

/** Runs in the page: the app is on the device, and so is the channel. */
function keeps(address: string): Promise<boolean> {
  dispatchEvent(new Event("pagehide"));
  if (!navigator.serviceWorker.controller) return Promise.resolve(false);
  return new Promise((resolve) => {
    const opening = indexedDB.open("place-offline");
    opening.onerror = () => resolve(false);
    // Nobody has made it yet.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onsuccess = () => {
      const page = opening.result.transaction("pages").objectStore("pages").getKey(address.slice("/c/".length));
      page.onsuccess = () => resolve(page.result !== undefined);
      page.onerror = () => resolve(false);
      opening.result.close();
    };
  });
}
