/** Every browser test: a class of its own, and a browser for each person in it. */
import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { Classroom } from "./classroom.ts";
import type { Person } from "./people.ts";
import { log } from "./screen.ts";

interface Fixtures {
  origin: string;
  classroom: Classroom;
  /** A browser of its own; with a person, one that is signed in. */
  browserOf: (person?: Person, options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** A person's browser, open at an address. */
  open: (person: Person | undefined, address: string, options?: BrowserContextOptions) => Promise<Page>;
  /** A person's browser, open at a channel whose messages are there. */
  openChannel: (person: Person, channel: { id: string }, options?: BrowserContextOptions) => Promise<Page>;
}

async function carryOn(context: BrowserContext, person: Person, origin: string): Promise<void> {
  await context.addCookies([{ ...person.cookie(), url: origin, httpOnly: true, sameSite: "Lax" }]);
}

export const test = base.extend<Fixtures>({
  origin: async ({ baseURL }, use) => use(baseURL ?? ""),
  classroom: async ({ origin }, use) => use(await Classroom.open(origin)),
  browserOf: async ({ browser, origin }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use(async (person, options = {}) => {
      const context = await browser.newContext({ baseURL: origin, ...options });
      // Whatever a test is about, no script may fail in any of its pages.
      context.on("weberror", (fault) => faults.push(String(fault.error().stack ?? fault.error())));
      contexts.push(context);
      if (person) await carryOn(context, person, origin);
      return context;
    });
    for (const context of contexts) {
      // A request that is held back or changed while its page goes would fail in the next test.
      for (const routed of [context, ...context.pages()])
        await routed.unrouteAll({ behavior: "ignoreErrors" }).catch(() => undefined);
      await context.close();
    }
    expect(faults, "errors in the pages").toEqual([]);
  },
  open: async ({ browserOf }, use) =>
    use(async (person, address, options) => {
      const page = await (await browserOf(person, options)).newPage();
      await page.goto(address);
      return page;
    }),
  openChannel: async ({ open }, use) =>
    use(async (person, channel, options) => {
      const page = await open(person, `/c/${channel.id}`, options);
      await expect(log(page)).toHaveAttribute("aria-busy", "false");
      return page;
    }),
});
export { expect };
