/** A word of which most stands in threads is found as one that stands in channels; whose threads those are tells nobody anything. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import type { SearchPage, SearchQueryOutput } from "../../protocol/search/contract.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";
import { permitInWorkspace } from "../../worker/access.ts";
import { findMessages } from "../../worker/search/find.ts";
import { writeFound } from "../../worker/search/found.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { asked, contextIn } from "./support/statement-costs.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let elsewhere: { no: number };
const PAGE = 20;
/** As many channels as make a search look anywhere first. */
const CHANNELS = 8;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
  elsewhere = await channelOf([bo]);
  for (let i = 1; i < CHANNELS; i++) await channelOf([ada]);
});

let minute = 0;
/** Says it in the history and the index, each line newer than what was said before. */
async function say(channelNo: number, homeNo: number, bodies: readonly string[]): Promise<void> {
  const lines = bodies.map((body, i) => {
    const at = 1_700_000_000_000 + 60_000 * ++minute;
    return { id: `${channelNo}-${minute}`, seq: i + 1, rev: i + 1, author: bo.id, at, body };
  });
  await env.DB.batch(
    lines.map(({ id, seq, rev, author, at, body }) =>
      env.DB.prepare("insert into messages (key, id, rev, author, at, body) values (?, ?, ?, ?, ?, ?)").bind(
        ...[channelNo * 2 ** 32 + seq, id, rev, author, at, body],
      ),
    ),
  );
  await writeFound(
    env.SEARCH,
    lines.map((line) => ({ channelNo, seq: line.seq, at: line.at, indexed: indexedOf(line, { channelNo, homeNo }) })),
  );
}

let threads = 0;
/** A thread that hangs on some message of that channel. */
async function threadOf(parent: { no: number }): Promise<number> {
  const { no } = await channelOf([bo]);
  await env.DB.batch([
    env.DB.prepare("delete from memberships where channel_no = ?").bind(no),
    env.DB.prepare("update channels set kind = 'thread', name = null, parent_no = ?, parent_seq = ? where no = ?").bind(
      ...[parent.no, ++threads, no],
    ),
  ]);
  return no;
}

const times = (count: number, body: string) => Array.from({ length: count }, () => body);
async function search(q: string, more: Partial<SearchQueryOutput> = {}): Promise<{ sql: string[]; page: SearchPage }> {
  const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, ada));
  let page: SearchPage | undefined;
  const statements = await asked(async () => {
    page = await findMessages(env.DB, env.SEARCH, permit, { q, order: "newest", ...more });
  });
  return { sql: statements.map(({ sql }) => sql), page: page! };
}
const bodies = ({ page }: { page: SearchPage }) => page.hits.map(({ message }) => message.body);

test.each(["newest", "best"] as const)(
  "R117: a page full of a word as it was typed comes before longer ones, where it stands in threads too: %s first",
  async (order) => {
    const word = `quoll${order}`;
    const { no: channelNo } = await channelOf([ada, bo], { kind: "public" });
    const [one, other] = [await threadOf({ no: channelNo }), await threadOf({ no: channelNo })];
    await say(one, channelNo, times(13, word));
    await say(other, channelNo, times(13, word));
    await say(channelNo, channelNo, [...times(3, word), ...times(40, `${word}ish`)]);
    const first = await search(word, { order });
    expect(bodies(first)).toEqual(times(PAGE, word));
    const again = await search(word, { order });
    expect(again.page).toEqual(first.page);
    const next = await search(word, { order, before: again.page.next! });
    expect([bodies(next), next.page.next]).toEqual([times(29 - PAGE, word), null]);
  },
);

test("R117: in few channels as well", async () => {
  const carol = await classroom.person("student", { handle: "carol" });
  const { no: channelNo } = await channelOf([carol, bo], { kind: "public" });
  await say(await threadOf({ no: channelNo }), channelNo, times(PAGE, "bandicoot"));
  await say(channelNo, channelNo, times(40, "bandicootish"));
  const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, carol));
  const page = await findMessages(env.DB, env.SEARCH, permit, { q: "bandicoot", order: "newest" });
  expect(page.hits.map(({ message }) => message.body)).toEqual(times(PAGE, "bandicoot"));
});

test("I5: of a word in threads that the asker may not read the same is asked as of one that is nowhere, also once it is known whose they are", async () => {
  const open = await channelOf([bo], { kind: "public" });
  for (const { no } of [elsewhere, open]) await say(await threadOf({ no }), no, times(23, "potoroo"));
  for (const longer of ["potorooish", "bettongish"]) {
    const { no } = await channelOf([ada, bo], { kind: "public" });
    await say(no, no, times(30, longer));
  }
  const nowhere = await search("bettong");
  expect(bodies(nowhere)).toEqual(times(PAGE, "bettongish"));
  for (let i = 0; i < 2; i++) {
    const there = await search("potoroo");
    expect(bodies(there)).toEqual(times(PAGE, "potorooish"));
    expect(there.sql).toEqual(nowhere.sql);
  }
});
