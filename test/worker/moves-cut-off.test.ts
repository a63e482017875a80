/** A move that is cut off at one of its steps, or meets another one: every message stands once, and what is told of it is what was done. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { Message, Page } from "../../protocol/index.ts";
import { tombstone } from "../../worker/room/commit/edited.ts";
import { Moves } from "../../worker/room/commit/moves.ts";
import type { ChannelFacts, Room } from "../../worker/room/contract.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import type { RoomLog } from "../../worker/room/log/room-log.ts";
import type { MoveAct } from "../../worker/store/moves.ts";
import { recordMove } from "../../worker/store/moves.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { begun, draft } from "./support/filled-log.ts";
import { channelFacts, inObject } from "./support/in-room.ts";

let classroom: Classroom;
let teacher: Somebody;
let there: { id: string; no: number };
let elsewhere: { id: string; no: number };
let target: ChannelFacts;
let other: ChannelFacts;
beforeEach(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  there = await channelOf([teacher], { kind: "public" });
  elsewhere = await channelOf([teacher], { kind: "public" });
  [target, other] = [await factsFor(there.id), await factsFor(elsewhere.id)];
});

const page = async (where: { id: string }) =>
  (await teacher.get<Page>(`/channels/${where.id}/messages?limit=50`)).body.messages;
const bodies = async (where: { id: string }) =>
  (await page(where)).map(({ body, deletedAt }) => (deletedAt === undefined ? body : null));
const out = (id: string, seqs: number[], to = target) =>
  ({ type: "out", id, seqs, target: to, by: teacher.id }) as const;
const back = (id: string) => ({ type: "back", id, since: 0, by: teacher.id }) as const;

/** The room where they stand, with two messages; `awake` is the same room after a kill. */
interface Here {
  log: RoomLog;
  awake: () => Moves;
  acts: MoveAct[];
  /** Between it and the other rooms: by default nothing. */
  on: { move: Room["move"] | undefined; record: ((act: MoveAct) => void) | undefined };
}
const inRoom = <T>(work: (here: Here) => Promise<T>) =>
  inObject(async (state) => {
    const log = begun(state.storage.sql);
    log.append(draft(1));
    log.append(draft(2));
    const acts: MoveAct[] = [];
    const on: Here["on"] = { move: undefined, record: undefined };
    const rooms = {
      getByName: (id: string) => ({
        move: (...asked: Parameters<Room["move"]>) => on.move?.(...asked) ?? roomOf(env, id).move(...asked),
      }),
    } as unknown as Env["ROOMS"];
    const awake = () =>
      new Moves({
        ...{ facts: () => channelFacts(), storage: state.storage, log, env: { ROOMS: rooms } },
        stored: (seq) => Promise.resolve(log.storedMessageAt(seq)),
        readOlderIds: () => Promise.resolve(),
        posted: () => undefined,
        changedMany: () => undefined,
        record: (act) => {
          on.record?.(act);
          acts.push(act);
          return Promise.resolve();
        },
        waits: () => undefined,
        hang: () => Promise.resolve(),
        threadsGo: () => Promise.resolve(0),
      });
    return work({ log, awake, acts, on });
  });
const cut = () => {
  throw new Error("cut off");
};
/** Carries it out and loses the answer. */
const cutAfter =
  (type: string): Room["move"] =>
  async (facts, order) => {
    const answer = await roomOf(env, facts.channelId).move(facts, order);
    return order.type === type ? cut() : answer;
  };

describe("two who move the same", () => {
  it("I1: at once to the same place: it stands there once, and neither takes away what the other brought", async () => {
    const told = await inRoom(async ({ awake, log, acts }) => {
      const moves = awake();
      const both = await Promise.all([moves.carryOut(out("one", [1, 2])), moves.carryOut(out("two", [1, 2]))]);
      return { places: both.map(({ places }) => places.length), acts, stone: log.at(1)?.meta?.movedTo };
    });
    expect(told.places).toEqual([2, 0]);
    expect(told.stone).toEqual({ channel: there.id, seq: 1 });
    expect(told.acts).toMatchObject([{ id: "one", act: "messagesMoved", messages: 2, seq: 1 }]);
    expect(await bodies(there)).toEqual(["line 1", "line 2"]);
  });

  it("I1: to two places: it stands in one of them, and in the other there is not even a trace", async () => {
    const places = await inRoom(async ({ awake }) => {
      const moves = awake();
      const both = [moves.carryOut(out("one", [1])), moves.carryOut(out("two", [1, 2], other))];
      return (await Promise.all(both)).map((moved) => moved.places);
    });
    expect(places).toEqual([[{ from: 1, to: 1 }], [{ from: 2, to: 1 }]]);
    expect(await bodies(there)).toEqual(["line 1"]);
    expect(await bodies(elsewhere)).toEqual(["line 2"]);
  });

  it("one whose target cannot be reached keeps none of those behind it", async () => {
    const states = await inRoom(async ({ awake, on, log }) => {
      on.move = () => cut();
      await awake().carryOut(out("one", [1]));
      await awake().carryOut(out("two", [2], other));
      on.move = (facts, order) =>
        facts.channelId === there.id ? cut() : roomOf(env, facts.channelId).move(facts, order);
      const woken = awake();
      await expect(woken.ring(channelFacts(), Date.now())).rejects.toThrow("cut off");
      expect(woken.next).toBeGreaterThan(0);
      return [log.at(1)?.meta?.movedTo, log.at(2)?.meta?.movedTo];
    });
    expect(states).toEqual([undefined, { channel: elsewhere.id, seq: 1 }]);
  });
});

describe("the audit", () => {
  it("says that they were moved when they were, once, and is caught up with where it could not be written", async () => {
    await inRoom(async ({ awake, acts, on }) => {
      on.move = cutAfter("take");
      await awake().carryOut(out("m", [1, 2]));
      expect(acts).toEqual([]);
      on.move = undefined;
      on.record = cut;
      const moves = awake();
      await expect(moves.ring(channelFacts(), Date.now())).rejects.toThrow("cut off");
      // They are there, and who asks is told so.
      expect(await moves.carryOut(out("m", [1, 2]))).toMatchObject({ isDone: true });
      expect(await bodies(there)).toEqual(["line 1", "line 2"]);
      on.record = undefined;
      const woken = awake();
      expect(woken.next).toBe(0);
      await woken.ring(channelFacts(), Date.now());
      await awake().ring(channelFacts(), Date.now());
      expect(acts.map(({ act, by, messages }) => [act, by, messages])).toEqual([["messagesMoved", teacher.id, 2]]);
      await woken.carryOut(back("m"));
      expect(acts.map(({ act }) => act)).toEqual(["messagesMoved", "messagesMovedBack"]);
    });
  });

  it("has one row of a move that is told twice, and none of one of which all was deleted on the way", async () => {
    const { no: workspaceNo } = classroom;
    const act = { act: "messagesMoved", workspaceNo, channelNo: there.no, id: classroom.id, by: teacher.id } as const;
    for (let time = 0; time < 2; time++) await recordMove(env.DB, { ...act, messages: 1, answers: 0, seq: 4 });
    const rows = env.DB.prepare("select actor_no, details from audit_entries where workspace_no = ? and act = ?");
    expect((await rows.bind(workspaceNo, act.act).all()).results).toEqual([
      { actor_no: teacher.no, details: '{"messages":1,"seq":4}' },
    ]);
    const acts = await inRoom(async (here) => {
      here.log.change(tombstone(here.log.at(1)!, 5));
      expect(await here.awake().carryOut(out("m", [1]))).toMatchObject({ places: [], isDone: true });
      return here.acts;
    });
    expect(acts).toEqual([]);
  });
});

describe("taken back", () => {
  it("I1: cut off when it stands here again: what was deleted there meanwhile is deleted here, and all of it has left", async () => {
    const left = await inRoom(async ({ awake, on, log }) => {
      await awake().carryOut(out("m", [1, 2]));
      on.move = (facts, order) => (order.type === "leave" ? cut() : roomOf(env, facts.channelId).move(facts, order));
      expect(await awake().carryOut(back("m"))).toMatchObject({ isDone: false });
      expect([log.at(1)?.body, log.at(2)?.body]).toEqual(["line 1", "line 2"]);
      expect((await teacher.delete(`/channels/${there.id}/messages/2`)).status).toBeLessThan(300);
      on.move = cutAfter("leave");
      await awake()
        .ring(channelFacts(), Date.now())
        .catch(() => undefined);
      on.move = undefined;
      await awake().ring(channelFacts(), Date.now());
      return [log.at(1), log.at(2)].map((message) => [message?.body, message?.deletedAt === undefined]);
    });
    expect(left).toEqual([
      ["line 1", true],
      ["", false],
    ]);
    expect((await page(there)).map(({ meta }) => meta?.movedTo)).toEqual([{ channel: "channel-7", seq: 1 }, undefined]);
  });

  it("with what somebody changed between the look and the leaving", async () => {
    const body = await inRoom(async ({ awake, on, log }) => {
      await awake().carryOut(out("m", [1]));
      let isFirst = true;
      on.move = async (facts, order) => {
        if (order.type === "leave" && isFirst) {
          isFirst = false;
          const act = { act: { type: "react", emoji: "👍", on: true } };
          expect((await teacher.post(`/channels/${there.id}/messages/1/acts`, act)).status).toBe(200);
        }
        return roomOf(env, facts.channelId).move(facts, order);
      };
      expect(await awake().carryOut(back("m"))).toMatchObject({ isDone: true });
      const here: Message | undefined = log.at(1);
      return here?.meta?.reactions;
    });
    expect(body).toMatchObject([{ emoji: "👍" }]);
    expect(await bodies(there)).toEqual([null]);
  });
});

it("a target that was archived meanwhile stays so: what the job knew of it from before is not told to its room", async () => {
  await roomOf(env, there.id).move({ ...target, archived: true }, { type: "look", seqs: [1] });
  await inRoom(async ({ awake, log }) => {
    await awake().carryOut(out("m", [1]));
    expect(log.at(1)?.meta?.movedTo).toEqual({ channel: there.id, seq: 1 });
  });
  const kept = await runInDurableObject(env.ROOMS.getByName(there.id), (_room, state) =>
    state.storage.kv.get<{ facts: ChannelFacts }>("first"),
  );
  expect(kept?.facts.archived).toBe(true);
});
