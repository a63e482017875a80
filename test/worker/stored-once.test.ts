/** An id stands once, for ever, on every path: young and old, with and without `retry`, under load, after sleep, crash and loss. */
import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { mintedAt } from "../../protocol/index.ts";
import { RoomLog } from "../../worker/room/log/room-log.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { RowCounters } from "../support/row-counters.ts";
import { carriedOver, channelOf, factsFor, fill, storedIn } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { D1WithFaults } from "./support/d1-with-faults.ts";
import { openChannel, type LiveSocket } from "./support/live-socket.ts";
import { putToSleep, resetRoom } from "./support/rooms.ts";

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let faults: D1WithFaults | null = null;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bo" });
});
afterEach(() => {
  faults?.restore();
  faults = null;
});

const post = (id: string, retry: boolean) => ({ type: "post", id, body: `words of ${id}`, ...(retry && { retry }) });
const timesIn = async (channel: string, id: string) => (await storedIn(channel)).filter((row) => row.id === id).length;
async function askedAgain(socket: LiveSocket, id: string, retry: boolean) {
  socket.send(post(id, retry));
  return (await socket.next("stored", ({ messages }) => messages.some((message) => message.id === id))).messages[0];
}

/** D1 and the search index have it: what is old leaves the log. */
async function trimmed(channel: string): Promise<void> {
  const trimmedRev = () =>
    runInDurableObject(env.ROOMS.getByName(channel), (_room, { storage }) => new RoomLog(storage.sql).trimmedRev);
  // A timer may be what the room waits for.
  while ((await trimmedRev()) === 0) await scheduler.wait(1);
}

/** What a room of yesterday's build would have left: its log and its head, and nothing of ids. */
async function forgetIds(channel: string): Promise<void> {
  await trimmed(channel);
  await runInDurableObject(env.ROOMS.getByName(channel), (_room, { storage }) => {
    storage.sql
      .exec(`DROP TABLE stored_ids; CREATE TABLE old_head AS SELECT k, seq, rev, last_at, flushed_rev, trimmed_rev, in_order FROM head;
      DROP TABLE head; CREATE TABLE head (k INTEGER PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL, last_at INTEGER NOT NULL,
        flushed_rev INTEGER NOT NULL, trimmed_rev INTEGER NOT NULL, in_order INTEGER NOT NULL);
      INSERT INTO head SELECT * FROM old_head; DROP TABLE old_head;`);
  });
  await evictDurableObject(env.ROOMS.getByName(channel));
}

const AGES: [string, number][] = [
  ["seconds ago", 5 * SECOND],
  ["a day ago", DAY],
  ["a year ago", 365 * DAY],
  ["minutes in the future", -7 * 60 * SECOND],
  ["a day in the future", -DAY],
];
const LOSSES: [string, (channel: string) => Promise<unknown>][] = [
  ["while the room is awake", async () => undefined],
  ["after the room slept", putToSleep],
  ["after a crash", () => abortAllDurableObjects()],
  ["after the room's storage was lost", resetRoom],
  ["in a room of an earlier build", forgetIds],
];

test.each(AGES.flatMap(([age, ms]) => LOSSES.map(([when, lose]) => ({ age, ms, when, lose }))))(
  "I2: an id minted $age stands once when it is sent again $when, as a retry or not, over the socket or HTTP",
  async ({ ms, lose }) => {
    const { id } = await channelOf([ada, bo]);
    const writer = await openChannel(id, ada);
    const messageId = uuidv7({ msecs: Date.now() - ms });
    const stored = await writer.post("words", messageId);
    await fill(id, bo, 700, Date.now());
    await trimmed(id);
    await lose(id);
    const back = await openChannel(id, ada);
    // Whether a client of another make says that it is a retry is its own business, and what its clock shows.
    for (const retry of [false, true]) expect(await askedAgain(back, messageId, retry)).toEqual(stored);
    const { body } = await ada.post<{ message: { seq: number } }>(`/channels/${id}/messages`, {
      id: messageId,
      body: "words",
    });
    expect(body.message.seq).toBe(stored.seq);
    await carriedOver(id, 701);
    expect(await timesIn(id, messageId)).toBe(1);
    expect((await back.post("goes on")).seq).toBe(702);
  },
);

test("I2: eight posts sent again while hundreds of others come in between stand once, however slow D1 is", async () => {
  for (let attempt = 0; attempt < 10; attempt++) {
    const { id } = await channelOf([ada, bo]);
    const writer = await openChannel(id, ada);
    const others = () => fill(id, bo, 150, Date.now());
    const ids = Array.from({ length: 8 }, () => uuidv7());
    const all = Promise.all([
      ...ids.map(async (messageId) => writer.send(post(messageId, false))),
      others(),
      others(),
      ...ids.map(async (messageId) => writer.send(post(messageId, true))),
      others(),
      ...ids.map(async (messageId) => writer.send(post(messageId, attempt % 2 === 0))),
      others(),
    ]);
    await all;
    const answered = () => writer.frames.flatMap((frame) => (frame.type === "stored" ? frame.messages : []));
    while (answered().length < 24) await writer.next("stored");
    const history = await carriedOver(id, 608);
    expect(history).toHaveLength(608);
    for (const messageId of ids) {
      expect(history.filter((row) => row.id === messageId)).toHaveLength(1);
      expect(
        new Set(
          answered()
            .filter((row) => row.id === messageId)
            .map(({ seq }) => seq),
        ).size,
      ).toBe(1);
    }
  }
});

test("I2: a retry that overtakes its first try while D1 is asked stands once", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, bo, 700, Date.now() - DAY);
  await forgetIds(id);
  const [first, second] = [await openChannel(id, ada), await openChannel(id, ada)];
  const messageId = uuidv7();
  faults = D1WithFaults.over(env.DB);
  const reading = faults.hold("SELECT key, id FROM messages");
  second.send(post(messageId, true));
  await reading.arrived();
  first.send(post(messageId, false));
  await reading.open();
  const answers = await Promise.all([first.next("stored"), second.next("stored")]);
  expect(new Set(answers.map(({ messages }) => messages[0]?.seq))).toEqual(new Set([701]));
  expect((await carriedOver(id, 701)).filter((row) => row.id === messageId)).toHaveLength(1);
});

test("I2: an import that is repeated brings nothing twice, though all of it left the log long ago", async () => {
  const { id } = await channelOf([ada, bo]);
  const batch = Array.from({ length: 200 }, (_, i) => {
    const at = Date.now() - 300 * DAY + i;
    return { id: uuidv7({ msecs: at }), author: bo.id, at, body: `old ${i}` };
  });
  const facts = await factsFor(id);
  await roomOf(env, id).importMessages(facts, batch);
  await fill(id, ada, 700, Date.now() - DAY);
  const again = await roomOf(env, id).importMessages(facts, batch);
  expect(again).toMatchObject({ stored: 0, known: 200 });
  expect(again.places.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  await forgetIds(id);
  expect(await roomOf(env, id).importMessages(facts, batch)).toMatchObject({ stored: 0, known: 200 });
});

test("I2: an import that is repeated in a room whose storage was lost waits until it knows the ids, and brings nothing twice", async () => {
  const { id } = await channelOf([ada, bo]);
  const facts = await factsFor(id);
  await fill(id, bo, 700, Date.now() - 300 * DAY);
  const [oldest] = await carriedOver(id, 700);
  await resetRoom(id);
  faults = D1WithFaults.over(env.DB);
  const reading = faults.hold("SELECT key, id FROM messages", { wait: "after" });
  const at = Date.now() - 300 * DAY;
  const again = roomOf(env, id).importMessages(facts, [{ id: oldest!.id, author: bo.id, at, body: oldest!.body }]);
  await reading.arrived();
  await reading.open();
  expect(await again).toMatchObject({ stored: 0, known: 1, places: [{ seq: 1 }] });
});

test("I2, I9: while D1 is away, who sends an id that only D1 may know is told to wait", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, ada, 1, Date.now() - DAY);
  await fill(id, bo, 700, Date.now() - DAY / 2);
  const messageId = (await carriedOver(id, 701))[0]!.id;
  await forgetIds(id);
  const back = await openChannel(id, ada);
  faults = D1WithFaults.over(env.DB);
  faults.fail("FROM messages");
  back.send(post(messageId, true));
  const { refusal } = await back.next("refused");
  expect(refusal).toMatchObject({ code: "unavailable" });
  expect(refusal.retryAfter).toBeGreaterThan(0);
  faults.restore();
  expect(await askedAgain(back, messageId, true)).toMatchObject({ seq: 1 });
});

test("I2, I9: a room that took its channel over reads its ids before anybody writes: what is new goes through while D1 is away", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, bo, 700, Date.now() - DAY);
  const [first] = await carriedOver(id, 700);
  await resetRoom(id);
  faults = D1WithFaults.over(env.DB);
  const reading = faults.hold("SELECT key, id FROM messages", { wait: "after" });
  const back = await openChannel(id, bo);
  await reading.arrived();
  await reading.open();
  await vi.waitFor(() =>
    runInDurableObject(env.ROOMS.getByName(id), (_room, { storage }) => {
      expect(new RoomLog(storage.sql).lacksIds).toBe(false);
    }),
  );
  faults.fail("FROM messages");
  expect((await back.post("new, and stored")).seq).toBe(701);
  back.send(post(first!.id, false));
  expect((await back.next("refused")).refusal.code).toBe("unavailable");
  faults.restore();
  expect(await askedAgain(back, first!.id, false)).toMatchObject({ seq: 1 });
});

test("P22: an id of somebody else's message is theirs, however long ago it left the log", async () => {
  const { id } = await channelOf([ada, bo]);
  const { id: messageId } = await (await openChannel(id, ada)).post("mine");
  await fill(id, ada, 700, Date.now());
  const other = await openChannel(id, bo);
  other.send(post(messageId, true));
  expect((await other.next("refused")).refusal.code).toBe("invalid");
});

test("I10: that costs a row for each trim of the log, and twenty bytes a message", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, bo, 4_000, Date.now() - 4_000 * SECOND);
  await runInDurableObject(env.ROOMS.getByName(id), (_room, { storage }) => {
    const chunks = storage.sql
      .exec<{ first: number; last: number; bytes: number }>(
        `SELECT first, last, length(entries) AS bytes FROM stored_ids ORDER BY no`,
      )
      .toArray();
    const kept = storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM log`).one().n;
    expect(chunks.reduce((sum, { bytes }) => sum + bytes, 0)).toBe((4_000 - kept) * 20);
    expect(chunks).toHaveLength(2);
    const oldest = storage.sql.exec<{ id: string }>(`SELECT id FROM log ORDER BY seq LIMIT 1`).one().id;
    expect(chunks[0]!.last).toBeLessThan(chunks[1]!.last);
    expect(chunks[1]!.last).toBeLessThan(mintedAt(oldest));
  });
});

test("I10: a message that wakes its room reads no more than the room's head", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, bo, 700, Date.now() - 700 * SECOND);
  const writer = await openChannel(id, ada);
  await writer.post("before");
  await carriedOver(id, 701);
  await runInDurableObject(env.ROOMS.getByName(id), (room) => room.alarm());
  await runInDurableObject(env.ROOMS.getByName(id), (_room, { storage }) => {
    const counters = new RowCounters();
    counters.watchStorage(storage);
    const log = new RoomLog(storage.sql);
    expect(log.seqOf(uuidv7())).toBeUndefined();
    const at = Date.now();
    expect(log.append({ id: uuidv7({ msecs: at }), author: ada.id, at, body: "wakes it" }).seq).toBe(702);
    expect(log.unconfirmed(500, 500_000)).toHaveLength(1);
    log.confirm(702);
    const { roomRead, roomWritten } = counters.take();
    expect(roomRead).toBeLessThanOrEqual(5);
    expect(roomWritten).toBe(1);
  });
});
