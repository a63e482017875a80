/** The search index follows what is said: what is new, what changes, what is taken back, and whatever happens to its database. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Message, MyChannel } from "../../protocol/index.ts";
import { tokens } from "../../protocol/search/indexed.ts";
import { SearchFollower } from "../../worker/room/followers/search.ts";
import { RoomLog } from "../../worker/room/log/room-log.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { minuteOf } from "../../protocol/search/index-rows.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { D1WithFaults } from "./support/d1-with-faults.ts";
import { expectFound, foundIn } from "./support/found.ts";
import { channelFacts, inObject } from "./support/in-room.ts";
import { codeOf, roomIn, react, ada } from "./support/whole-room.ts";

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
function following(sql: SqlStorage) {
  const log = new RoomLog(sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
  const search = new D1WithFaults(env.SEARCH);
  vi.spyOn(scheduler, "wait").mockImplementation(async () => undefined);
  const follower = new SearchFollower(log, search.binding, env.DB);
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
