/** The search index follows what is said: what is new, what changes, what is taken back, and whatever happens to its database. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ROOM_KEEPS_MESSAGES, type Message, type MyChannel } from "../../protocol/index.ts";
import { tokens } from "../../protocol/search/indexed.ts";
import { D1Follower } from "../../worker/room/followers/d1.ts";
import { SearchFollower } from "../../worker/room/followers/search.ts";
import { RoomLog } from "../../worker/room/log/room-log.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { minuteOf } from "../../protocol/search/index-rows.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { D1WithFaults } from "./support/d1-with-faults.ts";
import { expectFound, foundIn } from "./support/found.ts";
import { channelFacts, inObject } from "./support/in-room.ts";
import { codeOf, roomIn, react, ada, wholeRoomForAll } from "./support/whole-room.ts";

wholeRoomForAll();

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function talking() {
  const classroom = await openClassroom();
  const [one, other] = [await classroom.person("teacher"), await classroom.person("student")];
  const channel = await channelOf([one, other]);
  const say = async (body: string, where = channel.id) =>
    (await one.post<{ message: Message }>(`/channels/${where}/messages`, { body })).body.message;
  return { one, other, channel, say };
}

describe("I7, R117: the index", () => {
  test("finds what was said, and of an edit the new words alone", async () => {
    const { one, channel, say } = await talking();
    await say("the heap is a tree");
    await say("a heap of stones");
    await expectFound(channel.no, "heap", [1, 2]);
    await one.patch(`/channels/${channel.id}/messages/2`, { body: "a pile of stones" });
    await expectFound(channel.no, "pile", [2]);
    expect(await foundIn(channel.no, "heap")).toEqual([1]);
    expect(await foundIn(channel.no, "stones")).toEqual([2]);
  });

  test("finds nothing of what was deleted, however often it was edited before", async () => {
    const { one, channel, say } = await talking();
    await say("secret one");
    for (const body of ["secret two", "secret three"]) {
      await one.patch(`/channels/${channel.id}/messages/1`, { body });
      await expectFound(channel.no, body.split(" ")[1]!, [1]);
    }
    await one.delete(`/channels/${channel.id}/messages/1`);
    for (const word of ["secret", "one", "two", "three"]) await expectFound(channel.no, word, []);
    expect(await foundIn(channel.no, `tokens:${tokens.home(channel.no)}`)).toEqual([]);
  });

  test("finds what an import brought, at its time, and nothing of what was deleted elsewhere", async () => {
    const { other, channel } = await talking();
    const at = Date.UTC(2024, 0, 1);
    const brought = (body: string, more: object = {}) => ({
      id: uuidv7({ msecs: at }),
      author: other.id,
      at,
      body,
      ...more,
    });
    await roomOf(env, channel.id).importMessages(await factsFor(channel.id), [
      brought("quicksort"),
      brought("", { deletedAt: at + 1 }),
    ]);
    await expectFound(channel.no, "quicksort", [1]);
    const row = await env.SEARCH.prepare("SELECT rowid >> 38 AS minute FROM found WHERE found MATCH ?")
      .bind("quicksort")
      .first("minute");
    expect(row).toBe(minuteOf(at));
  });

  test("finds a reply in its thread alone, for those who may read the thread's channel", async () => {
    const { one, channel, say } = await talking();
    await say("a question");
    const { body } = await one.post<{ channel: MyChannel }>(`/channels/${channel.id}/messages/1/thread`);
    const thread = await factsFor(body.channel.id);
    await one.post(`/channels/${body.channel.id}/messages`, { body: "the answer", alsoToChannel: true });
    await expectFound(thread.channelNo, `answer AND tokens:${tokens.home(channel.no)}`, [1]);
    await expectFound(channel.no, `tokens:${tokens.answered}`, [1]);
    expect(await foundIn(channel.no, "answer")).toEqual([]);
    await one.delete(`/channels/${body.channel.id}/messages/1`);
    await expectFound(thread.channelNo, "answer", []);
  });
});

/** A follower over a log of its own, and the door to its database. Its waits take no time. */
function following(sql: SqlStorage, holdsAtMost?: number) {
  const log = new RoomLog(sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
  const search = new D1WithFaults(env.SEARCH);
  vi.spyOn(scheduler, "wait").mockImplementation(async () => undefined);
  const follower = new SearchFollower(log, search.binding, env.DB, undefined, holdsAtMost);
  const say = (body: string) => log.append({ id: uuidv7(), author: "ada", at: Date.now(), body });
  return { log, search, follower, say };
}
let channels = 70_000;
const WRITE = "INTO found";

describe("I8: the follower of the index", () => {
  test("carries each state once, in few statements, and is then not behind", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { log, search, follower, say } = following(sql);
      const facts = channelFacts({ channelNo: ++channels });
      for (let i = 0; i < 700; i++) say(`line ${i}`);
      expect(follower.behind).toBe(700);
      expect(await follower.run(facts)).toBe(true);
      expect(follower.behind).toBe(0);
      expect(search.asked(WRITE)).toHaveLength(3);
      vi.restoreAllMocks();
      expect(await foundIn(facts.channelNo, "line")).toHaveLength(700);
      expect(log.head.rev).toBe(700);
    });
  });

  test("R108: says since when the index lacks something: the oldest change that it does not have, and nothing where it has all", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { log, search, follower, say } = following(sql);
      const facts = channelFacts({ channelNo: ++channels });
      expect(follower.behindSince).toBeNull();
      const first = say("hello");
      await follower.run(facts);
      expect(follower.behindSince).toBeNull();
      search.fail(() => true);
      const edited = { ...first, editedAt: first.at + 90_000, body: "hello again" };
      log.change(edited);
      say("and more");
      expect(follower.behindSince).toBe(edited.editedAt);
      // What an import brings may have been said years ago.
      await inObject(async ({ storage: { sql: other } }) => {
        const began = Date.now();
        const brought = following(other);
        brought.log.change({ ...brought.say("of old"), at: 1, meta: { imported: true } });
        expect(brought.follower.behindSince).toBeGreaterThanOrEqual(began);
      });
    });
  });

  test("of a reaction or a vote writes no row, also when it slept since; of the first reaction it does", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { log, search, follower, say } = following(sql);
      const facts = channelFacts({ channelNo: ++channels });
      const first = say("hello");
      await follower.run(facts);
      const reacted = (of: Message, emoji: string[]) =>
        log.change({ ...of, meta: { reactions: emoji.map((each) => ({ emoji: each, members: ["bo"], count: 1 })) } });
      const liked = reacted(first, ["👍"]);
      await follower.run(facts);
      expect(search.asked(WRITE)).toHaveLength(2);
      const twice = reacted(liked, ["👍", "🎉"]);
      await follower.run(facts);
      expect(search.asked(WRITE)).toHaveLength(2);
      const awake = new SearchFollower(log, search.binding, env.DB);
      const third = reacted(twice, ["👍", "🎉", "🔥"]);
      awake.changed(facts, third, twice);
      await awake.run(facts);
      expect(search.asked(WRITE)).toHaveLength(2);
      expect(awake.behind).toBe(0);
    });
  });

  test("does not take an edit for known that a reaction came after before it was carried", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { log, search, follower, say } = following(sql);
      const facts = channelFacts({ channelNo: ++channels });
      const first = say("before");
      await follower.run(facts);
      const fault = search.fail(WRITE, { times: 1 });
      vi.spyOn(console, "error").mockImplementation(() => undefined);
      const edited = log.change({ ...first, body: "after" });
      follower.changed(facts, edited, first);
      await follower.run(facts);
      expect(fault.calls).toHaveLength(1);
      const pinned = log.change({ ...edited, replyTo: undefined });
      const awake = new SearchFollower(log, search.binding, env.DB);
      awake.changed(facts, pinned, edited);
      await awake.run(facts);
      vi.restoreAllMocks();
      expect(await foundIn(facts.channelNo, "after")).toEqual([1]);
      expect(await foundIn(facts.channelNo, "before")).toEqual([]);
    });
  });
});

describe("I8: an index that is away for long", () => {
  const HOLDS = 300;
  const rows = (sql: SqlStorage) => Number(sql.exec("SELECT count(*) AS count FROM log").one()["count"]);

  /** 900 lines, of which the index has the first; then an old one is edited, one is deleted, one of the newest too. D1 has all. */
  async function awayFrom(sql: SqlStorage) {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    const facts = channelFacts({ channelNo: ++channels });
    const { log, search, follower, say } = following(sql, HOLDS);
    const d1 = new D1Follower(log, env.DB, () => undefined);
    const first = say("the first line");
    await follower.run(facts);
    const away = search.fail(WRITE);
    const second = say("the second line");
    const third = say("the third line");
    for (let i = 4; i <= 900; i++) {
      const line = say(`line ${i}`);
      if (i === 300) log.change({ ...first, body: "in other words" });
      if (i === 301) log.change({ ...second, body: "", deletedAt: line.at });
      if (i === 890) log.change({ ...third, body: "the third, once more" });
      if (i % 100 === 0) await d1.run(facts);
      if (i % 300 === 0) await follower.run(facts);
    }
    await d1.run(facts);
    return { log, search, follower, facts, away };
  }
  const later = (hours: number) => vi.useFakeTimers({ now: Date.now() + hours * 3_600_000, toFake: ["Date"] });
  async function expectAll(no: number) {
    vi.restoreAllMocks();
    expect(await foundIn(no, "line")).toEqual(Array.from({ length: 897 }, (_, i) => i + 4));
    expect(await foundIn(no, "words OR again OR once")).toEqual([1, 3]);
    expect(await foundIn(no, "first OR second")).toEqual([]);
  }

  test("holds back so much of the log and no more, and catches up from the history with every change once it is back", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { log, follower, facts, away } = await awayFrom(sql);
      expect(away.calls.length).toBeGreaterThan(0);
      expect(rows(sql)).toBeLessThan(HOLDS + 2 * ROOM_KEEPS_MESSAGES);
      expect(log.trimmedRev).toBeGreaterThan(400);
      away.end();
      later(2);
      expect(await follower.run(facts)).toBe(true);
      expect(follower.behind).toBe(0);
      await expectAll(facts.channelNo);
    });
  });

  test("so also where the room slept meanwhile, where it fails again on the way, and where people talk on", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { search, facts, away } = await awayFrom(sql);
      away.end();
      later(2);
      const log = new RoomLog(sql);
      const woken = new SearchFollower(log, search.binding, env.DB, undefined, HOLDS);
      let writes = 0;
      const again = search.fail(
        ({ statements }) => statements.some(({ sql }) => sql.includes(WRITE)) && ++writes === 2,
      );
      const d1 = new D1Follower(log, env.DB, () => undefined);
      await woken.run(facts);
      expect(again.calls).toHaveLength(1);
      for (let i = 0; i < 700; i++) log.append({ id: uuidv7(), author: "ada", at: Date.now(), body: `later ${i}` });
      await d1.run(facts);
      later(4);
      expect(await woken.run(facts)).toBe(true);
      expect(woken.behind).toBe(0);
      await expectAll(facts.channelNo);
      expect(await foundIn(facts.channelNo, "later")).toHaveLength(700);
    });
  });
});

test("I7: what a reindex brings counts as what stands in the index: who takes an edit back is found by the words of before", async () => {
  await inObject(async ({ storage: { sql } }) => {
    const { log, follower, say } = following(sql);
    const facts = channelFacts({ channelNo: ++channels });
    const d1 = new D1Follower(log, env.DB, () => undefined);
    const first = say("before");
    await follower.run(facts);
    const edited = log.change({ ...first, body: "meanwhile" });
    await d1.run(facts);
    expect(await follower.reindex(facts, 1, 1)).toBe(true);
    log.change({ ...edited, body: "before" });
    await follower.run(facts);
    vi.restoreAllMocks();
    expect(await foundIn(facts.channelNo, "before")).toEqual([1]);
    expect(await foundIn(facts.channelNo, "meanwhile")).toEqual([]);
  });
});

test("I8: with the index away people talk on, and it has the last state of everything when it is back", async () => {
  const down = new D1WithFaults(env.SEARCH);
  await inObject(async (state) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    const { post, part, facts, who, settled, ring, no } = await roomIn(state, { search: down.binding });
    down.fail(WRITE, { times: 3 });
    expect(codeOf(await post(ada, "first words"))).toBe("ok");
    await settled();
    expect(codeOf(await part.room.change(facts, who(ada), { type: "edit", seq: 1, body: "other words" }))).toBe("ok");
    expect(codeOf(await post(ada, "more words"))).toBe("ok");
    expect(codeOf(await part.room.change(facts, who(ada), { type: "act", seq: 2, act: react("👍") }))).toBe("ok");
    expect(codeOf(await post(ada, "taken back"))).toBe("ok");
    expect(codeOf(await part.room.change(facts, who(ada), { type: "delete", seq: 3 }))).toBe("ok");
    await settled();
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ["Date"] });
    for (let i = 0; i < 4; i++) {
      await ring();
      vi.setSystemTime(Date.now() + 3_600_000);
    }
    vi.useRealTimers();
    expect(await foundIn(no, "words")).toEqual([1, 2]);
    expect(await foundIn(no, "first OR taken")).toEqual([]);
  });
});

test("I8: a deployment without the index runs as ever, and its log waits for nobody", async () => {
  await inObject(async (state) => {
    const { post, no, settled, log } = await roomIn(state, { search: undefined });
    expect(codeOf(await post(ada, "alone"))).toBe("ok");
    await settled();
    expect(await foundIn(no, "alone")).toEqual([]);
    expect(log().head.rev).toBe(1);
  });
});
