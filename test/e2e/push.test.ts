/** A notification that comes while PLACE is closed: shown by the service worker, and pressed, it leads to its message. */
import type { BrowserContext, CDPSession, Page } from "@playwright/test";
import type { PushPayload } from "../../protocol/index.ts";
import { say } from "./support/classroom.ts";
import { log, message } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

/** What the browser's push service would do; no vendor's is asked. */
class Push {
  readonly #cdp: CDPSession;
  readonly #registration: string;
  readonly #origin: string;

  private constructor(cdp: CDPSession, registration: string, origin: string) {
    this.#cdp = cdp;
    this.#registration = registration;
    this.#origin = origin;
  }

  static async of(context: BrowserContext, page: Page): Promise<Push> {
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const cdp = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const [one] = registrations;
        if (one) resolve(one.registrationId);
      }),
    );
    await cdp.send("ServiceWorker.enable");
    return new Push(cdp, await registered, new URL(page.url()).origin);
  }

  async deliver(payload: PushPayload): Promise<void> {
    const where = { origin: this.#origin, registrationId: this.#registration };
    await this.#cdp.send("ServiceWorker.deliverPushMessage", { ...where, data: JSON.stringify(payload) });
  }
}

const shownIn = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const all = await registration.getNotifications();
    return all.map(({ title, body, tag, dir }) => ({
      title: title.replaceAll(/[\u2068\u2069]/gu, ""),
      body,
      tag,
      dir,
    }));
  });

test("R77: what is pushed is one notification a channel, leads to its message, and goes when it is read", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const other = await classroom.channel(classroom.owner, { name: "questions" }, ben);
  const context = await browserOf(ben, { serviceWorkers: "allow" });
  await context.grantPermissions(["notifications"]);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  const push = await Push.of(context, page);
  for (const body of ["One", "Two"]) await say(classroom.owner, other, `${body}, @${ben.handle}`);
  const about = (seq: number, text: string): PushPayload => ({
    ...{ type: "message", lang: "ar", channel: other.id, seq, count: seq, at: Date.now() },
    words: { author: "Tess Teacher", place: { kind: "channel", name: "questions" }, text },
  });
  await push.deliver(about(1, "One"));
  await push.deliver(about(2, "Two"));
  await expect
    .poll(() => shownIn(page))
    .toMatchObject([
      { title: "Tess Teacher في #questions", body: expect.stringMatching(/^Two\n/u), tag: other.id, dir: "rtl" },
    ]);
  const worker = context.serviceWorkers()[0]!;
  await worker.evaluate(async () => {
    // As a press does it; the page's types know no service worker.
    const scope = globalThis as unknown as EventTarget & { registration: ServiceWorkerRegistration } & {
      NotificationEvent: new (type: string, how: { notification: Notification }) => Event;
    };
    const [notification] = await scope.registration.getNotifications();
    scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification: notification! }));
  });
  await expect(page).toHaveURL(new RegExp(`/c/${other.id}#2$`, "u"));
  await expect(message(page, "Two")).toBeVisible();
  await expect.poll(() => shownIn(page)).toEqual([]);
});
