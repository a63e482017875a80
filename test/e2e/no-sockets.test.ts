/** R60: in a network that lets no WebSocket through, messages come in and go out all the same, and a line says how. */
import { say } from "./support/classroom.ts";
import { openProxy, type Proxy } from "./support/proxy.ts";
import { log, message, state, write } from "./support/screen.ts";
import { expect, test as base } from "./support/test.ts";

const test = base.extend<{ proxyOf: (options?: { holdsBack?: boolean }) => Promise<Proxy> }>({
  proxyOf: async ({ origin }, use) => {
    const open: Proxy[] = [];
    await use(async (options) => {
      const proxy = await openProxy(origin, options);
      open.push(proxy);
      return proxy;
    });
    await Promise.all(open.map((proxy) => proxy.end()));
  },
});

const BY_STREAM =
  "This network lets no live connection through. PLACE listens another way: messages come at once all the same.";
const BY_PAGES = "This network holds live connections back. New messages show every few seconds.";

test("R60: where upgrades are refused, a message shows within a second by a stream, the line says so, and what I write goes out", async ({
  classroom,
  browserOf,
  proxyOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const proxy = await proxyOf();
  const page = await (await browserOf(classroom.owner)).newPage();
  await page.goto(`${proxy.url}/c/${classroom.general.id}`);
  await expect(page.getByRole("status").filter({ hasText: BY_STREAM })).toBeVisible();
  expect(proxy.asked.some((path) => path.includes(`/channels/${classroom.general.id}/stream`))).toBe(true);
  const before = Date.now();
  await say(ben, classroom.general, "Through the proxy");
  await expect(message(page, "Through the proxy")).toBeVisible();
  expect(Date.now() - before).toBeLessThan(1_500);
  await write(page, "And back");
  await expect(state(message(page, "And back"), "Saved")).toBeAttached();
  // Another channel of the same visit goes the same way, without being refused first.
  const other = await classroom.channel(classroom.owner, { name: "elsewhere" });
  await page.goto(`${proxy.url}/c/${other.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
});

test("R60: where streams are held back as well, new messages show every few seconds, and the line says that", async ({
  classroom,
  browserOf,
  proxyOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const proxy = await proxyOf({ holdsBack: true });
  const page = await (await browserOf(classroom.owner, { locale: "ar" })).newPage();
  await page.goto(`${proxy.url}/c/${classroom.general.id}`);
  await expect(page.getByRole("status").filter({ hasText: "تظهر الرسائل الجديدة كل بضع ثوانٍ" })).toBeVisible({
    timeout: 30_000,
  });
  await say(ben, classroom.general, "Slowly");
  await expect(message(page, "Slowly")).toBeVisible();
});

test("R60: as soon as upgrades are let through, the socket is taken again and the line goes", async ({
  classroom,
  browserOf,
  proxyOf,
}) => {
  const proxy = await proxyOf();
  const page = await (await browserOf(classroom.owner)).newPage();
  await page.goto(`${proxy.url}/c/${classroom.general.id}`);
  const line = page.getByRole("status").filter({ hasText: BY_STREAM });
  await expect(line).toBeVisible();
  proxy.letsUpgradesThrough = true;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(line).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: BY_PAGES })).toHaveCount(0);
  await write(page, "On a socket");
  await expect(state(message(page, "On a socket"), "Saved")).toBeAttached();
});
