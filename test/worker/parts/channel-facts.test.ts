/** What a room knows of its channel: where it is kept, and how a room that knows nothing begins. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { ROOM_KEEPS_MESSAGES, type Message } from "../../../protocol/index.ts";
import { factsOf, membersNoOf, withRules } from "../../../worker/room/channel-facts.ts";
import { ChannelFactsStore } from "../../../worker/room/channel-facts-store.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { channelOf, factsFor } from "../support/channel.ts";
import { openClassroom, writeHistory, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { channelFacts, inObject, threadFacts } from "../support/in-room.ts";

let ada: Somebody;
let facts: ChannelFacts;
beforeEach(async () => {
  ada = await (await openClassroom()).person("student");
  const { id } = await channelOf([ada]);
  facts = await factsFor(id);
});

function storeIn({ storage }: DurableObjectState) {
  const d1 = new D1WithFaults(env.DB);
  const log = new RoomLog(storage.sql);
  const scheduled: [string, number][] = [];
  const begun: ChannelFacts[] = [];
  const parts = { fail: false };
  const begin = () =>
    new ChannelFactsStore({
      ...{ storage, log, d1: d1.binding },
      scheduled: (id, at) => void scheduled.push([id, at]),
      begun: async (of) => {
        begun.push(of);
        if (parts.fail) throw new Error("D1 is away");
      },
    });
  return { d1, log, scheduled, begun, begin, store: begin(), storage, parts };
}

describe("what a room was told of its channel", () => {
  test("is known after a sleep, the newest of it, and written only where it changed", async () => {
    await inObject((state) => {
      const { store, begin, storage } = storeIn(state);
      const put = vi.spyOn(storage.kv, "put");
      expect(store.facts).toBeNull();
      store.keep(channelFacts());
      store.keep(channelFacts());
      expect(put).toHaveBeenCalledTimes(1);
      expect([store.facts, begin().facts]).toEqual([channelFacts(), channelFacts()]);
      store.keep(channelFacts({ archived: true }));
      expect([store.facts?.archived, begin().facts?.archived]).toEqual([true, true]);
      expect(put).toHaveBeenCalledTimes(2);
      put.mockRestore();
    });
  });

  test("is found where a room of an earlier build kept it, and what it was told since comes before that", async () => {
    await inObject((state) => {
      state.storage.sql.exec(`CREATE TABLE facts (k INTEGER PRIMARY KEY, json TEXT NOT NULL)`);
      const { begin } = storeIn(state);
      expect(begin().facts).toBeNull();
      state.storage.sql.exec(`INSERT INTO facts VALUES (1, ?)`, JSON.stringify(channelFacts({ posting: "staff" })));
      expect(begin().facts).toEqual(channelFacts({ posting: "staff" }));
      begin().keep(channelFacts());
      expect(begin().facts).toEqual(channelFacts());
    });
  });
});

describe("R116: a room that meets its channel for the first time", () => {
  test("begins where D1 is, with its newest messages and the times of what is scheduled, once", async () => {
    await writeHistory(facts.channelId, ada, 3);
    const item = uuidv7();
    const schedule = (id: string, at: number, refused: string | null) =>
      env.DB.prepare(
        "insert into scheduled (id, channel_no, member_no, body, at, wall_clock, zone, refusal, created_at) values (?, ?, ?, 'words', ?, '2027-01-15T08:00:00', 'UTC', ?, 1)",
      )
        .bind(id, facts.channelNo, ada.no, at, refused)
        .run();
    await schedule(item, 77, null);
    await schedule(uuidv7(), 78, `{"code":"archived"}`);
    await inObject(async (state) => {
      const { store, log, d1, scheduled, begun } = storeIn(state);
      await Promise.all([store.begin(facts), store.begin(facts)]);
      expect(log.head).toMatchObject({ seq: 3, rev: 3 });
      expect(log.newest(9).map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect([scheduled, begun, store.facts]).toEqual([[[item, 77]], [facts], facts]);
      const asked = d1.calls.length;
      expect(asked).toBe(2);
      await store.begin({ ...facts, archived: true });
      expect([d1.calls.length, begun.length, store.facts?.archived]).toEqual([asked, 1, true]);
    });
  });

  test("takes as many messages as a room keeps", async () => {
    await writeHistory(facts.channelId, ada, ROOM_KEEPS_MESSAGES + 5);
    await inObject(async (state) => {
      const { store, log } = storeIn(state);
      await store.begin(facts);
      expect(log.newest(9_999)).toHaveLength(ROOM_KEEPS_MESSAGES);
    });
  });

  test("I8: begins anew where D1 could not be asked, and says so to who waited", async () => {
    await inObject(async (state) => {
      const { store, log, d1, begun } = storeIn(state);
      const failing = d1.fail(/max\(key\)/u);
      await expect(store.begin(facts)).rejects.toThrow("Network connection lost");
      expect([log.begun, begun]).toEqual([false, []]);
      failing.end();
      await store.begin(facts);
      expect([log.begun, begun.length]).toEqual([true, 1]);
    });
  });

  test("I8: begins the rest where that failed, at the next contact or after a sleep, and its log no second time", async () => {
    await writeHistory(facts.channelId, ada, 3);
    await inObject(async (state) => {
      const { store, begin, log, d1, begun, parts } = storeIn(state);
      parts.fail = true;
      await expect(store.begin(facts)).rejects.toThrow("D1 is away");
      expect([log.begun, begun.length]).toEqual([true, 1]);
      await expect(store.begin(facts)).rejects.toThrow("D1 is away");
      const asked = d1.calls.length;
      const woken = begin();
      parts.fail = false;
      await Promise.all([woken.begin(facts), woken.begin(facts)]);
      await woken.begin(facts);
      await begin().begin(facts);
      expect([begun.length, d1.calls.length, log.head.seq]).toEqual([3, asked, 3]);
    });
  });

  test("I2: whose first message was written while D1 was asked keeps that, and does not begin again", async () => {
    await inObject(async (state) => {
      const { store, log, d1, begun } = storeIn(state);
      const gate = d1.hold(/max\(key\)/u);
      const beginning = store.begin(facts);
      await gate.arrived();
      log.append({ id: uuidv7(), author: ada.id, at: 5, body: "first" });
      await gate.open();
      await beginning;
      expect(log.newest(9).map(({ body }) => body)).toEqual(["first"]);
      expect([log.head.seq, begun]).toEqual([1, []]);
    });
  });
});

describe("facts", () => {
  const channel = { no: 7, id: "channel-7", kind: "private", posting: "all", archivedAt: null, parentSeq: null };
  const workspace = { no: 1, id: "workspace-1" };
  const of = (more: object) => factsOf({ channel, workspace, ...more } as unknown as Parameters<typeof factsOf>[0]);

  test("are made of the channel's row, with what is large and where a thread hangs", () => {
    expect(of({})).toEqual(channelFacts());
    expect(of({ channel: { ...channel, archivedAt: 5, posting: "staff" } })).toEqual(
      channelFacts({ archived: true, posting: "staff" }),
    );
    expect([of({ isLarge: true }), of({ isLarge: false })]).toEqual([channelFacts({ isLarge: true }), channelFacts()]);
    const thread = { ...channel, no: 8, id: "thread-8", kind: "thread", parentSeq: 5 };
    expect(of({ channel: thread, parent: channel })).toEqual(threadFacts());
    // Only a thread hangs somewhere.
    expect(of({ parent: channel })).toEqual(channelFacts());
    expect(of({ channel: thread })).not.toHaveProperty("thread");
  });

  test("I5: say whose members may read: a thread's are its channel's", () => {
    expect([membersNoOf(channelFacts()), membersNoOf(threadFacts())]).toEqual([7, 7]);
  });

  test("R52: change with the channel's rules; a thread is archived with it, and keeps who may post of its own", () => {
    const rules = { posting: "staff" as const, archived: true };
    expect(withRules(channelFacts(), rules)).toEqual(channelFacts(rules));
    expect(withRules(threadFacts(), rules)).toEqual(
      threadFacts({ archived: true, thread: { seq: 5, parent: channelFacts(rules) } }),
    );
  });
});

test("a message of a channel that is taken over is the same to the letter", async () => {
  await writeHistory(facts.channelId, ada, 1);
  await inObject(async (state) => {
    const { store, log } = storeIn(state);
    await store.begin(facts);
    expect(log.at(1)).toEqual({
      ...{ id: `m-${facts.channelNo}-1`, seq: 1, rev: 1, author: ada.id, at: 1_700_000_001_000, body: "Words" },
    } satisfies Message);
  });
});
