/** One tab in a lively class: how soon it answers a key while messages pour in, and while sixty people type, come and go. */
import type { Page } from "@playwright/test";
import { composerOf, inBrowser, type AppInBrowser } from "../app-in-browser.ts";
import { channelId, FIRST_FRESH, WORKSPACE } from "../bench-class.ts";
import { watchPage } from "../browser-probes.ts";
import { closeClients, openClients, type Client } from "../client.ts";
import { atPace, pause } from "../pace.ts";
import { RawSocket } from "../raw-socket.ts";
import { counted, type Scenario } from "../scenario.ts";
import { median, percentile } from "../stats.ts";

const PEOPLE = 60;
const PER_SECOND = 200;
const KEYS_PER_SECOND = 10;
/** As INP does: of a hundred answers the worst but one or two. */
const WORST = 98;

export const busy: Scenario = {
  name: "busy",
  run(bench) {
    const seconds = bench.quick ? 3 : 15;
    return inBrowser(1, PEOPLE, async (app) => {
      const page = await app.openChannel(0, FIRST_FRESH);
      const clients = await openClients({ socket: socketOf(app) }, PEOPLE - 1, 1);
      const pour = (count: number) =>
        atPace(PER_SECOND, count, (i, dueAt) => clients[(i * 7) % clients.length]!.post(dueAt));
      // The first second compiles what the others use.
      await pour(PER_SECOND);
      const rain = await watchPage(page, () => both(pour(PER_SECOND * seconds), type(page, seconds)));
      // All of it was on the screen, to the last.
      await page.locator(`[role=log] article[data-seq="${PER_SECOND * (seconds + 1)}"]`).waitFor();
      await composerOf(page).fill("");
      const crowd = await watchPage(page, () => both(stir(app, clients, seconds), type(page, seconds)));
      closeClients(clients);
      return {
        measured: [
          counted(
            `key → paint while ${PER_SECOND} messages/s arrive, p98`,
            percentile(rain.keys, WORST),
            "ms",
            100,
            100,
          ),
          counted("key → paint while 60 people type, come and go, p98", percentile(crowd.keys, WORST), "ms", 100, 100),
          counted("longest task while 60 people type, come and go", crowd.longestTaskMs, "ms", 100, 50),
        ],
        raw: {
          [`${PER_SECOND} messages/s: key → paint p50, ms`]: median(rain.keys),
          [`${PER_SECOND} messages/s: slowest key → paint, ms`]: Math.max(0, ...rain.keys),
          [`${PER_SECOND} messages/s: longest task, ms`]: rain.longestTaskMs,
          "60 people: slowest key → paint, ms": Math.max(0, ...crowd.keys),
        },
      };
    });
  },
};

const both = async (...work: Promise<void>[]) => void (await Promise.all(work));
const wsOf = (url: string) => url.replace(/^http/u, "ws");
const socketOf = (app: AppInBrowser) => (i: number) => ({
  url: `${wsOf(app.url)}/api/channels/${channelId(FIRST_FRESH)}/socket`,
  headers: app.headers(i),
});

async function type(page: Page, seconds: number): Promise<void> {
  await composerOf(page).focus();
  for (let i = 0; i < seconds * KEYS_PER_SECOND; i++) {
    await page.keyboard.press(i % 6 === 5 ? "Space" : "a");
    await pause(1_000 / KEYS_PER_SECOND);
  }
}

/** Everybody types all the time, as often as the app tells of it; a tenth of them go and come back each second. */
async function stir(app: AppInBrowser, clients: Client[], seconds: number): Promise<void> {
  const arrive = (i: number) =>
    RawSocket.open(`${wsOf(app.url)}/api/workspaces/${WORKSPACE}/socket`, app.headers(i + 1), () => undefined);
  const hubs = await Promise.all(clients.map((_, i) => arrive(i)));
  await atPace(PEOPLE / 3, (seconds * PEOPLE) / 3, (i) => {
    clients[i % clients.length]!.type();
    if (i % 3 > 0) return;
    const who = (i / 3) % hubs.length;
    hubs[who]!.close();
    void arrive(who).then((socket) => (hubs[who] = socket));
  });
  for (const hub of hubs) hub.close();
}
