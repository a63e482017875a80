/** The history of a class is brought into the index, while people write, however often it is broken off. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message, MyChannel, Refusal } from "../../protocol/index.ts";
import type { Reindexing } from "../../protocol/search/contract.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";
import { entered, permitInWorkspace } from "../../worker/access.ts";
import { reindexStep } from "../../worker/reindex.ts";
import { writeFound } from "../../worker/search/found.ts";
import { membersNoOf } from "../../worker/room/channel-facts.ts";
import { messagesAt } from "../../worker/store/readable-channels.ts";
import { readSessionWithWorkspace } from "../../worker/store/session-with-workspace.ts";
import { seedFrom, SeededRandom } from "../support/seeded-random.ts";
import { carriedOver, channelOf, factsFor, fill, storedIn } from "./support/channel.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { expectFound, foundIn } from "./support/found.ts";
import { putToSleep } from "./support/rooms.ts";

let classroom: Classroom;
let tess: Somebody;
let ada: Somebody;

beforeEach(async () => {
  classroom = await openClassroom();
  tess = await classroom.person("teacher");
  ada = await classroom.person("student");
  await env.SEARCH.prepare("INSERT INTO found (found) VALUES ('delete-all')").run();
});
afterEach(() => vi.restoreAllMocks());

/** Every word of the index with its place: what a contentless table holds. */
async function wholeIndex(): Promise<string[]> {
  await env.SEARCH.prepare("CREATE VIRTUAL TABLE IF NOT EXISTS held USING fts5vocab(found, 'instance')").run();
  const { results } = await env.SEARCH.prepare(
    "SELECT term || ' ' || col || ' ' || offset || ' ' || (doc >> 38) || ' ' || ((doc >> 20) & 262143) || ' ' || (doc & 1048575) AS held FROM held",
  ).all<{ held: string }>();
  return results.map(({ held }) => held).sort();
}
/** The index as it were if it had been made of the history as it now is. */
async function madeAnew(channelIds: string[]): Promise<string[]> {
  await env.SEARCH.prepare("INSERT INTO found (found) VALUES ('delete-all')").run();
  for (const id of channelIds) {
    const facts = await factsFor(id);
    const places = (await storedIn(id)).map(({ seq }) => ({ channelNo: facts.channelNo, seq }));
    const place = { channelNo: facts.channelNo, homeNo: membersNoOf(facts) };
    const rows = [...(await messagesAt(env.DB, places)).values()].map((message) => ({
      ...{ channelNo: facts.channelNo, seq: message.seq, at: message.at, indexed: indexedOf(message, place) },
    }));
    await writeFound(env.SEARCH, rows);
  }
  return wholeIndex();
}
async function permit() {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(tess.token));
  const tokenHash = Buffer.from(digest).toString("base64url");
  const { context } = await readSessionWithWorkspace(env.DB, { tokenHash, placeId: classroom.id });
  return permitInWorkspace("editWorkspace", entered(context));
}
const reindex = (body: object = {}) =>
  tess.post<Reindexing & Refusal>(`/workspaces/${classroom.id}/search/reindex`, body);

test("R108: what there was before the index is found after it, threads and all, and it is known when it is done", async () => {
  const channel = await channelOf([ada, tess]);
  await fill(channel.id, ada, 450);
  const { body: started } = await ada.post<{ channel: MyChannel }>(`/channels/${channel.id}/messages/7/thread`);
  await ada.post(`/channels/${started.channel.id}/messages`, { body: "an answer" });
  await carriedOver(started.channel.id, 1);
  await expectFound(channel.no, "isanswered", [7]);
  const live = await wholeIndex();
  await env.SEARCH.prepare("INSERT INTO found (found) VALUES ('delete-all')").run();

  const first = { done: 451, total: 451, isDone: true, brought: 451, behind: 0, behindMs: 0 };
  expect((await reindex()).body).toEqual(first);
  expect(await wholeIndex()).toEqual(live);
  expect((await reindex()).body).toEqual({ ...first, brought: 0 });
  const state = await tess.get<Reindexing>(`/workspaces/${classroom.id}/search/state`);
  expect(state.body).toEqual({ done: 451, total: 451, isDone: true, behind: 0, behindMs: 0 });
  expect((await reindex({ restart: true })).body).toMatchObject({ done: 451, isDone: true });
});

test("R108: messages as long as they may be are brought, as many at once as short ones", async () => {
  const channel = await channelOf([ada, tess]);
  await writeHistory(channel.id, ada, 500);
  await env.DB.prepare(
    "update messages set body = replace(hex(zeroblob(1990)), '00', 'word ') where key between ? and ?",
  )
    .bind(channel.no * 2 ** 32 + 1, channel.no * 2 ** 32 + 500)
    .run();
  expect((await reindex()).body).toMatchObject({ done: 500, isDone: true });
  expect(await foundIn(channel.no, "word")).toHaveLength(500);
});

test("R108, I7: while people write, edit and delete, broken off and gone on, it ends as an index that was there all the time", async () => {
  const seed = seedFrom(env.TEST_SEED);
  console.info(`seed ${seed} (PLACE_SEED=${seed} plays it again)`);
  const random = new SeededRandom(seed);
  const upTo = (most: number) => 1 + random.below(most);
  const channels = [await channelOf([ada, tess]), await channelOf([ada, tess], { kind: "public" })];
  for (const { id } of channels) await fill(id, ada, 260);
  for (const { id } of channels) await carriedOver(id, 260);
  await env.SEARCH.prepare("INSERT INTO found (found) VALUES ('delete-all')").run();

  const permitted = await permit();
  const words = ["heap", "stack", "queue", "tree", "graph"];
  let isDone = false;
  for (let step = 0; !isDone; step++) {
    expect(step, `seed ${seed}`).toBeLessThan(60);
    // A step that is broken off is made again; a room that slept has its place in the log.
    const stepping = reindexStep(env, env.SEARCH, permitted, false, Date.now(), upTo(90));
    const { id } = channels[upTo(2) - 1]!;
    const writing = [
      tess.post(`/channels/${id}/messages`, { id: uuidv7(), body: `${words[upTo(5) - 1]} ${step}` }),
      tess.delete(`/channels/${id}/messages/${upTo(260)}`),
      ada.patch(`/channels/${id}/messages/${upTo(260)}`, { body: `edited ${words[upTo(5) - 1]}` }),
    ];
    if (upTo(4) === 1) await putToSleep(id).catch(() => undefined);
    isDone = (await stepping.catch(() => null))?.isDone ?? false;
    await Promise.all(writing);
  }
  const held = channels.map(({ id }) => id);
  await vi.waitFor(
    async () => {
      await scheduler.wait(1);
      const { body } = await tess.get<Reindexing>(`/workspaces/${classroom.id}/search/state`);
      expect(body.behind).toBe(0);
      for (const { id } of channels) await carriedOver(id, 260);
    },
    { timeout: 15_000, interval: 20 },
  );
  // Everything that was told to the index is in it: a last word comes after all others.
  for (const { id, no } of channels) {
    const { body } = await tess.post<{ message: Message }>(`/channels/${id}/messages`, {
      id: uuidv7(),
      body: "lastword",
    });
    await carriedOver(id, body.message.seq);
    await expectFound(no, "lastword", [body.message.seq]);
  }
  const now = await wholeIndex();
  expect(now.length, `seed ${seed}`).toBeGreaterThan(1_000);
  expect(now, `seed ${seed}`).toEqual(await madeAnew(held));
});

test("R108: an index that is away is said, and the next step goes on where this one stopped", async () => {
  const channel = await channelOf([ada, tess]);
  await fill(channel.id, ada, 30);
  await carriedOver(channel.id, 30);
  await expectFound(
    channel.no,
    "line",
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
  await env.SEARCH.prepare("INSERT INTO found (found) VALUES ('delete-all')").run();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const batch = vi.spyOn(env.SEARCH, "batch").mockRejectedValueOnce(new Error("D1_ERROR: Network connection lost."));
  const failed = await reindex();
  expect(batch).toHaveBeenCalled();
  expect([failed.status, failed.body.reason]).toEqual([503, "search_away"]);
  vi.restoreAllMocks();
  expect((await reindex()).body).toMatchObject({ isDone: true });
  await expectFound(
    channel.no,
    "line",
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
});

test("only who leads the class brings its history in", async () => {
  const ta = await classroom.person("ta");
  for (const who of [ada, ta]) {
    const { status, body } = await who.post<Refusal>(`/workspaces/${classroom.id}/search/reindex`);
    expect([status, body.code]).toEqual([403, "forbidden"]);
  }
});
