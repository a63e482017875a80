/** What somebody missed: from their own side, and from that of those who may not read it. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { Message, Missed, MyChannel, Refusal } from "../../protocol/index.ts";
import { permitInWorkspace } from "../../worker/access.ts";
import { openDb } from "../../worker/store/db.ts";
import { marksSince } from "../../worker/store/missed.ts";
import { channelOf, storedIn } from "./support/channel.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { asked, contextIn, rowsRead } from "./support/statement-costs.ts";

let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let bo: Somebody;
let cy: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [teacher, ada, bo, cy] = await Promise.all([
    classroom.person("teacher"),
    classroom.person("student", { handle: "ada" }),
    classroom.person("student", { handle: "bo" }),
    classroom.person("student", { handle: "cy" }),
  ]);
});

type Place = { id: string };
const say = async (who: Somebody, { id }: Place, body: string) =>
  (await who.post<{ message: Message }>(`/channels/${id}/messages`, { body })).body.message.seq;
const act = async (who: Somebody, { id }: Place, seq: number, done: object) => {
  expect((await who.post(`/channels/${id}/messages/${seq}/acts`, { act: done })).status).toBe(200);
};
const react = (who: Somebody, place: Place, seq: number, emoji = "👍", on = true) =>
  act(who, place, seq, { type: "react", emoji, on });
async function missedBy(who: Somebody, since = 0): Promise<Missed> {
  const { status, body } = await who.get<Missed>(`/workspaces/${classroom.id}/missed?since=${since}`);
  expect(status).toBe(200);
  return body;
}
const seqsIn = (place: Place, list: Missed["reacted"]) =>
  list.filter(({ channel }) => channel === place.id).map(({ message }) => message.seq);
/** What the room committed is in D1 a moment later. */
async function until(who: Somebody, isSo: (missed: Missed) => boolean): Promise<Missed> {
  for (;;) {
    const missed = await missedBy(who);
    if (isSo(missed)) return missed;
    await storedIn("");
  }
}

/** A channel with one of everything: named, reacted to, pinned, a checkpoint, a thread that is followed. */
async function busyChannel(people: Somebody[]): Promise<Place> {
  const place = await channelOf(people);
  await say(teacher, place, "Hello @bo");
  const liked = await say(ada, place, "Everybody likes this");
  for (const who of people.slice(0, 3)) await react(who, place, liked);
  await act(teacher, place, await say(teacher, place, "Read this first"), { type: "pin", on: true });
  await act(teacher, place, await say(teacher, place, "Lecture 5"), { type: "checkpoint", name: "Lecture 5" });
  const root = await say(bo, place, "A question of mine");
  const { channel } = (await ada.post<{ channel: MyChannel }>(`/channels/${place.id}/messages/${root}/thread`)).body;
  await say(ada, channel, "An answer");
  return place;
}

test("R40: what names me, what many reacted to, pins, checkpoints and my threads, each with its message", async () => {
  const place = await busyChannel([teacher, ada, bo]);
  const missed = await until(
    bo,
    ({ threads, mentions, reacted, landmarks }) =>
      threads.length + mentions.length + reacted.length + landmarks.length === 5,
  );
  expect(seqsIn(place, missed.mentions)).toEqual([1]);
  expect(seqsIn(place, missed.reacted)).toEqual([2]);
  expect(seqsIn(place, missed.landmarks)).toEqual([4, 3]);
  expect(missed.threads.map(({ root }) => root.body)).toEqual(["A question of mine"]);
  expect(missed.landmarks[0]!.message.meta?.checkpoint?.name).toBe("Lecture 5");
});

test("nothing of before the moment is there", async () => {
  await busyChannel([teacher, ada, bo]);
  await until(
    bo,
    ({ threads, landmarks, reacted }) => threads.length > 0 && landmarks.length === 2 && reacted.length > 0,
  );
  expect(await missedBy(bo, Date.now() + 60_000)).toEqual({ threads: [], mentions: [], reacted: [], landmarks: [] });
});

test("I5: who is in the class and not in the channel misses nothing of it, nor does who was taken out of it", async () => {
  const place = await busyChannel([teacher, ada, bo]);
  await until(
    bo,
    ({ threads, landmarks, reacted, mentions }) =>
      [threads, reacted, mentions].every((list) => list.length === 1) && landmarks.length === 2,
  );
  const nothing = { threads: [], mentions: [], reacted: [], landmarks: [] };
  expect(await missedBy(cy)).toEqual(nothing);
  expect((await teacher.delete(`/channels/${place.id}/members/${bo.id}`)).status).toBe(204);
  expect(await missedBy(bo)).toEqual(nothing);
  // Others still find it: it did not go away.
  expect((await missedBy(ada)).reacted).toHaveLength(1);
});

test("I5: who is not in the class hears that there is none", async () => {
  const stranger = await (await openClassroom()).person("owner");
  const { status, body } = await stranger.get<Refusal>(`/workspaces/${classroom.id}/missed?since=0`);
  expect([status, body.code]).toEqual([404, "not_found"]);
});

test("I9: without a moment, or with what is none, it is refused with a code", async () => {
  for (const query of ["", "?since=", "?since=monday", "?since=-1", "?since=1.5", "?since=9999999999999999"]) {
    const { status, body } = await bo.get<Refusal>(`/workspaces/${classroom.id}/missed${query}`);
    expect([query, status, body.code]).toEqual([query, 400, "invalid"]);
  }
});

describe("messages that many reacted to", () => {
  test("are those with three reactions, of whichever emoji, the most first; one taken back is one less", async () => {
    const place = await channelOf([teacher, ada, bo, cy]);
    const [two, three, four] = [
      await say(ada, place, "Two"),
      await say(ada, place, "Three"),
      await say(ada, place, "Four"),
    ];
    for (const who of [bo, cy]) await react(who, place, two);
    for (const who of [bo, cy]) await react(who, place, three);
    await react(teacher, place, three, "🎉");
    for (const who of [teacher, ada, bo, cy]) await react(who, place, four);
    expect(seqsIn(place, (await until(bo, ({ reacted }) => reacted.length === 2)).reacted)).toEqual([four, three]);
    await react(teacher, place, three, "🎉", false);
    expect(seqsIn(place, (await until(bo, ({ reacted }) => reacted.length === 1)).reacted)).toEqual([four]);
  });

  test("I7: go when they are deleted, and are no pins", async () => {
    const place = await channelOf([teacher, ada, bo]);
    const seq = await say(ada, place, "Liked");
    for (const who of [teacher, ada, bo]) await react(who, place, seq);
    await until(bo, ({ reacted }) => reacted.length === 1);
    expect((await bo.get<{ messages: Message[] }>(`/channels/${place.id}/landmarks`)).body.messages).toEqual([]);
    await ada.delete(`/channels/${place.id}/messages/${seq}`);
    await until(bo, ({ reacted }) => reacted.length === 0);
  });
});

test("R17: what is read grows with the channels in which something was said, not with their history nor with old marks", async () => {
  const db = openDb(env.DB);
  const quiet = await channelOf([ada]);
  await writeHistory(quiet.id, ada, 5_000);
  const busy = await channelOf([ada]);
  await writeHistory(busy.id, ada, 5_000);
  await env.DB.batch(
    [quiet, busy].map(({ no }) =>
      env.DB.prepare("insert into landmarks (channel_no, seq, kind) select ?, value, 'reacted' from json_each(?)").bind(
        no,
        JSON.stringify(Array.from({ length: 3_000 }, (_, i) => i + 1)),
      ),
    ),
  );
  // The last of these was written at 1700000000000 + 5,000 s.
  const since = 1_700_000_000_000 + 2_990_000;
  await env.DB.prepare("update messages set at = 1 where key between ? and ?")
    .bind(quiet.no * 2 ** 32, quiet.no * 2 ** 32 + 2 ** 32 - 1)
    .run();
  const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, ada));
  let found = 0;
  const statements = await asked(async () => (found = (await marksSince(db, permit, since)).reacted.length));
  expect(found).toBe(11);
  expect(rowsRead(statements)).toBeLessThanOrEqual(120);
});
