/** A whole room in an object of its own: what it makes of frames, calls and alarms, and whom it tells. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { CLOSE, FRAME_MAX_BYTES, type ChannelEvent, type Message } from "../../../protocol/index.ts";
import { handleKey } from "../../../worker/handles/handles.ts";
import { ChannelRoom } from "../../../worker/room/channel-room.ts";
import { Handshake } from "../../../worker/room/sockets/handshake.ts";
import { SAVE_EVERY_MS } from "../../../worker/room/readers/read-marks.ts";
import { SAFETY_MS } from "../../../worker/room/timers/alarm.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import {
  CHANNEL_HEADER,
  IDENTITY_HEADER,
  RECONNECT_HEADER,
  writeHeader,
  type RoomAttachment,
} from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf, factsFor, storedIn } from "../support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { hubsOf, inObject, roomsOf, somebody } from "../support/in-room.ts";
import type { ChannelFacts, RoomNotice, SocketIdentity } from "../../../worker/room/contract.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let tess: Somebody;
/** Member id → the hash by which their session is found. */
const hashes = new Map<string, string>();
beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
  tess = await classroom.person("teacher", { handle: "tess" });
  for (const { id, userNo } of [ada, bo, tess]) {
    const sql = "select token_hash as h from sessions where user_no = ?";
    hashes.set(id, (await env.DB.prepare(sql).bind(userNo).first<string>("h"))!);
  }
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const expectSoon = (look: () => unknown) => vi.waitFor(look, { timeout: 2_000, interval: 2 });
type Of<T extends ChannelEvent["type"]> = Extract<ChannelEvent, { type: T }>;

/** A room, its channel in D1, and what it told the hub and other rooms. */
async function roomIn(state: DurableObjectState, more: { kind?: string; limits?: object; facts?: ChannelFacts } = {}) {
  const { kind = "private", limits = {} } = more;
  const { id, no } = await channelOf([ada, bo, tess], { kind });
  const facts = more.facts ?? (await factsFor(id));
  const d1 = new D1WithFaults(env.DB);
  const notices: RoomNotice[] = [];
  const told: unknown[][] = [];
  const others: { answer: unknown } = { answer: true };
  const hear =
    (what: string) =>
    async (...given: unknown[]) => {
      told.push([what, ...given]);
      return others.answer;
    };
  const hubs = hubsOf({
    notice: async (notice) => (notices.push(structuredClone(notice)), null),
    tell: hear("tell") as never,
    channelJoined: hear("channelJoined") as never,
  });
  const names: string[] = [];
  const rooms = roomsOf(
    {
      obey: hear("obey") as never,
      threadOpened: hear("threadOpened") as never,
      threadChanged: hear("threadChanged") as never,
      takeCopy: async (...given: unknown[]) => (told.push(["takeCopy", ...given]), null),
    },
    names,
  );
  const waiting: Promise<unknown>[] = [];
  vi.spyOn(state, "waitUntil").mockImplementation((work) => void waiting.push(work));
  // Its alarm does not ring by itself: a test rings it.
  let alarmAt: number | null = null;
  vi.spyOn(state.storage, "setAlarm").mockImplementation(async (at) => void (alarmAt = Number(at)));
  vi.spyOn(state.storage, "getAlarm").mockImplementation(async () => alarmAt);
  const limitsJson = JSON.stringify(limits);
  const begin = () =>
    new ChannelRoom(state, { ...env, DB: d1.binding, HUBS: hubs, ROOMS: rooms, PLACE_LIMITS: limitsJson } as Env);
  const part = { room: begin() };
  /** All that the room does behind its answers. */
  const settled = async () => {
    while (waiting.length > 0) await Promise.all(waiting.splice(0));
  };
  const ring = async () => {
    alarmAt = null;
    await part.room.alarm();
    await settled();
  };
  const who = (person: Somebody, changes: Partial<SocketIdentity> = {}) =>
    somebody(person.id, {
      memberNo: person.no,
      handleKey: handleKey(person.handle),
      role: person === tess ? "teacher" : "student",
      tokenHash: hashes.get(person.id)!,
      ...changes,
    });
  const enter = (headers: Record<string, string>, rev?: number) =>
    part.room.fetch(new Request(`https://room/${rev === undefined ? "" : `?rev=${rev}`}`, { headers }));
  const open = async (person: Somebody, changes: Partial<RoomAttachment> = {}, rev?: number) => {
    const known = new Set(state.getWebSockets());
    const response = await enter(
      {
        [IDENTITY_HEADER]: writeHeader({ ...who(person), readSeq: 0, ...changes }),
        [CHANNEL_HEADER]: writeHeader(facts),
      },
      rev,
    );
    const client = response.webSocket!;
    const frames: ChannelEvent[] = [];
    let code: number | undefined;
    client.addEventListener("message", ({ data }) => frames.push(JSON.parse(String(data)) as ChannelEvent));
    client.addEventListener("close", (event) => (code = event.code));
    client.accept();
    const socket = state.getWebSockets().find((each) => !known.has(each))!;
    const heard = <T extends ChannelEvent["type"]>(type: T) =>
      frames.filter((frame): frame is Of<T> => frame.type === type);
    const say = (frame: object) => part.room.webSocketMessage(socket, JSON.stringify(frame));
    const next = async <T extends ChannelEvent["type"]>(type: T, count = 1) => {
      await expectSoon(() => expect(heard(type).length).toBeGreaterThanOrEqual(count));
      return heard(type)[count - 1]!;
    };
    const post = (body: string, extra: object = {}) => {
      const message = { type: "post", id: uuidv7(), body, ...extra };
      say(message);
      return message.id;
    };
    return { socket, client, frames, heard, say, next, post, closed: () => code };
  };
  const log = () => new RoomLog(state.storage.sql);
  const post = async (person: Somebody, body: string, extra: object = {}) =>
    part.room.post(facts, who(person), { id: uuidv7(), body, ...extra });
  return {
    ...{ id, no, facts, d1, notices, told, names, others, settled, ring, who, enter, open, log, post, part },
    get room() {
      return part.room;
    },
    rings: () => alarmAt,
    sleep: () => (part.room = begin()),
  };
}
const codeOf = (written: { ok: boolean; refusal?: { code: string } }) => written.refusal?.code ?? "ok";
const react = (emoji: string, on = true) => ({ type: "react", emoji, on }) as const;

describe("a socket", () => {
  test("P30: comes in with the newest page, and the room carries over what D1 lacks", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const part = await roomIn(state);
      const failing = part.d1.fail("messages");
      await part.post(ada, "one").catch(() => undefined);
      failing.end();
      await part.post(ada, "one");
      await part.settled();
      part.sleep();
      vi.useFakeTimers({ now: Date.now() + 10_000, toFake: ["Date"] });
      const a = await part.open(ada);
      expect((await a.next("welcome")).page.messages.map(({ body }) => body)).toEqual(["one"]);
      await part.settled();
      expect((await storedIn(part.id)).map(({ body }) => body)).toEqual(["one"]);
    });
  });

  test("of a thread: the channel's room hears that somebody is here", async () => {
    await inObject(async (state) => {
      const parent = await channelOf([ada, bo]);
      const { id, no } = await channelOf([ada, bo], { kind: "thread" });
      const facts: ChannelFacts = {
        ...(await factsFor(id)),
        ...{ channelNo: no, kind: "thread", thread: { seq: 5, parent: await factsFor(parent.id) } },
      };
      const { open, settled, told, names, room, others } = await roomIn(state, { facts });
      const a = await open(ada);
      await settled();
      expect(told).toEqual([["threadOpened", id]]);
      expect(names).toEqual([parent.id]);
      expect(await room.obey({ type: "sessionEnded", session: "nobody's" })).toBe(true);
      // Who is not here any more is not counted, and the next one is announced anew.
      a.client.close();
      expect(await room.obey({ type: "sessionEnded", session: `session-${ada.id}` })).toBe(false);
      others.answer = undefined;
      await open(bo);
      await settled();
      expect(told).toHaveLength(2);
    });
  });

  test("I6: of who is told that nobody is here, nobody comes back without being looked up", async () => {
    await inObject(async (state) => {
      const { room, open, enter } = await roomIn(state);
      const back = () => enter({ [RECONNECT_HEADER]: hashes.get(ada.id)! }, 0);
      expect((await back()).status).toBe(409);
      const a = await open(ada);
      expect((await back()).status).toBe(101);
      const [, second] = state.getWebSockets(`m:${ada.id}`);
      for (const socket of [a.socket, second!]) {
        socket.close(1000);
        await room.webSocketClose(socket, 1000, "");
      }
      expect((await back()).status).toBe(101);
      for (const socket of state.getWebSockets()) {
        socket.close(1000);
        await room.webSocketClose(socket, 1000, "");
      }
      expect(await room.obey({ type: "privacyChanged", member: bo.id, privacy: {} as never })).toBe(false);
      expect((await back()).status).toBe(409);
    });
  });

  test("I9: says nothing that is not understood; one that says too much is closed", async () => {
    await inObject(async (state) => {
      const { room, open } = await roomIn(state);
      const a = await open(ada);
      a.say({ type: "dance", ref: "r1" });
      expect(await a.next("refused")).toMatchObject({ ref: "r1", refusal: { code: "unknown_frame" } });
      expect(a.socket.readyState).toBe(WebSocket.OPEN);
      room.webSocketMessage(a.socket, "x".repeat(FRAME_MAX_BYTES));
      room.webSocketMessage(a.socket, "x".repeat(FRAME_MAX_BYTES + 1));
      expect((await a.next("refused", 3)).refusal.code).toBe("too_large");
      await expectSoon(() => expect(a.closed()).toBe(CLOSE.tooLarge));
    });
  });

  test("I6: that was put out is not heard any more, whatever it says", async () => {
    await inObject(async (state) => {
      const { room, open, log } = await roomIn(state);
      const a = await open(ada);
      await room.order({ type: "sessionEnded", session: `session-${ada.id}` });
      a.post("too late");
      await expectSoon(() => expect(a.closed()).toBe(CLOSE.sessionEnded));
      expect(log().head.seq).toBe(0);
    });
  });

  test("hears of a fault of ours, at once or late, and when to try again", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, open } = await roomIn(state);
      const a = await open(ada);
      await a.next("welcome");
      vi.spyOn(Handshake.prototype, "firstFrame").mockImplementation(() => {
        throw new Error("broken");
      });
      a.say({ type: "resume", rev: 0 });
      expect((await a.next("refused")).refusal).toMatchObject({ code: "internal", retryAfter: 1_000 });
      const line = JSON.parse(String(said.mock.calls[0]?.[0])) as object;
      expect(line).toMatchObject({ what: "frame", channel: id, type: "resume" });
      // What waits for D1 fails later.
      vi.restoreAllMocks();
      vi.spyOn(console, "error").mockImplementation(() => undefined);
      vi.spyOn(RoomLog.prototype, "wholeAt").mockImplementation(() => {
        throw new Error("broken");
      });
      a.say({ type: "edit", ref: "e", seq: 1, body: "x" });
      expect(await a.next("refused", 2)).toMatchObject({ ref: "e", refusal: { code: "internal" } });
    });
  });

  test("is answered when it closes or is cut, and what its reader read goes to D1; the hub hears what waits", async () => {
    await inObject(async (state) => {
      const { room, d1, no, open, post, notices, settled } = await roomIn(state);
      const [a, b] = [await open(ada), await open(bo)];
      for (const body of ["one", "two"]) await post(tess, body);
      await settled();
      const read = async (person: Somebody) =>
        env.DB.prepare("select read_seq as seq from memberships where channel_no = ? and member_no = ?")
          .bind(no, person.no)
          .first<number>("seq");
      a.say({ type: "markRead", seq: 2, quiet: true });
      const told = notices.length;
      await post(tess, "quiet");
      await post(tess, "burst");
      await post(tess, "waits");
      a.client.close(1000, "bye");
      await room.webSocketClose(a.socket, 1000, "bye");
      expect(await read(ada)).toBe(2);
      expect(await read(bo)).toBe(0);
      expect(notices.length).toBeGreaterThan(told);
      expect(notices.at(-1)!.seq).toBe(5);
      await expectSoon(() => expect(a.closed()).toBe(1000));
      const asked = d1.asked("memberships").length;
      await room.webSocketError(b.socket);
      expect(b.socket.readyState).not.toBe(WebSocket.OPEN);
      expect(d1.asked("memberships")).toHaveLength(asked);
    });
  });

  test("that closes before the room knows its channel breaks nothing", async () => {
    await inObject(async (state) => {
      const { room } = await roomIn(state);
      const { 1: socket } = new WebSocketPair();
      state.acceptWebSocket(socket);
      const left: RoomAttachment = { ...somebody("ada"), leaseAt: 1, readSeq: 0, savedReadSeq: 0 };
      socket.serializeAttachment(left);
      await room.webSocketClose(socket, 1000, "");
      await room.alarm();
    });
  });

  test("I6: whose place is gone by the time its lease is confirmed has nothing done for it", async () => {
    await inObject(async (state) => {
      const { open, log, sleep } = await roomIn(state);
      const a = await open(ada, { tokenHash: "ended" });
      a.socket.serializeAttachment({ ...(a.socket.deserializeAttachment() as RoomAttachment), leaseAt: 1 });
      sleep();
      a.post("not mine any more");
      await expectSoon(() => expect(a.closed()).toBe(CLOSE.removed));
      expect(log().head.seq).toBe(0);
    });
  });

  test("whose lease is old and whose place is there is served after the question", async () => {
    await inObject(async (state) => {
      const { open, sleep, d1 } = await roomIn(state);
      const a = await open(ada);
      a.socket.serializeAttachment({ ...(a.socket.deserializeAttachment() as RoomAttachment), leaseAt: 1 });
      sleep();
      const id = a.post("still here");
      expect((await a.next("stored")).messages[0]!.id).toBe(id);
      expect(d1.asked("AS tokenHash")).toHaveLength(1);
    });
  });
});

describe("a frame", () => {
  test("I1: posts are acknowledged, told to all, told to the hub, and carried to D1", async () => {
    await inObject(async (state) => {
      const { id, room, facts, open, notices, settled } = await roomIn(state);
      const [a, b] = [await open(ada), await open(bo)];
      const message = a.post("@bob look");
      expect((await a.next("stored")).messages[0]).toMatchObject({ id: message, seq: 1, rev: 1 });
      expect((await b.next("changed")).changes[0]).toMatchObject({ seq: 1, body: "@bob look" });
      await settled();
      expect(await storedIn(id)).toHaveLength(1);
      expect(notices).toEqual([expect.objectContaining({ channel: id, seq: 1, own: { [ada.id]: [1] } })]);
      expect(notices[0]!.named).toHaveLength(1);
      const steps = (await room.traceOf(facts, 1))!.map(({ step }) => step);
      expect(steps).toEqual(["received", "committed", "told", "kept"]);
      expect([await room.traceOf(facts, 2), await room.traceOf(facts, 0)]).toEqual([null, []]);
    });
  });

  test("changes are answered, told, and carried; what changes nothing is answered alone, a refusal with its reference", async () => {
    await inObject(async (state) => {
      const { id, open, settled, notices } = await roomIn(state);
      const [a, b] = [await open(ada), await open(bo)];
      a.post("one");
      await b.next("changed");
      a.say({ type: "edit", ref: "e", seq: 1, body: "two" });
      expect(await a.next("done")).toEqual({ type: "done", ref: "e", seq: 1, rev: 2 });
      expect((await b.next("changed", 2)).changes[0]).toMatchObject({ body: "two", rev: 2 });
      b.say({ type: "act", ref: "r", seq: 1, act: react("👍") });
      expect(await b.next("done")).toEqual({ type: "done", ref: "r", seq: 1, rev: 3 });
      a.say({ type: "edit", ref: "again", seq: 1, body: "two" });
      expect(await a.next("done", 2)).toMatchObject({ ref: "again", rev: 3 });
      b.say({ type: "delete", ref: "no", seq: 1 });
      expect(await b.next("refused")).toMatchObject({ ref: "no", refusal: { code: "forbidden" } });
      b.say({ type: "edit", ref: "none", seq: 2, body: "x" });
      expect(await b.next("refused", 2)).toMatchObject({ ref: "none", refusal: { code: "not_found" } });
      expect(notices.some(({ deleted }) => deleted)).toBe(false);
      a.say({ type: "delete", ref: "d", seq: 1 });
      expect(await a.next("done", 3)).toMatchObject({ ref: "d", rev: 4 });
      await settled();
      expect(b.heard("changed")).toHaveLength(4);
      expect(await storedIn(id)).toEqual([expect.objectContaining({ rev: 4, body: "" })]);
      await expectSoon(() => expect(notices.flatMap(({ deleted = [] }) => deleted).map(({ seq }) => seq)).toEqual([1]));
    });
  });

  test("what a message that is deleted had named is told to the hub, from while it had its words", async () => {
    await inObject(async (state) => {
      const { facts, who, post, room, notices } = await roomIn(state);
      await post(ada, "@bob look");
      await room.change(facts, who(ada), { type: "delete", seq: 1 });
      await expectSoon(() =>
        expect(notices.flatMap(({ deleted = [] }) => deleted)).toEqual([
          { seq: 1, author: ada.id, handles: ["bob"], reach: [] },
        ]),
      );
    });
  });

  test("a page, and a hole that is filled, are answered at a pace", async () => {
    await inObject(async (state) => {
      const slow = { burst: 1, perSecond: 0.001 };
      const { open, post } = await roomIn(state, { limits: { page: slow, resume: slow } });
      const a = await open(ada);
      for (const body of ["one", "two"]) await post(bo, body);
      a.say({ type: "page", ref: "p", before: 2 });
      const { ref, page } = await a.next("page");
      expect([ref, page.messages.map(({ body }) => body)]).toEqual(["p", ["one"]]);
      a.say({ type: "page", ref: "q", before: 2 });
      expect(await a.next("refused")).toMatchObject({ ref: "q", refusal: { code: "too_fast" } });
      expect((await a.next("refused")).refusal.retryAfter).toBeGreaterThan(900_000);
      a.say({ type: "resume", rev: 1 });
      expect((await a.next("resumed")).changes.map(({ body }) => body)).toEqual(["two"]);
      a.say({ type: "resume", rev: 1 });
      const refused = await a.next("refused", 2);
      expect(refused).toMatchObject({ refusal: { code: "too_fast" } });
      expect(refused).not.toHaveProperty("ref");
      expect(refused.refusal.retryAfter).toBeGreaterThan(900_000);
      expect([a.heard("page"), a.heard("resumed")].map(({ length }) => length)).toEqual([1, 1]);
    });
  });

  test("that somebody writes is told to the others, where they may write", async () => {
    await inObject(async (state) => {
      const { room, open } = await roomIn(state);
      const [a, b] = [await open(ada), await open(bo)];
      a.say({ type: "typing" });
      expect(await b.next("typed")).toEqual({ type: "typed", member: ada.id });
      const t = await open(tess);
      await room.order({ type: "rulesChanged", rules: { posting: "staff", archived: false } });
      a.say({ type: "typing" });
      t.say({ type: "typing" });
      expect((await b.next("typed", 2)).member).toBe(tess.id);
      expect([a.heard("typed").length, t.heard("typed").length]).toEqual([1, 0]);
    });
  });

  test("R12, R86: a read mark goes to the hub and to those who see it, no further than there is anything, and not back", async () => {
    await inObject(async (state) => {
      const { open, post, notices, no, rings } = await roomIn(state, { kind: "group" });
      const [a, b] = [await open(ada), await open(bo)];
      for (const body of ["one", "two"]) await post(tess, body);
      await expectSoon(() => expect(notices.at(-1)?.seq).toBe(2));
      notices.length = 0;
      a.say({ type: "markRead", seq: 9 });
      a.say({ type: "markRead", seq: 1 });
      expect(await b.next("seen")).toMatchObject({ member: ada.id, seq: 2 });
      b.say({ type: "markRead", seq: 1, quiet: true });
      expect(await a.next("seen")).toMatchObject({ member: bo.id, seq: 1 });
      await expectSoon(() => expect(notices.map(({ reads }) => reads)).toEqual([{ [ada.id]: 2 }]));
      expect([a.heard("seen").length, b.heard("seen").length]).toEqual([1, 1]);
      const now = Date.now();
      expect(rings()!).toBeLessThanOrEqual(now + SAVE_EVERY_MS);
      // It is due by then: the alarm saves it, or the next mark does.
      const saved = async () =>
        (await env.DB.prepare("select max(read_seq) as seq, count(read_at) as n from memberships where channel_no = ?")
          .bind(no)
          .first<{ seq: number; n: number }>())!;
      vi.useFakeTimers({ now: now + SAVE_EVERY_MS + 1, toFake: ["Date"] });
      b.say({ type: "markRead", seq: 2, quiet: true });
      await expectSoon(async () => expect(await saved()).toEqual({ seq: 2, n: 2 }));
    });
  });
});

describe("what the log has trimmed", () => {
  /** A channel of whose 320 messages the log has the last 200. */
  async function longRoomIn(state: DurableObjectState, limits: object = {}) {
    const part = await roomIn(state, { limits });
    const messages = Array.from({ length: 320 }, (_, i) => ({
      ...{ id: uuidv7({ msecs: 1_000_000 + i }), author: ada.id, at: 1_000_000 + i, body: `line ${i + 1}` },
    }));
    const imported = await part.room.importMessages(part.facts, messages);
    expect(imported).toMatchObject({ stored: 320, known: 0 });
    await part.settled();
    expect(part.log().at(1)).toBeUndefined();
    part.d1.calls.length = 0;
    return { ...part, messages };
  }

  test("is changed, read and looked up all the same", async () => {
    await inObject(async (state) => {
      const { room, facts, who, log, open } = await longRoomIn(state);
      const b = await open(bo);
      const written = await room.change(facts, who(ada), { type: "edit", seq: 1, body: "changed" });
      expect(written).toMatchObject({ ok: true, isNew: true, message: { seq: 1, body: "changed", rev: 321 } });
      expect((await b.next("changed")).changes).toHaveLength(1);
      expect(log().at(1)?.body).toBe("changed");
      expect(await room.messageAt(facts, 2)).toMatchObject({ seq: 2, body: "line 2" });
      expect(await room.messageAt(facts, 1)).not.toHaveProperty("sealed");
      expect(await room.messageAt(facts, 999)).toBeUndefined();
      expect(await room.versions(facts, who(ada), 1)).toMatchObject({ ok: true, versions: [{ body: "line 1" }] });
      expect(await room.versions(facts, who(ada), 2)).toEqual({ ok: true, versions: [] });
      expect(codeOf(await room.change(facts, who(ada), { type: "edit", seq: 999, body: "x" }))).toBe("not_found");
    });
  });

  test("is asked of D1 at a pace; where D1 cannot be asked, that is said and noted", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const slow = { burst: 1, perSecond: 0.001 };
      const { id, room, facts, who, d1 } = await longRoomIn(state, { old: slow });
      const failing = d1.fail("messages");
      const edit = (seq: number, person = ada) => room.change(facts, who(person), { type: "edit", seq, body: "x" });
      const away = await edit(1);
      expect(away).toMatchObject({ ok: false, refusal: { code: "unavailable", retryAfter: 5_000 } });
      expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "oldMessage", channel: id });
      failing.end();
      expect(codeOf(await edit(2))).toBe("too_fast");
      // What is at hand costs nothing.
      expect(codeOf(await edit(320))).toBe("ok");
    });
  });

  test("that somebody brought back meanwhile is changed as it is now", async () => {
    await inObject(async (state) => {
      const { room, facts, who, d1 } = await longRoomIn(state);
      const asking = d1.hold("messages", { wait: "after" });
      const [first, second] = [
        room.change(facts, who(ada), { type: "act", seq: 1, act: react("👍") }),
        room.change(facts, who(bo), { type: "act", seq: 1, act: react("👍") }),
      ];
      await asking.arrived(2);
      await asking.open();
      await Promise.all([first, second]);
      expect((await room.messageAt(facts, 1))?.meta?.reactions?.[0]?.count).toBe(2);
    });
  });

  test("a page from D1 is completed by what changed since, within its places", async () => {
    await inObject(async (state) => {
      const { room, facts, who } = await longRoomIn(state);
      for (const seq of [150, 250]) await room.change(facts, who(ada), { type: "edit", seq, body: "new" });
      const { changes, head } = await room.changesWithin(facts, 101, 200, 320);
      expect(changes.map(({ seq }) => seq)).toEqual([150]);
      expect(head).toEqual({ seq: 320, rev: 322 });
      const page = await room.newestPage(facts, 3);
      expect(page.messages.map(({ seq }) => seq)).toEqual([318, 319, 320]);
      expect(page).toMatchObject({ reachedStart: false, reachedEnd: true, rev: 322 });
    });
  });

  test("a new batch of an import is known by its ids, and one comes to its end where people write", async () => {
    await inObject(async (state) => {
      const { room, facts, messages, post, id } = await longRoomIn(state);
      const again = await room.importMessages(facts, messages.slice(0, 3));
      expect(again).toEqual({
        ...{ stored: 0, known: 3 },
        places: messages.slice(0, 3).map((message, i) => ({ id: message.id, seq: i + 1 })),
      });
      const written = await post(bo, "people are here");
      const newest = (written as { message: Message }).message;
      const next = { id: uuidv7({ msecs: 2_000_000 }), author: ada.id, at: 2_000_000, body: "more" };
      const takenOverBy = { message: newest.id, author: bo.id };
      expect(await room.importMessages(facts, [next])).toEqual({ stored: 0, known: 0, places: [], takenOverBy });
      expect(await room.importMessages(facts, messages.slice(0, 1))).toMatchObject({ stored: 0, known: 1 });
      // Where an import brought it in the beginning, when messages were not marked, it goes on.
      expect(await room.importMessages(facts, [next], newest.id)).toMatchObject({ stored: 1, known: 0 });
      const gone = { ...next, id: uuidv7({ msecs: 3_000_000 }), deletedAt: 3_000_001 };
      expect(await room.importMessages(facts, [gone])).toMatchObject({
        stored: 1,
        places: [{ id: gone.id, seq: 323 }],
      });
      expect((await storedIn(id)).length).toBe(323);
    });
  });
});

describe("calls", () => {
  test("a post by the worker is stored like any other, in its author's turn", async () => {
    await inObject(async (state) => {
      const { room, facts, who, post, open } = await roomIn(state);
      const b = await open(bo);
      const id = uuidv7();
      const [one, two] = await Promise.all([
        room.post(facts, who(ada), { id, body: "one" }),
        room.post(facts, who(ada), { id, body: "one", retry: true }),
      ]);
      expect([one, two].map((written) => written.ok && [written.message.seq, written.isNew])).toEqual([
        [1, true],
        [1, false],
      ]);
      expect((await b.next("changed")).changes).toHaveLength(1);
      expect(codeOf(await post(bo, "x", { alsoToChannel: true }))).toBe("invalid");
    });
  });

  test("a call whose work throws is answered by that", async () => {
    await inObject(async (state) => {
      const { room, facts, who } = await roomIn(state);
      await room.newestPage(facts, 1);
      vi.spyOn(RoomLog.prototype, "wholeAt").mockImplementation(() => {
        throw new Error("broken");
      });
      await expect(room.change(facts, who(ada), { type: "delete", seq: 1 })).rejects.toThrow("broken");
    });
  });

  test("every call tells the room its channel", async () => {
    type Call = (room: ChannelRoom, facts: ChannelFacts, who: SocketIdentity) => Promise<unknown>;
    const calls: Record<string, [Call, unknown]> = {
      change: [(room, facts, who) => room.change(facts, who, { type: "delete", seq: 1 }), { ok: false }],
      versions: [(room, facts, who) => room.versions(facts, who, 1), { ok: false }],
      traceOf: [(room, facts) => room.traceOf(facts, 1), null],
      messageAt: [(room, facts) => room.messageAt(facts, 1), undefined],
      deliver: [(room, facts) => room.deliver(facts, "none"), { ok: false, refusal: { code: "not_found" } }],
      newestPage: [(room, facts) => room.newestPage(facts, 1), { messages: [] }],
      changesWithin: [(room, facts) => room.changesWithin(facts, 1, 2, 0), { changes: [], head: { seq: 0, rev: 0 } }],
      importMessages: [(room, facts) => room.importMessages(facts, []), { stored: 0, known: 0, places: [] }],
      read: [(room, facts, who) => room.read(facts, who, 4), 0],
      moveReadBack: [(room, facts, who) => room.moveReadBack(facts, who, 4), 0],
      takeCopy: [
        (room, facts) =>
          room.takeCopy(
            facts,
            { id: uuidv7(), author: "x", body: "", deleted: true, fromThread: { channel: "t", seq: 1, root: 1 } },
            null,
            false,
          ),
        null,
      ],
      threadChanged: [
        (room, facts) => room.threadChanged(facts, 1, { channel: "t", count: 1, lastAt: 1, people: [], rev: 1 }),
        true,
      ],
    };
    for (const [what, [call, answer]] of Object.entries(calls))
      await inObject(async (state) => {
        const { room, facts, who } = await roomIn(state);
        const given = await call(room, facts, who(ada));
        if (typeof answer === "object" && answer !== null) expect(given, what).toMatchObject(answer);
        else expect(given, what).toEqual(answer);
        expect(state.storage.kv.get("facts"), what).toEqual(facts);
      });
  });

  test("R12: who reads without a socket is seen by others, and who moves their mark back moves it everywhere", async () => {
    await inObject(async (state) => {
      const { no, room, facts, who, post, open, enter, notices } = await roomIn(state, { kind: "group" });
      const [a, b] = [await open(ada), await open(bo)];
      for (const body of ["one", "two", "three"]) await post(tess, body);
      a.client.close();
      await room.webSocketClose(a.socket, 1000, "");
      const back = () => enter({ [RECONNECT_HEADER]: hashes.get(ada.id)! }, 0);
      expect(await room.read(facts, who(ada), 9)).toBe(3);
      expect(await b.next("seen")).toMatchObject({ member: ada.id, seq: 3 });
      // What the room knew of them is older than what D1 has now.
      expect((await back()).status).toBe(409);
      const again = await open(ada, { readSeq: 3 });
      const stored = () =>
        env.DB.prepare("select read_seq as seq from memberships where channel_no = ? and member_no = ?")
          .bind(no, ada.no)
          .first<number>("seq");
      await env.DB.prepare("update memberships set read_seq = 3 where channel_no = ? and member_no = ?")
        .bind(no, ada.no)
        .run();
      await expectSoon(() => expect(notices.at(-1)?.seq).toBe(3));
      expect(await room.moveReadBack(facts, who(ada), 1)).toBe(1);
      expect(await stored()).toBe(1);
      expect((again.socket.deserializeAttachment() as RoomAttachment).readSeq).toBe(1);
      expect(await room.moveReadBack(facts, who(ada), 99)).toBe(3);
    });
  });

  test("I6: what the channel is told of somebody is told to its open threads", async () => {
    await inObject(async (state) => {
      const { room, facts, told, names } = await roomIn(state);
      await room.newestPage(facts, 1);
      await room.threadOpened("thread-1");
      const order = { type: "memberLeft", member: ada.id } as const;
      await room.order(order);
      expect(told).toEqual([["obey", order]]);
      expect(names).toEqual(["thread-1"]);
    });
  });

  test("what a thread says of its channel may be old: the room keeps what it was told itself", async () => {
    await inObject(async (state) => {
      const { room, facts, who } = await roomIn(state);
      await room.newestPage(facts, 1);
      await room.order({ type: "rulesChanged", rules: { posting: "staff", archived: false } });
      const fromThread = { channel: "t", seq: 1, root: 1 };
      const copy = { id: uuidv7(), author: ada.id, body: "copy", deleted: false, fromThread };
      expect((await room.takeCopy(facts, copy, who(ada), false))?.code).toBe("read_only");
      await room.threadChanged(facts, 1, { channel: "t", count: 1, lastAt: 1, people: [], rev: 1 });
      expect((await room.takeCopy(facts, copy, who(ada), false))?.code).toBe("read_only");
    });
  });

  test("a thread's summary is told on its root, and that it is in D1; a copy follows its reply", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, room, facts, who, post, open, d1, settled, notices, rings } = await roomIn(state);
      const b = await open(bo);
      await post(ada, "root");
      await settled();
      const summary = { channel: "thread", count: 2, lastAt: 9, people: [bo.id], rev: 2 };
      expect(await room.threadChanged(facts, 1, summary)).toBe(true);
      const { rev: _rev, ...thread } = summary;
      await expectSoon(() => expect(b.heard("changed").at(-1)?.changes[0]?.meta).toEqual({ thread }));
      expect(await storedIn(id)).toEqual([expect.objectContaining({ rev: 2 })]);
      const failing = d1.fail("messages");
      expect(await room.threadChanged(facts, 1, { ...summary, rev: 3 })).toBe(false);
      failing.end();
      const copy = {
        ...{ id: uuidv7(), author: ada.id, body: "copy", deleted: false },
        fromThread: { channel: "thread", seq: 2, root: 1 },
      };
      expect(await room.takeCopy(facts, copy, who(ada), false)).toBeNull();
      expect(await room.takeCopy(facts, { ...copy, body: "edited" }, null, false)).toBeNull();
      await expectSoon(() => expect(b.heard("changed").at(-1)?.changes[0]).toMatchObject({ seq: 2, body: "edited" }));
      expect(await room.takeCopy(facts, { ...copy, body: "", deleted: true }, null, true)).toBeNull();
      await expectSoon(() => expect(b.heard("changed").at(-1)?.changes[0]).toHaveProperty("deletedAt"));
      await expectSoon(() => expect(notices.flatMap(({ deleted = [] }) => deleted).map(({ seq }) => seq)).toEqual([2]));
      expect(rings()).not.toBeNull();
    });
  });

  test("in a thread: what is posted and deleted is told to its root, a reply that goes to the channel is carried there", async () => {
    await inObject(async (state) => {
      const { id } = await channelOf([ada, bo], { kind: "thread" });
      const parent = { ...(await factsFor(id)), channelId: "home", kind: "private" as const };
      const facts: ChannelFacts = { ...(await factsFor(id)), kind: "thread", thread: { seq: 5, parent } };
      const { room, told, post, who, settled } = await roomIn(state, { facts });
      const reply = await post(ada, "both", { alsoToChannel: true });
      await settled();
      const [summary, copied] = ["threadChanged", "takeCopy"].map((what) => told.filter(([each]) => each === what));
      expect(summary!.map(([, , seq, told]) => [seq, (told as { count: number }).count])).toEqual([[5, 1]]);
      expect(copied!.map(([, , copy]) => (copy as { body: string }).body)).toEqual(["both"]);
      expect(reply.ok).toBe(true);
      told.length = 0;
      await room.change(facts, who(ada), { type: "delete", seq: 1 });
      await settled();
      expect(told.map(([what]) => what).sort()).toEqual(["takeCopy", "threadChanged"]);
    });
  });
});

describe("an emoji of the class", () => {
  test("R61: is asked of D1 at a pace before somebody reacts with it; one that is not there is refused", async () => {
    await inObject(async (state) => {
      const { room, facts, who, post } = await roomIn(state, { limits: { old: { burst: 2, perSecond: 0.001 } } });
      await env.DB.prepare(
        "insert or ignore into emoji (workspace_no, name, version, type, bytes, created_by, created_at) values (?, 'party', 'v1', 'image/png', 1, ?, 1)",
      )
        .bind(facts.workspaceNo, ada.no)
        .run();
      await post(ada, "one");
      const act = (emoji: string) => room.change(facts, who(ada), { type: "act", seq: 1, act: react(emoji) });
      expect(codeOf(await act(":party:"))).toBe("ok");
      expect(await act(":nothing:")).toMatchObject({ ok: false, refusal: { code: "invalid", field: "emoji" } });
      expect(codeOf(await act(":another:"))).toBe("too_fast");
      expect(codeOf(await act("👍"))).toBe("ok");
    });
  });
});

describe("the alarm", () => {
  const draft = { question: "?", options: ["a", "b"], multiple: false, secret: false, sealed: false, open: false };

  test("P21: closes a poll at its time and tells it, once; one that D1 does not give is closed later", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, post, open, settled, d1, sleep, rings, ring } = await roomIn(state);
      const b = await open(bo);
      const closesAt = Date.now() + 60_000;
      await post(ada, "vote", { poll: { ...draft, closesAt } });
      await post(ada, "plain");
      await settled();
      expect(rings()).toBeLessThanOrEqual(closesAt);
      sleep();
      vi.useFakeTimers({ now: closesAt - 1, toFake: ["Date"] });
      await ring();
      expect(b.heard("changed")).toHaveLength(2);
      // The log has let go of it, and D1 cannot be asked.
      vi.setSystemTime(closesAt);
      const gone = vi.spyOn(RoomLog.prototype, "wholeAt").mockReturnValue(undefined);
      const failing = d1.fail("messages");
      await ring();
      const line = said.mock.calls.map(([text]) => JSON.parse(String(text)) as { what: string });
      expect(line).toContainEqual(expect.objectContaining({ what: "closePolls", channel: id, item: 1 }));
      expect(rings()).toBe(closesAt + 30_000);
      gone.mockRestore();
      failing.end();
      vi.setSystemTime(closesAt + 30_000);
      await ring();
      await expectSoon(() => expect(b.heard("changed")).toHaveLength(3));
      expect(b.heard("changed")[2]!.changes[0]?.meta?.poll?.closedAt).toBe(closesAt + 30_000);
      expect((await storedIn(id)).map(({ rev }) => rev)).toEqual([3, 2]);
      await ring();
      expect(b.heard("changed")).toHaveLength(3);
    });
  });

  test("carries over what is not in D1 and comes again while it is not; with nothing left it rings no more", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, room, post, d1, settled, rings, ring } = await roomIn(state);
      const failing = d1.fail("messages");
      await room.newestPage((await factsFor(id)) as ChannelFacts, 1).catch(() => undefined);
      failing.end();
      await post(ada, "first");
      await settled();
      const away = d1.fail("messages");
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      await post(ada, "one");
      await settled();
      expect(rings()).toBeGreaterThan(now);
      vi.setSystemTime(now + SAFETY_MS);
      await ring();
      expect(rings()).toBe(now + 2 * SAFETY_MS);
      away.end();
      vi.setSystemTime(now + 2 * SAFETY_MS);
      await ring();
      expect(await storedIn(id)).toHaveLength(2);
      expect(rings()).toBeNull();
    });
  });

  test("while people talk and marks wait it comes again by itself; what fails keeps the rest from nothing", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, no, post, open, settled, rings, ring } = await roomIn(state);
      const a = await open(ada);
      await post(bo, "one");
      await settled();
      a.say({ type: "markRead", seq: 1 });
      await settled();
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      await ring();
      expect(rings()).toBe(now + SAFETY_MS);
      // Nobody talks any more: the marks have a time of their own.
      vi.setSystemTime(now + SAFETY_MS + 1);
      await ring();
      const due = rings()!;
      expect(due).toBeGreaterThan(now + 2 * SAFETY_MS);
      expect(due).toBeLessThanOrEqual(now + SAVE_EVERY_MS);
      const stored = () =>
        env.DB.prepare("select read_seq as seq from memberships where channel_no = ? and member_no = ?")
          .bind(no, ada.no)
          .first<number>("seq");
      expect(await stored()).toBe(0);
      vi.setSystemTime(due);
      vi.spyOn(RoomLog.prototype, "keepConfirmed").mockImplementation(() => {
        throw new Error("broken");
      });
      await ring();
      expect(await stored()).toBe(1);
      const lines = said.mock.calls.map(([text]) => JSON.parse(String(text)) as object);
      expect(lines).toEqual([expect.objectContaining({ what: "trim", channel: id })]);
      expect(rings()).toBe(due + SAFETY_MS);
    });
  });

  test("P21: posts what is scheduled at its time, in its author's name, once; by hand before it", async () => {
    await inObject(async (state) => {
      const { id, no, facts, room, told, open, settled, rings, ring } = await roomIn(state);
      const b = await open(bo);
      const at = Date.now() + 600_000;
      const schedule = async (item: string, body: string) => {
        await env.DB.prepare(
          "insert into scheduled (id, channel_no, member_no, body, at, wall_clock, zone, created_at) values (?, ?, ?, ?, ?, '2026-01-01T09:00:00', 'UTC', 1)",
        )
          .bind(item, no, ada.no, body, at)
          .run();
        await room.schedule(facts, item, at);
      };
      const [one, two] = [uuidv7(), uuidv7()];
      await schedule(one, "at its time");
      await settled();
      expect(rings()).toBe(at);
      await schedule(two, "by hand");
      expect(await room.deliver(facts, two)).toMatchObject({ ok: true, message: { body: "by hand", author: ada.id } });
      vi.useFakeTimers({ now: at, toFake: ["Date"] });
      await ring();
      await expectSoon(() =>
        expect(b.heard("changed").flatMap(({ changes }) => changes.map(({ body }) => body))).toEqual([
          "by hand",
          "at its time",
        ]),
      );
      expect(told.filter(([what]) => what === "tell")).toHaveLength(2);
      expect(rings()).toBeLessThanOrEqual(at + SAFETY_MS);
      await ring();
      expect(await storedIn(id)).toHaveLength(2);
      await room.schedule(facts, one, at + 5_000_000);
      await room.schedule(facts, one, null);
    });
  });

  test("I10: tells the hub what waited, and a thread's channel what it was not told", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { room, post, notices, settled } = await roomIn(state);
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      for (const body of ["1", "2", "3", "4"]) await post(ada, body);
      await settled();
      const told = notices.length;
      expect(notices.at(-1)!.seq).toBeLessThan(4);
      vi.setSystemTime(now + 8_000);
      await room.alarm();
      expect(notices).toHaveLength(told + 1);
      expect(notices.at(-1)!.seq).toBe(4);
    });
  });
});

test("a room that nobody told its channel has nothing to say to its alarm", async () => {
  await inObject(async (state) => {
    const { room, rings } = await roomIn(state);
    await room.alarm();
    expect(rings()).toBeNull();
  });
});
