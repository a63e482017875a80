/** PLACE as an app on a device: without a network, after signing out, with a new version, and with what other apps share. */
import type { Page } from "@playwright/test";
import { historyOf, say } from "./support/classroom.ts";
import { Network } from "./support/network.ts";
import { sayPicture } from "./support/picture.ts";
import { openProxy } from "./support/proxy.ts";
import { composer, inSidebar, log, message, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test.use({ serviceWorkers: "allow" });

/** The app is on the device: the service worker answers for this page. */
const isKept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
    );
  });

/** All words of the database that is kept for reading, as text; it is written now, and not a while later. */
const keptWords = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    dispatchEvent(new Event("pagehide"));
    const names = (await indexedDB.databases()).map(({ name }) => name);
    if (!names.includes("place-offline")) return "";
    return new Promise<string>((resolve, reject) => {
      const opening = indexedDB.open("place-offline");
      opening.onerror = () => reject(opening.error!);
      opening.onsuccess = () => {
        const stores = [...opening.result.objectStoreNames];
        const reading = opening.result.transaction(stores);
        const all = stores.map((store) => reading.objectStore(store).getAll());
        reading.oncomplete = () => {
          opening.result.close();
          resolve(JSON.stringify(all.map(({ result }) => result)));
        };
      };
    });
  });

test("R92 R64 I2: without a network the class opens as it was, says of when it is, and what is written with the tab closed goes out once, in order", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const other = await classroom.channel(classroom.owner, { name: "reading" }, ben);
  await say(ben, other, "Chapter four by Friday");
  const picture = await sayPicture(ben, classroom.general, { body: "Read this on the train", alt: "The map" });
  const context = await browserOf(classroom.owner);
  const network = await Network.of(context);
  let page = await context.newPage();
  await page.goto(`/c/${other.id}`);
  await expect(message(page, "Chapter four")).toBeVisible();
  await isKept(page);
  await expect.poll(() => keptWords(page)).toContain("Chapter four");
  await inSidebar(page, "general").click();
  await expect(message(page, "Read this on the train")).toBeVisible();
  await expect.poll(() => keptWords(page)).toContain("Read this on the train");
  await expect.poll(() => keptWords(page)).toContain(`"id":"${picture.meta!.files![0]!.preview!.id}","channel"`);

  await network.goDown();
  await page.reload();
  await expect(message(page, "Read this on the train")).toBeVisible();
  const map = message(page, "Read this on the train").getByRole("img", { name: "The map" });
  await expect.poll(() => map.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
  const lineOf = (tab: Page) => tab.getByRole("status").filter({ hasText: "You're offline" });
  const line = lineOf(page);
  await expect(line).toContainText(/What you see is from \d/u);
  await inSidebar(page, "reading").click();
  await expect(message(page, "Chapter four")).toBeVisible();
  await inSidebar(page, "general").click();
  await expect(message(page, "Read this on the train")).toBeVisible();
  await write(page, "Written in a tunnel");
  await write(page, "And one more");
  await composer(page).fill("Not yet said");
  await expect(line).toContainText("2 messages will go out");
  await page.close();

  await say(ben, classroom.general, "Where are you?");
  await network.comeBack();
  page = await context.newPage();
  await page.goto("/");
  await expect(message(page, "And one more")).toBeVisible();
  await expect(message(page, "Where are you?")).toBeVisible();
  await expect(composer(page)).toHaveValue("Not yet said");
  await expect(lineOf(page)).toHaveCount(0);
  const bodies = ["Read this on the train", "Where are you?", "Written in a tunnel", "And one more"];
  await expect.poll(async () => (await historyOf(ben, classroom.general)).map(({ body }) => body)).toEqual(bodies);
});

test("R95 I5: what was kept goes with the membership, and with the session: who signs in after another sees nothing of theirs", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const secret = await classroom.channel(classroom.owner, { name: "exam", kind: "private" }, ben);
  const question = await sayPicture(classroom.owner, secret, { body: "Question one", alt: "A drawing" });
  const drawing = question.meta!.files![0]!.preview!.id;
  await say(classroom.owner, classroom.general, "Good morning");
  const context = await browserOf(ben);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${secret.id}`);
  await isKept(page);
  await expect.poll(() => keptWords(page)).toContain("Question one");
  await expect.poll(() => keptWords(page)).toContain(`"id":"${drawing}","channel"`);
  await inSidebar(page, "general").click();
  await expect(message(page, "Good morning")).toBeVisible();
  await classroom.owner.api.call("memberships.remove", { channel: secret.id, member: ben.id });
  await expect(inSidebar(page, "exam")).toHaveCount(0);
  await expect.poll(() => keptWords(page)).not.toContain("Question one");
  expect(await keptWords(page)).not.toContain(drawing);
  await expect.poll(() => keptWords(page)).toContain("Good morning");

  await composer(page).fill("Nobody else reads this");
  const second = await context.newPage();
  await second.goto(`/c/${classroom.general.id}`);
  await expect(composer(second)).toHaveValue("Nobody else reads this");
  await page.getByRole("button", { name: /^Physics 2/u }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/\?home$/u);
  await expect(second.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect.poll(() => keptWords(page)).not.toMatch(/Good morning|Physics 2/u);
  const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith("place.draft"));
  expect(await second.evaluate(drafts)).toEqual([]);
  await network.goDown();
  await second.goto(`/c/${classroom.general.id}`);
  await expect(second.getByText(/offline/u).first()).toBeVisible();
  await expect(second.getByText("Good morning")).toHaveCount(0);
});

test("R105: an old tab says that there is a new version, keeps what is being written, and has it after the reload", async ({
  classroom,
  browserOf,
  origin,
}) => {
  const proxy = await openProxy(origin);
  try {
    proxy.letsUpgradesThrough = true;
    await say(classroom.owner, classroom.general, "Good morning");
    const context = await browserOf();
    await context.addCookies([{ ...classroom.owner.cookie(), url: proxy.url, httpOnly: true, sameSite: "Lax" }]);
    const page = await context.newPage();
    await page.goto(`${proxy.url}/c/${classroom.general.id}`);
    await expect(message(page, "Good morning")).toBeVisible();
    await isKept(page);
    await composer(page).fill("A thought that is not finished");
    const script = await (await page.request.get("/service-worker.js")).text();
    proxy.scripts.set("/service-worker.js", `${script}\n// The next one.`);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    const notice = page.getByRole("region", { name: "New version" });
    await expect(notice).toContainText("what you are writing stays");
    const reloaded = page.waitForEvent("load");
    await notice.getByRole("button", { name: "Reload now" }).click();
    // A worker that a test's browser looks into is never idle, and one that is not idle is not replaced.
    const browser = await context.newCDPSession(page);
    await browser.send("ServiceWorker.enable");
    await browser.send("ServiceWorker.stopAllWorkers");
    await reloaded;
    await expect(message(page, "Good morning")).toBeVisible();
    await expect(composer(page)).toHaveValue("A thought that is not finished");
    await expect(notice).toHaveCount(0);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)).toBeNull();
  } finally {
    await proxy.end();
  }
});

test("R92 R162: it can be installed, and takes what another app shares into the field of a channel", async ({
  classroom,
  open,
}) => {
  const page = await open(classroom.owner, `/c/${classroom.general.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  await isKept(page);
  const browser = await page.context().newCDPSession(page);
  const { errors } = await browser.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  // A test's browser is a private window, and nothing else is in the way.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(["in-incognito"]);
  const served = await page.request.get("/manifest.webmanifest");
  expect(served.headers()["content-type"]).toContain("application/manifest+json");

  await page.evaluate(() => {
    const form = Object.assign(document.createElement("form"), {
      ...{ method: "post", action: "/to/share", enctype: "multipart/form-data" },
    });
    const field = (name: string, value: string) => Object.assign(document.createElement("input"), { name, value });
    const files = Object.assign(document.createElement("input"), { type: "file", name: "files" });
    const held = new DataTransfer();
    held.items.add(new File(["a,b\n1,2\n"], "grades.csv", { type: "text/csv" }));
    files.files = held.files;
    form.append(field("title", "The plan"), field("text", "See https://example.org/plan"), files);
    document.body.append(form);
    form.submit();
  });
  await expect(page.getByRole("heading", { name: "Share in a channel" })).toBeVisible();
  await expect(page.getByText("See https://example.org/plan")).toBeVisible();
  await page.getByRole("searchbox", { name: "Find a channel or person" }).fill("gen");
  await page.getByRole("main").getByRole("button", { name: "general" }).click();
  await expect(composer(page)).toHaveValue("The plan\nSee https://example.org/plan");
  await expect(page.getByText("grades.csv")).toBeVisible();
});
