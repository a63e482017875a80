/** A link to a page shows its card to everybody, fetched by PLACE and by nobody's browser. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { axeOn } from "./support/axe.ts";
import { say } from "./support/classroom.ts";
import { PNG } from "./support/picture.ts";
import { expectNoSidewaysScroll, message, write } from "./support/screen.ts";
import { expect, test } from "./support/test.ts";

const HEAD = `<meta charset="utf-8"><title>not this</title><meta property="og:title" content="Recursion, week 7">
<meta property="og:description" content="How a function calls itself."><meta property="og:image" content="/board.png">`;

/** A page somewhere else. `asked`: who came to it. */
async function pageElsewhere() {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const isPicture = request.url === "/board.png";
    response.setHeader("content-type", isPicture ? "image/png" : "text/html; charset=utf-8");
    response.end(isPicture ? PNG : `<!doctype html><html><head>${HEAD}</head><body>Hello</body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/week-7`, asked, close: () => server.close() };
}

test("R19: the card of a linked page comes to everybody who reads, its picture from PLACE, and goes when its author takes it away", async ({
  classroom,
  openChannel,
}) => {
  const elsewhere = await pageElsewhere();
  const ben = await classroom.join("Ben Baker");
  const mine = await openChannel(ben, classroom.general);
  const hers = await openChannel(classroom.owner, classroom.general, { viewport: { width: 390, height: 844 } });
  await write(mine, `Read ${elsewhere.url} until Monday`);
  const card = message(hers, "until Monday").getByRole("list", { name: "Linked pages" }).getByRole("listitem");
  await expect(card).toContainText("Recursion, week 7");
  await expect(card).toContainText("How a function calls itself.");
  await expect(card.getByRole("link", { name: "Recursion, week 7" })).toHaveAttribute("href", elsewhere.url);
  const picture = card.locator("img");
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
  expect(new URL(await picture.evaluate((img: HTMLImageElement) => img.src)).origin).toBe(new URL(hers.url()).origin);
  await expectNoSidewaysScroll(hers);
  expect((await axeOn(hers).analyze()).violations).toEqual([]);

  // Nobody's browser was there: PLACE came, once for the page and once for its picture, and said of nobody who they are.
  expect(elsewhere.asked.map(({ url }) => url)).toEqual(["/week-7", "/board.png"]);
  for (const { headers } of elsewhere.asked) {
    expect(headers["user-agent"]).toContain("PLACE");
    expect([headers.cookie, headers.referer, headers.authorization]).toEqual([undefined, undefined, undefined]);
  }

  await message(mine, "until Monday").hover();
  await message(mine, "until Monday")
    .getByRole("button", { name: /Recursion, week 7/u })
    .click();
  await expect(card).toHaveCount(0);
  await expect(message(hers, "until Monday")).toContainText(elsewhere.url);

  // Between angle brackets a link is a link and nothing else; what is asked for later has come by then.
  await say(ben, classroom.general, `Quietly <${elsewhere.url}?quiet>`);
  await say(ben, classroom.general, `And ${elsewhere.url}?loud`);
  await expect(message(hers, "And http").getByRole("link", { name: "Recursion, week 7" })).toBeVisible();
  await expect(message(hers, "Quietly http").getByRole("list", { name: "Linked pages" })).toHaveCount(0);
  expect(elsewhere.asked.map(({ url }) => url).join(" ")).not.toContain("quiet");
  elsewhere.close();
});
