/** Cards of linked pages: made after the message, kept with it, shown from PLACE alone, and gone when somebody says so. */
import { env, runInDurableObject } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { IncomingHook, LinkCard, Message } from "../../protocol/index.ts";
import { log } from "../../worker/log.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";
import { keysIn, read, usedBytes } from "./support/files.ts";
import { GIF, PNG } from "./support/pictures.ts";
import { answersWith, cameTo, subscriberAt } from "./support/subscriber.ts";
import { guestNamed, welcomedFrame } from "./support/widget-class.ts";
import { openClassOfTeacher } from "./support/widget-scenes.ts";

let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let bo: Somebody;
let channel: { id: string; no: number };
let made = 0;

beforeAll(async () => {
  classroom = await openClassroom();
  [teacher, ada, bo] = await Promise.all([
    classroom.person("teacher"),
    classroom.person("student"),
    classroom.person("student"),
  ]);
});
beforeEach(async () => {
  channel = await channelOf([teacher, ada, bo], { kind: "private" });
});

const HTML = { "content-type": "text/html; charset=utf-8" };
/** A page somewhere else. */
async function page(head: string, headers: Record<string, string> = HTML): Promise<{ name: string; url: string }> {
  const name = `page-${Date.now()}-${++made}`;
  await answersWith(name, { headers, body: `<!doctype html><html><head>${head}</head><body>Hello</body></html>` });
  return { name, url: subscriberAt(`/to/${name}`) };
}
async function picture(bytes: Uint8Array, type = "image/png"): Promise<string> {
  const name = `picture-${Date.now()}-${++made}`;
  await answersWith(name, { headers: { "content-type": type }, base64: Buffer.from(bytes).toString("base64") });
  return subscriberAt(`/to/${name}`);
}
async function say(body: string, who = ada, where = channel.id): Promise<Message> {
  const told = await who.post<{ message: Message }>(`/channels/${where}/messages`, { body });
  expect(told.status).toBe(201);
  return told.body.message;
}
async function messageAt(seq: number, where = channel.id): Promise<Message> {
  const { body } = await teacher.get<{ messages: Message[] }>(`/channels/${where}/messages?around=${seq}&limit=20`);
  return body.messages.find((message) => message.seq === seq)!;
}
const cardsAt = async (seq: number, where = channel.id) => (await messageAt(seq, where)).meta?.cards ?? [];
const untilCards = (seq: number, count: number, where = channel.id): Promise<LinkCard[]> =>
  vi.waitFor(
    async () => {
      const cards = await cardsAt(seq, where);
      expect(cards).toHaveLength(count);
      return cards;
    },
    { timeout: 9_000 },
  );
const room = (where = channel.id) => env.ROOMS.getByName(where);
/** Every link of the channel was looked at. */
const untilLookedAt = (where = channel.id) =>
  vi.waitFor(
    async () => {
      const waiting = await runInDurableObject(room(where), (_object, { storage }) =>
        storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'cards_due'`).toArray().length === 0
          ? 0
          : storage.sql.exec<{ n: number }>(`SELECT count(*) n FROM cards_due`).one().n,
      );
      expect(waiting).toBe(0);
    },
    { timeout: 9_000 },
  );

describe("a link in a message", () => {
  test("gets a card of its page, some time after everybody has the message", async () => {
    const image = await picture(PNG);
    const { name, url } = await page(
      `<title>Recursion &amp; co</title><meta property="og:description" content="How a function calls itself.">
       <meta property="og:image" content="${image}">`,
    );
    const live = await welcomedFrame(channel.id, bo);
    const message = await say(`Read this before Monday: ${url}`);
    expect(message.meta).toBeUndefined();
    const told = await live.next("changed", ({ changes }) => changes[0]?.meta?.cards !== undefined);
    live.close();
    const [card] = await untilCards(message.seq, 1);
    expect(card).toEqual({
      ...{ url, site: "127.0.0.1", title: "Recursion & co", text: "How a function calls itself." },
      picture: {
        ...{ id: expect.any(String) as string, size: PNG.byteLength, type: "image/png", width: 37, height: 21 },
      },
    });
    const now = await messageAt(message.seq);
    expect(now).toEqual({ ...message, rev: message.rev + 1, meta: { cards: [card] } });
    expect(told.changes).toEqual([now]);
    // Nobody's name goes to the page, and it is asked once.
    const [asked, ...more] = await cameTo(name);
    expect(more).toEqual([]);
    expect(asked!.headers).not.toHaveProperty("cookie");
    expect(asked!.headers).not.toHaveProperty("referer");
    expect(JSON.stringify(asked!.headers)).not.toContain(ada.handle);
  });

  test("shows its picture from PLACE to who may read the message, as the type that its bytes are", async () => {
    const { url } = await page(
      `<title>T</title><meta property="og:image" content="${await picture(PNG, "text/html")}">`,
    );
    const { seq } = await say(url);
    const [card] = await untilCards(seq, 1);
    const { id } = card!.picture!;
    const answer = await read(bo, channel.id, seq, id);
    expect([answer.status, [...new Uint8Array(await answer.arrayBuffer())]]).toEqual([200, [...PNG]]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    const outsider = await classroom.person("student");
    expect((await read(outsider, channel.id, seq, id)).status).toBe(404);
    expect((await read(null, channel.id, seq, id)).status).toBe(401);
  });

  test("has a card without a picture where that is none, moves, is too large, or is not to be had", async () => {
    const large = new Uint8Array(2 * 1024 * 1024 + 1);
    large.set(PNG);
    const script = new TextEncoder().encode(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`);
    const addresses = [
      ...[await picture(large), await picture(script, "image/png"), await picture(GIF)],
      ...["http://10.0.0.1/x.png", subscriberAt("/redirect?to=http://192.168.1.1/x.png"), "data:image/png;base64,AA"],
    ];
    const urls: string[] = [];
    for (const address of addresses)
      urls.push((await page(`<title>T</title><meta property="og:image" content="${address}">`)).url);
    for (const three of [urls.slice(0, 3), urls.slice(3)]) {
      const { seq } = await say(three.join(" "));
      expect(await untilCards(seq, 3)).toEqual(three.map((url) => ({ url, site: "127.0.0.1", title: "T" })));
    }
    expect(await keysIn(classroom.id)).toHaveLength(2);
  });

  test("of three at most, each once, and of none in code, under a cover or between angle brackets", async () => {
    const pages = await Promise.all(["A", "B", "C", "D", "E"].map((title) => page(`<title>${title}</title>`)));
    const [a, b, c, d, e] = pages.map(({ url }) => url);
    const quiet = await say(`\`${a}\` ||${b}|| <${c}>\n\`\`\`\n${d}\n\`\`\``);
    const { seq } = await say(`${a} [again](${a}) ${b} and [words](${c}) ${d} ${e}`);
    const cards = await untilCards(seq, 3);
    expect(cards.map(({ title }) => title)).toEqual(["A", "B", "C"]);
    expect(await cardsAt(quiet.seq)).toEqual([]);
    expect((await Promise.all(pages.map(({ name }) => cameTo(name)))).map(({ length }) => length)).toEqual([
      1, 1, 1, 0, 0,
    ]);
  });

  test("posted by a bot, and by an address that posts, gets one as well; the same link again is not asked again", async () => {
    const { name, url } = await page("<title>Build 7</title>");
    const bot = await classroom.bot("write");
    const botsChannel = await channelOf([teacher, bot], { kind: "private" });
    const first = await say(`See ${url}`, bot, botsChannel.id);
    await untilCards(first.seq, 1, botsChannel.id);
    const hook = await teacher.post<{ hook: IncomingHook; path: string }>(
      `/channels/${botsChannel.id}/incoming-hooks`,
      { name: "CI" },
    );
    const sent = await exports.default.fetch(`${ORIGIN}${hook.body.path}`, {
      ...{ method: "POST", headers: { "content-type": "application/json" } },
      body: JSON.stringify({ text: `Done: <${url}|Build 7>` }),
    });
    expect(sent.status).toBeLessThan(300);
    expect(await untilCards(first.seq + 1, 1, botsChannel.id)).toEqual([{ url, site: "127.0.0.1", title: "Build 7" }]);
    expect(await cameTo(name)).toHaveLength(1);
  });

  test("that waits for approval is asked by nobody before it is approved", async () => {
    const held = await openClassOfTeacher();
    const guest = await guestNamed(await held.setUp({ holds: true }), "Careful");
    const { name, url } = await page("<title>Held</title>");
    const live = await welcomedFrame(held.channel, guest);
    const id = "01938c00-0000-7000-8000-0000000000aa";
    live.send({ type: "post", id, body: `Is ${url} right?` });
    await live.next("refused", ({ ref }) => ref === id);
    live.close();
    expect(await cameTo(name)).toEqual([]);
    const posted = await held.teacher.post<{ seq: number }>(`/workspaces/${held.classroom.id}/held/${id}/post`);
    expect(posted.status).toBe(200);
    await vi.waitFor(async () => expect(await cameTo(name)).toHaveLength(1), 5_000);
  });

  test("in a message without one costs the room nothing", async () => {
    await say("No link here");
    const tables = await runInDurableObject(room(), (_object, { storage }) =>
      storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'cards_due'`).toArray(),
    );
    expect(tables).toEqual([]);
  });
});

describe("a page that behaves badly has no card, and nobody waits for it", () => {
  test("it answers with an error, with something else, with nothing to say, or leads into a private network", async () => {
    const title = `<title>Lies</title>`;
    const name = `page-${++made}`;
    await answersWith(name, { status: 500, headers: HTML, body: title });
    const bytes = await picture(PNG, "text/html");
    const data = (await page(title, { "content-type": "application/json" })).url;
    const empty = (await page("<title> \u202e \u200b </title>")).url;
    const links = [
      ...[subscriberAt(`/to/${name}`), bytes, data, empty, subscriberAt("/cut")],
      ...[subscriberAt("/redirect?to=http://169.254.169.254/latest"), "http://192.168.0.1/", "http://intranet/"],
    ];
    const seqs = [];
    for (const at of [0, 3, 6]) seqs.push((await say(links.slice(at, at + 3).join(" "))).seq);
    await untilLookedAt();
    for (const seq of seqs) expect((await messageAt(seq)).meta, String(seq)).toBeUndefined();
  });

  test("it hangs or trickles: what is said meanwhile goes out at once, cards of others come, and what was deleted gets none", async () => {
    const before = await keysIn(classroom.id);
    const { url } = await page(`<title>T</title><meta property="og:image" content="${await picture(PNG)}">`);
    const slow = await say(`${subscriberAt("/hang")} ${subscriberAt("/trickle")} ${url}`);
    const live = await welcomedFrame(channel.id, bo);
    const next = await say("Meanwhile");
    await live.next("changed", ({ changes }) => changes[0]?.seq === next.seq);
    live.close();
    // The picture of the quick one is kept, and nobody sees it before the slow ones are given up.
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).toHaveLength(before.length + 1));
    await ada.delete(`/channels/${channel.id}/messages/${slow.seq}`);
    const other = await say(`And ${(await page("<title>Quick</title>")).url}`);
    expect(await untilCards(other.seq, 1)).toMatchObject([{ title: "Quick" }]);
    // The slow ones are given up some time after that.
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).toEqual(before), 12_000);
    expect((await messageAt(slow.seq)).meta).toBeUndefined();
  });

  test("it hangs, and another one too: who links to a page that answers has its card long before those are given up", async () => {
    const begun = Date.now();
    for (const what of ["One", "Two"]) await say(`${what} ${subscriberAt("/hang")}?${what}`);
    const quick = await say(`Three ${(await page("<title>At once</title>")).url}`);
    expect(await untilCards(quick.seq, 1)).toMatchObject([{ title: "At once" }]);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test("it sends a gigabyte: what stands in its first part is read, and no more", async () => {
    const { seq } = await say(subscriberAt(`/endless?page=${encodeURIComponent("<title>Much</title>")}`));
    expect(await untilCards(seq, 1)).toMatchObject([{ title: "Much" }]);
  });

  test("where cards cannot be kept at all, there is chat without them", async () => {
    const fault = vi.spyOn(log, "fault").mockImplementation(() => undefined);
    await say("The room is there");
    // Nothing can be put into it.
    await runInDurableObject(room(), (_object, { storage }) => {
      storage.sql.exec(`CREATE TABLE cards_due (no_place TEXT)`);
    });
    await room().webhooks(await factsFor(channel.id), { list: "none" });
    const { url } = await page("<title>T</title>");
    const message = await say(`See ${url}`);
    expect(await messageAt(message.seq)).toEqual(message);
    expect(fault).toHaveBeenCalledWith("linkCards", expect.anything(), expect.anything());
    fault.mockRestore();
  });
});

describe("a card goes", () => {
  async function carded(more = ""): Promise<{ seq: number; url: string; card: LinkCard }> {
    const { url } = await page(`<title>A card</title><meta property="og:image" content="${await picture(PNG)}">`);
    const { seq } = await say(`See ${url}${more}`);
    const [card] = await untilCards(seq, 1);
    return { seq, url, card: card! };
  }
  const takeAway = (who: Somebody, seq: number, url: string) =>
    who.post<{ message: Message; code: string }>(`/channels/${channel.id}/messages/${seq}/acts`, {
      act: { type: "removeCard", url },
    });

  test("when its author, or the teaching team, takes it away: its picture too, and no edit brings it back", async () => {
    const { seq, url, card } = await carded();
    expect((await takeAway(bo, seq, url)).status).toBe(403);
    const before = await usedBytes(classroom.no);
    const taken = await takeAway(ada, seq, url);
    expect([taken.status, taken.body.message.meta]).toEqual([200, undefined]);
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).not.toContain(card.picture!.id));
    await vi.waitFor(async () => expect(await usedBytes(classroom.no)).toBe(before - PNG.byteLength));
    expect((await read(bo, channel.id, seq, card.picture!.id)).status).toBe(404);
    expect((await takeAway(ada, seq, url)).body.message.rev).toBe(taken.body.message.rev);
    await ada.patch(`/channels/${channel.id}/messages/${seq}`, { body: `Look, ${url}` });
    await untilLookedAt();
    expect(await cardsAt(seq)).toEqual([]);
    const another = await carded();
    expect((await takeAway(teacher, another.seq, another.url)).status).toBe(200);
  });

  test("with its link, at once; and a new link gets its own", async () => {
    const { seq, card } = await carded();
    const { url } = await page("<title>Another</title>");
    const edited = await ada.patch<{ message: Message }>(`/channels/${channel.id}/messages/${seq}`, {
      body: `No, ${url}`,
    });
    expect(edited.body.message.meta).toEqual({ versions: 1 });
    await vi.waitFor(async () => expect(await cardsAt(seq)).toMatchObject([{ url, title: "Another" }]), 5_000);
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).not.toContain(card.picture!.id));
    // An address that is only spelt otherwise, or covered, is no link with a card any more.
    await ada.patch(`/channels/${channel.id}/messages/${seq}`, { body: `No, \`${url}\`` });
    await vi.waitFor(async () => expect(await cardsAt(seq)).toEqual([]), 5_000);
  });

  test("with its message", async () => {
    const { seq, card } = await carded();
    await ada.delete(`/channels/${channel.id}/messages/${seq}`);
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).not.toContain(card.picture!.id));
    expect((await messageAt(seq)).meta).toBeUndefined();
  });

  test("nobody's place in an edit is lost by a card that came meanwhile", async () => {
    const { url } = await page("<title>T</title>");
    const message = await say(`See ${url}`);
    await untilCards(message.seq, 1);
    const path = `/channels/${channel.id}/messages/${message.seq}`;
    const edited = await ada.patch<{ message: Message }>(path, { body: `See ${url} soon`, rev: message.rev });
    expect(edited.status).toBe(200);
    expect(edited.body.message.meta?.cards).toHaveLength(1);
  });
});

describe("a class without cards", () => {
  test("asks no page; who decides is a teacher, and everybody is told", async () => {
    const quiet = await openClassroom();
    const [lead, student] = [await quiet.person("teacher"), await quiet.person("student")];
    const { id } = await channelOf([lead, student], { kind: "private" });
    const set = (who: Somebody, linkCards: boolean) =>
      who.patch<{ workspace: { linkCards?: boolean } }>(`/workspaces/${quiet.id}`, { linkCards });
    expect((await set(student, false)).status).toBe(403);
    expect((await set(lead, false)).body.workspace.linkCards).toBe(false);
    const seen = await student.get<{ workspace: { linkCards?: boolean } }>(`/workspaces/${quiet.id}/bootstrap`);
    expect(seen.body.workspace.linkCards).toBe(false);
    const { name, url } = await page("<title>T</title>");
    await say(url, student, id);
    await untilLookedAt(id);
    expect(await cameTo(name)).toEqual([]);
    expect((await set(lead, true)).body.workspace).not.toHaveProperty("linkCards");
    await say(`Again: ${url}`, student, id);
    await vi.waitFor(async () => expect(await cameTo(name)).toHaveLength(1), 5_000);
    expect((await lead.patch(`/workspaces/${quiet.id}`, { linkCards: "yes" })).status).toBe(400);
  });
});
