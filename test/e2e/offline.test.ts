/** Away and back: what was written meanwhile goes out once. And a network that lets no sockets through. */
import { historyOf, say } from "./support/classroom.ts";
import { Network } from "./support/network.ts";
import { inSidebar, log, message, state, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

test("R64 R74 I2: what I write while offline is kept over a reload, and goes out once when I am back", async ({
  classroom,
  browserOf,
  openChannel,
}) => {
  const ben = await classroom.join("Ben Baker");
  const his = await openChannel(ben, classroom.general);
  const context = await browserOf(classroom.owner);
  const network = await Network.of(context);
  const mine = await context.newPage();
  await mine.goto(`/c/${classroom.general.id}`);
  await expect(log(mine)).toHaveAttribute("aria-busy", "false");

  await network.goDown();
  await write(mine, "Written in a tunnel");
  await write(mine, "And one more");
  await expect(mine.getByRole("status").filter({ hasText: /You.re offline\. 2 messages will go out/u })).toBeVisible();
  await expect(state(message(mine, "Written in a tunnel"), "Sending")).toBeAttached();

  // The page can be had again, and nothing that is sent arrives.
  await context.setOffline(false);
  await mine.reload();
  await expect(state(message(mine, "Written in a tunnel"), "Sending")).toBeAttached();
  await expect(state(message(mine, "And one more"), "Sending")).toBeAttached();
  await expect(mine.getByRole("status").filter({ hasText: "2 messages will go out" })).toBeVisible();
  await say(ben, classroom.general, "Where are you?");

  await network.comeBack();
  await expect(message(his, "And one more")).toBeVisible();
  await expect(state(message(mine, "Written in a tunnel"), "Saved")).toBeAttached();
  await expect(state(message(mine, "And one more"), "Saved")).toBeAttached();
  const bodies = ["Where are you?", "Written in a tunnel", "And one more"];
  expect((await historyOf(ben, classroom.general)).map(({ body }) => body)).toEqual(bodies);
  for (const page of [mine, his]) {
    await expect(log(page).getByRole("article")).toHaveText(bodies.map((body) => new RegExp(RegExp.escape(body), "u")));
  }
  await expect(mine.getByRole("status").filter({ hasText: /offline|Connecting/u })).toHaveCount(0);
});

test("R74: a browser that keeps nothing says once that what waits needs the open page; it goes out all the same", async ({
  classroom,
  browserOf,
}) => {
  const context = await browserOf(classroom.owner);
  const page = await context.newPage();
  // As in a full or locked storage: it opens, and nothing can be written.
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  await page.goto(`/c/${classroom.general.id}`);
  await expect(log(page)).toHaveAttribute("aria-busy", "false");
  const words = page.getByText("This browser can't keep what you write.");
  await expect(words).toHaveCount(0);
  await write(page, "Kept by nobody");
  await expect(words).toBeVisible();
  await expect(state(message(page, "Kept by nobody"), "Saved")).toBeAttached();
  await write(page, "And one more");
  await expect(state(message(page, "And one more"), "Saved")).toBeAttached();
  await expect(words).toHaveCount(1);
});

test("R64 R74: while I am away a line says so, and what others wrote meanwhile is there when I am back", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  await say(ben, classroom.general, "Before");
  const context = await browserOf(classroom.owner);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(message(page, "Before")).toBeVisible();
  const line = page.getByRole("status").filter({ hasText: /offline|Connecting/u });
  await network.stopWriting();
  await expect(line).toHaveText("Connecting again.");
  await network.goDown();
  await expect(line).toHaveText(
    /^You're offline\. You can read, and write what goes out later\. What you see is from .+\.$/u,
  );
  await say(ben, classroom.general, "Meanwhile");
  await ben.api.call("messages.edit", { channel: classroom.general.id, seq: 1 }, { body: "Before, and better said" });
  await network.comeBack();
  await expect(message(page, "Meanwhile")).toBeVisible();
  await expect(log(page).getByRole("article")).toHaveText([/Before, and better said/u, /Meanwhile/u]);
  await expect(line).toHaveCount(0);
});

test("R64: a channel that was never open on this device says so while I am away, and opens when I am back", async ({
  classroom,
  browserOf,
}) => {
  const other = await classroom.channel(classroom.owner, { name: "never-opened" });
  await say(classroom.owner, other, "Here all along");
  const context = await browserOf(classroom.owner);
  const network = await Network.of(context);
  const page = await context.newPage();
  await page.goto(`/c/${classroom.general.id}`);
  await expect(inSidebar(page, "never-opened")).toBeVisible();
  await network.goDown();
  await inSidebar(page, "never-opened").click();
  await expect(log(page).getByRole("status")).toHaveText(/^Not on this device yet/u);
  await network.comeBack();
  await expect(message(page, "Here all along")).toBeVisible();
  await expect(log(page).getByRole("status")).toHaveCount(0);
});

test("R60: where sockets are blocked, messages are still sent and the history is still read", async ({
  classroom,
  browserOf,
}) => {
  const ben = await classroom.join("Ben Baker");
  const channel = await classroom.history("old-days", 120, [ben, classroom.owner]);
  const context = await browserOf(classroom.owner);
  await context.routeWebSocket(/\/socket/u, (route) => void route.close({ code: 1011 }));
  const page = await context.newPage();
  await page.goto(`/c/${channel.id}`);
  await expect(message(page, "Message number 120")).toBeVisible();
  await write(page, "Through the wall");
  await expect(state(message(page, "Through the wall"), "Saved")).toBeAttached();
  expect((await historyOf(ben, channel)).at(-1)?.body).toBe("Through the wall");
  await log(page).press("Home");
  await expect(message(page, /Message number 1(?!\d)/u)).toBeVisible();
});
