/** axe on one page. The app has no frames of other origins, so axe need not open a second page to put its results together. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

export const axeOn = (page: Page): AxeBuilder => new AxeBuilder({ page }).setLegacyMode(true);

/** Nothing fades in or out any more: half faded, a colour is none of ours. */
export const atRest = (page: Page): Promise<unknown> =>
  page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined))));
