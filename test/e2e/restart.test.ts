/** The server goes away and comes back while two people have it open; and it says more than anybody can read. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { mintMessageId } from "../../client/message-id.ts";
import { Classroom, historyOf, say } from "./support/classroom.ts";
import { ownServer, type OwnServer } from "./support/own-server.ts";
import { composer, log, message, seqsOf, state, write } from "./support/screen.ts";
import { expect, test as base } from "./support/test.ts";

const PORT = Number(process.env["PLACE_E2E_PORT"] ?? 8790) + 3;

const test = base.extend<object, { server: OwnServer }>({
  server: [
    async ({}, use) => {
      const server = await ownServer(PORT);
      await use(server);
      await server.end();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  origin: async ({ server }, use) => use(server.url),
});

test("a build in the same checkout takes no page from a server that runs: it serves files of its own, made anew at its start", async ({
  server,
  origin,
  request,
}) => {
  test.setTimeout(120_000);
  const page = await (await request.get(origin)).text();
  const [script = ""] = /_app\/immutable\/entry\/start\.[\w-]+\.js/u.exec(page) ?? [];
  // Before it is asked for: what was served is remembered for a while.
  await rm(join(server.pages, script));
  expect((await request.get(`${origin}/${script}`)).ok()).toBe(false);
  await server.stop();
  await server.startAgain();
  expect((await request.get(`${origin}/${script}`)).status()).toBe(200);
});

for (const [how, words] of [
  ["stop", "restarted"],
  ["kill", "killed and started again"],
] as const) {
  test(`R55: the server is ${words}: both browsers are back within 3 seconds, nothing is lost and nothing doubled`, async ({
    server,
    origin,
    openChannel,
  }) => {
    test.setTimeout(120_000);
    const classroom = await Classroom.open(origin);
    const ben = await classroom.join("Ben Baker");
    const mine = await openChannel(classroom.owner, classroom.general);
    const his = await openChannel(ben, classroom.general);
    await write(mine, "Before");
    await expect(message(his, "Before")).toBeVisible();
    await expect(composer(his)).toBeVisible();
    await server[how]();
    await write(mine, "While it was away");
    await write(his, "I see nothing of you");
    await expect(state(message(mine, "While it was away"), "Sending")).toBeAttached();
    await server.startAgain();
    const came = { timeout: 3_000 };
    await Promise.all([
      expect(message(his, "While it was away")).toBeVisible(came),
      expect(message(mine, "I see nothing of you")).toBeVisible(came),
      expect(state(message(mine, "While it was away"), "Saved")).toBeAttached(came),
    ]);
    await write(his, "After");
    await expect(message(mine, "After")).toBeVisible();
    await expect(state(message(his, "After"), "Saved")).toBeAttached();
    const history = await historyOf(ben, classroom.general);
    const bodies = history.map(({ body }) => body);
    expect([...bodies].sort()).toEqual(["After", "Before", "I see nothing of you", "While it was away"]);
    for (const page of [mine, his]) {
      await expect(log(page).getByRole("article")).toHaveText(bodies.map((body) => new RegExp(`${body}\\s*$`, "u")));
    }
  });
}

test("R56 R148: 200 messages a second come in while somebody types: the words appear, and no message is lost or out of place", async ({
  origin,
  openChannel,
}) => {
  test.setTimeout(120_000);
  const classroom = await Classroom.open(origin);
  const ben = await classroom.join("Ben Baker");
  const page = await openChannel(classroom.owner, classroom.general);
  await say(ben, classroom.general, "Here it comes");
  await expect(message(page, "Here it comes")).toBeVisible();
  const words = "Typed while it rains. ";
  let sent = 1;
  let typing = true;
  const rain = (async () => {
    while (typing || sent < 600) {
      const from = Date.now();
      const batch = Array.from({ length: 20 }, () => `Drop ${(sent += 1)}`);
      await Promise.all(
        batch.map((body) =>
          ben.api.call("messages.post", { channel: classroom.general.id }, { id: mintMessageId(Date.now()), body }),
        ),
      );
      await new Promise((done) => setTimeout(done, Math.max(0, from + 100 - Date.now())));
    }
  })();
  await composer(page).pressSequentially(words, { delay: 30 });
  await expect(composer(page)).toHaveValue(words);
  typing = false;
  await rain;
  await composer(page).press("Enter");
  await expect(state(message(page, words.trim()), "Saved")).toBeAttached();
  const history = await historyOf(ben, classroom.general);
  expect(history).toHaveLength(sent + 1);
  expect(new Set(history.map(({ body }) => body)).size).toBe(sent + 1);
  const seqs = await seqsOf(page);
  expect(seqs.at(-1)).toBe(sent + 1);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  const shown = await log(page)
    .getByRole("article")
    .evaluateAll((rows) => rows.slice(-50).map((row) => (row as HTMLElement).innerText));
  history.slice(-50).forEach(({ body }, index) => expect(shown[index]).toContain(body));
});
