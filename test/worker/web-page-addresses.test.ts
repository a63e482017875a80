/** Where a channel that anyone on the web can read stands: its pages, its feed, and what search engines are told. */
import { env } from "cloudflare:workers";
import { parseAtomFeed } from "feedsmith";
import { beforeEach, expect, test } from "vitest";
import { channelOf, fill } from "./support/channel.ts";
import { ORIGIN, type Somebody } from "./support/classroom.ts";
import { fromTheWeb as get, openWebClass, type OpenedClass } from "./support/web-readers.ts";

let classroom: OpenedClass["classroom"];
let teacher: Somebody;
let id: string;
let read: OpenedClass["read"];
let say: OpenedClass["say"];
let open: OpenedClass["open"];
beforeEach(async () => {
  ({ classroom, teacher, id, read, say, open } = await openWebClass());
});

test("from the newest to the first each message is on one page, and each page has one address", async () => {
  await fill(id, teacher, 181);
  await open();
  let address: string | undefined = `/c/${id}`;
  const seen: number[] = [];
  while (address !== undefined) {
    const text: string = await read(address);
    expect(text).toContain(`<link rel="canonical" href="${ORIGIN}${address}" />`);
    seen.unshift(...[...text.matchAll(/<article id="(\d+)"/gu)].map(([, seq]) => Number(seq)));
    address = /<link rel="prev" href="https:\/\/place\.test([^"]+)" \/>/u.exec(text)?.[1];
  }
  expect(seen).toEqual(Array.from({ length: 181 }, (_, i) => i + 1));
  expect(await read(`/c/${id}?page=2`)).toContain(`<link rel="next" href="${ORIGIN}/c/${id}?page=3" />`);
});

test.each(["4", "0", "-1", "x", "1e3", "99999999999"])("there is no page %s: it leads to the newest", async (page) => {
  await fill(id, teacher, 181);
  await open();
  const answer = await get(`/c/${id}?page=${page}`);
  expect([answer.status, answer.headers.get("location")]).toEqual([302, `/c/${id}`]);
});

test("the sitemap lists them and nothing else, and what search engines read says where it is", async () => {
  await fill(id, teacher, 181);
  const { id: closed } = await channelOf([teacher], { kind: "public" });
  await open();
  const text = await read("/sitemap.xml");
  const listed = [...text.matchAll(/<loc>https:\/\/place\.test([^<]+)<\/loc>/gu)].map(([, path]) => path ?? "");
  const own = listed.filter((path) => path.includes(id));
  expect(own).toEqual([`/c/${id}`, `/c/${id}?page=3`, `/c/${id}?page=2`, `/c/${id}?page=1`]);
  expect(text).not.toContain(closed);
  for (const path of own) expect((await get(path)).status).toBe(200);
  expect(await read("/robots.txt")).toContain(`Sitemap: ${ORIGIN}/sitemap.xml`);
  await teacher.delete(`/channels/${id}/web`);
  expect(await read("/sitemap.xml")).not.toContain(id);
});

test("a class that anybody may try is found by no search engine", async () => {
  await env.DB.prepare("update workspaces set demo = 1 where no = ?").bind(classroom.no).run();
  await say(teacher, "Try this");
  await open();
  const answer = await get(`/c/${id}`);
  expect(answer.headers.get("x-robots-tag")).toBe("noindex");
  expect(await read("/sitemap.xml")).not.toContain(id);
});

test("the feed leads to the page that has the message", async () => {
  await fill(id, teacher, 181);
  await open();
  const feed = parseAtomFeed(await read(`/c/${id}.atom?around=20&limit=3`));
  const links = feed.entries?.flatMap(({ links: of }) => of?.map(({ href }) => href)) ?? [];
  expect(links).toEqual([21, 20, 19].map((seq) => `${ORIGIN}/c/${id}?page=1#${seq}`));
  expect(await read(`/c/${id}?page=1`)).toContain('<article id="20"');
});
