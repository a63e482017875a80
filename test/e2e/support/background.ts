/** A browser whose tabs can be put into the background, and that writes down what it notifies and sounds. */
import type { BrowserContext, Page } from "@playwright/test";

interface Told {
  title: string;
  body: string;
  click: () => void;
}
interface Watched {
  told: Told[];
  notes: number;
  setHidden: (hidden: boolean) => void;
}

/** Before the first page. `permission`: what the browser says before anybody asked. */
export async function watchNotifications(
  context: BrowserContext,
  permission: NotificationPermission = "default",
): Promise<void> {
  await context.addInitScript((before) => {
    const told: Told[] = [];
    class Notified extends EventTarget {
      static permission = before;
      static requestPermission() {
        Notified.permission = "granted";
        return Promise.resolve(Notified.permission);
      }
      onclick: (() => void) | null = null;
      constructor(title: string, { body = "" }: NotificationOptions = {}) {
        super();
        told.push({ title, body, click: () => this.onclick?.() });
      }
      close() {
        return undefined;
      }
    }
    // A browser without a screen never hides a tab.
    let hidden = false;
    Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
    const setHidden = (to: boolean) => {
      hidden = to;
      document.dispatchEvent(new Event("visibilitychange"));
    };
    Object.assign(window, { Notification: Notified, told, notes: 0, setHidden });
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (this: OscillatorNode, ...when) {
      (window as unknown as Watched).notes += 1;
      start.apply(this, when);
    };
  }, permission);
}

/** Tabs in view that watch what comes in: they begin to when their first look is over. */
export const tabsWatching = (page: Page): Promise<number> =>
  page.evaluate(
    async () =>
      (await navigator.locks.query()).held?.filter(({ name }) => name?.startsWith("place.viewed.")).length ?? 0,
  );
export const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((to) => (window as unknown as Watched).setHidden(to), hidden);
/** "title: words" of each. */
export const toldBy = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as Watched).told.map(({ title, body }) => `${title}: ${body}`));
export const clickNotification = (page: Page, place: number): Promise<void> =>
  page.evaluate((at) => (window as unknown as Watched).told[at]?.click(), place);
export const notesPlayed = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as Watched).notes);
