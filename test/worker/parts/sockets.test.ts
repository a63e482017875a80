/** A room's sockets in a real object: who they are, what they hear and when, and how long they may. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { CLOSE, LEASE_MS, refusal, RESUME_MAX_CHANGES, type ChannelEvent } from "../../../protocol/index.ts";
import { GRACE_MS, Leases, NO_LEASE } from "../../../worker/room/sockets/leases.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { ChannelSockets, SOCKETS_PER_MEMBER } from "../../../worker/room/sockets/channel-sockets.ts";
import {
  answerClose,
  Attachments,
  closeSocket,
  CUT,
  isPutOut,
  readHeader,
  sendTo,
  writeHeader,
  type RoomAttachment,
} from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf } from "../support/channel.ts";
import { openClassroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { inObject, somebody } from "../support/in-room.ts";

const LEASES = "AS tokenHash";

let ada: Somebody;
let bo: Somebody;
let cy: Somebody;
let channelNo: number;
const hashes = new Map<string, string>();
beforeAll(async () => {
  const classroom = await openClassroom();
  [ada, bo, cy] = [await classroom.person("student"), await classroom.person("ta"), await classroom.person("student")];
  ({ no: channelNo } = await channelOf([ada, bo]));
  for (const { id, userNo } of [ada, bo, cy]) {
    const sql = "select token_hash as h from sessions where user_no = ?";
    hashes.set(id, (await env.DB.prepare(sql).bind(userNo).first<string>("h"))!);
  }
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const expectSoon = (look: () => unknown) => vi.waitFor(look, { timeout: 2_000, interval: 2 });

/** What the room knows of somebody whose permission was confirmed so long ago. */
const attachmentOf = (who: Somebody, agoMs = 0, more: Partial<RoomAttachment> = {}): RoomAttachment => ({
  ...somebody(who.id, { memberNo: who.no, tokenHash: hashes.get(who.id) ?? "nobody's" }),
  leaseAt: Date.now() - agoMs,
  readSeq: 0,
  savedReadSeq: 0,
  ...more,
});
const OLD = LEASE_MS + 1_000;

function socketsIn(state: DurableObjectState) {
  const d1 = new D1WithFaults(env.DB);
  const log = new RoomLog(state.storage.sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, [], true);
  const firstFrames: [number, number][] = [];
  const sockets = new ChannelSockets(state, {
    log,
    d1: d1.binding,
    membersNo: () => channelNo,
    about: () => ({ channel: "channel-7" }),
    firstFrame: (rev, readSeq) => (firstFrames.push([rev, readSeq]), `{"type":"welcome"}`),
  });
  const open = (who: Somebody, agoMs = 0, more: Partial<RoomAttachment> = {}) => {
    const { 0: client, 1: socket } = new WebSocketPair();
    sockets.accept(socket, attachmentOf(who, agoMs, more));
    const frames: ChannelEvent[] = [];
    let end: { code: number; reason: string } | undefined;
    client.addEventListener("message", ({ data }) => frames.push(JSON.parse(String(data)) as ChannelEvent));
    client.addEventListener("close", ({ code, reason }) => (end = { code, reason }));
    client.accept();
    const bodies = () =>
      frames.flatMap((frame) => (frame.type === "changed" ? frame.changes : [])).map(({ body }) => body);
    return { socket, client, frames, bodies, closed: () => end };
  };
  const say = (body: string) => {
    const afterRev = log.head.rev;
    const message = log.append({ id: uuidv7(), author: ada.id, at: 1, body });
    sockets.broadcast([message], afterRev);
    return message;
  };
  const seen = (member: string, seq = 1): ChannelEvent => ({ type: "seen", member, seq });
  return { sockets, log, d1, open, say, seen, firstFrames };
}

describe("a room's sockets", () => {
  test("are found by whose they are and by session, and who closes is not among those who are here", async () => {
    await inObject((state) => {
      const { sockets, open } = socketsIn(state);
      const [a, a2, b] = [open(ada), open(ada, 0, { session: "phone" }), open(bo)];
      expect(sockets.all()).toHaveLength(3);
      expect(sockets.ofMember(ada.id)).toHaveLength(2);
      expect(sockets.ofMember(bo.id)).toEqual([b.socket]);
      expect(sockets.ofSession("phone")).toEqual([a2.socket]);
      expect(sockets.members().sort()).toEqual([ada.id, ada.id, bo.id].sort());
      sockets.end(a.socket, CLOSE.removed, "gone");
      expect(sockets.members().sort()).toEqual([ada.id, bo.id].sort());
    });
  });

  test("of one person are twenty at most: the oldest makes room, and may come back", async () => {
    await inObject(async (state) => {
      const { open } = socketsIn(state);
      const b = open(bo);
      const all = Array.from({ length: SOCKETS_PER_MEMBER }, () => open(ada));
      expect(all.every(({ socket }) => socket.readyState === WebSocket.OPEN)).toBe(true);
      open(ada);
      await expectSoon(() => expect(all.flatMap(({ closed }) => closed()?.code ?? [])).toEqual([CLOSE.comeBack]));
      expect(b.socket.readyState).toBe(WebSocket.OPEN);
    });
  });

  test("hear what was changed in one frame, and a refusal with the reference by which its sender knows it", async () => {
    await inObject(async (state) => {
      const { sockets, open, say } = socketsIn(state);
      const [a, b] = [open(ada), open(bo)];
      const message = say("one");
      sockets.refuse(a.socket, "ref", refusal("invalid"));
      sockets.refuse(a.socket, undefined, refusal("invalid"));
      sockets.send(b.socket, { type: "typed", member: ada.id });
      await expectSoon(() => expect(a.frames).toHaveLength(3));
      expect(a.frames).toEqual([
        { type: "changed", changes: [message] },
        { type: "refused", ref: "ref", refusal: refusal("invalid") },
        { type: "refused", refusal: refusal("invalid") },
      ]);
      await expectSoon(() => expect(b.frames.at(-1)).toEqual({ type: "typed", member: ada.id }));
    });
  });

  test("hear what passes, but for the one it comes from and those it is not for", async () => {
    await inObject(async (state) => {
      const { sockets, open, say, d1 } = socketsIn(state);
      const [a, b, c] = [open(ada), open(bo), open(ada, OLD)];
      sockets.tellOthers(a.socket, { type: "typed", member: ada.id });
      sockets.tellOthers(null, { type: "typed", member: bo.id }, (socket) => socket === a.socket);
      await expectSoon(() => expect(b.frames).toEqual([{ type: "typed", member: ada.id }]));
      await expectSoon(() => expect(a.frames).toEqual([{ type: "typed", member: bo.id }]));
      // Who cannot be told for certain does not hear that somebody writes, nor is D1 asked for that.
      expect(d1.calls).toEqual([]);
      say("now");
      await expectSoon(() => expect(c.bodies()).toEqual(["now"]));
      expect(c.frames).toHaveLength(1);
    });
  });

  test("I3, I4: whose lease is old hear all that they missed once it is confirmed, in order and once", async () => {
    await inObject(async (state) => {
      const { sockets, open, say, seen, d1 } = socketsIn(state);
      const [a, old, older] = [open(ada), open(bo, OLD), open(bo, OLD)];
      const asking = d1.hold(LEASES);
      sockets.tellOthers(null, seen(ada.id, 1));
      say("one");
      await asking.arrived();
      say("two");
      sockets.tellOthers(null, seen(ada.id, 2));
      expect([old.frames, older.frames]).toEqual([[], []]);
      await asking.open();
      for (const reader of [old, older]) {
        await expectSoon(() => expect(reader.frames).toHaveLength(3));
        expect(reader.bodies()).toEqual(["one", "two"]);
        expect(reader.frames.slice(1)).toEqual([seen(ada.id, 1), seen(ada.id, 2)]);
      }
      say("three");
      await expectSoon(() => expect(old.bodies()).toEqual(["one", "two", "three"]));
      expect(a.bodies()).toEqual(["one", "two", "three"]);
      expect(d1.asked(LEASES)).toHaveLength(1);
    });
  });

  test("I3: who still waits for what they missed hears nothing before it, also when their lease is confirmed meanwhile", async () => {
    await inObject(async (state) => {
      const { sockets, open, say, d1 } = socketsIn(state);
      const old = open(bo, OLD);
      const asking = d1.hold(LEASES);
      say("one");
      await asking.arrived();
      // Somebody else's word makes the lease new before the answer that is waited for is here.
      sockets.change(old.socket, { leaseAt: Date.now() });
      say("two");
      sockets.tellOthers(null, { type: "typed", member: ada.id });
      await asking.open();
      await expectSoon(() => expect(old.bodies()).toEqual(["one", "two"]));
      expect(old.frames).toHaveLength(1);
    });
  });

  test("I4: who missed more than a frame tells, or what the log has no more, starts anew from the newest page", async () => {
    await inObject(async (state) => {
      const { log, open, say, firstFrames, d1 } = socketsIn(state);
      const fits = open(bo, OLD, { readSeq: 3 });
      let asking = d1.hold(LEASES);
      for (let i = 0; i < RESUME_MAX_CHANGES; i++) say(`${i}`);
      await asking.open();
      await expectSoon(() => expect(fits.bodies()).toHaveLength(RESUME_MAX_CHANGES));
      expect(firstFrames).toEqual([]);
      const late = open(bo, OLD, { readSeq: 4 });
      asking = d1.hold(LEASES);
      const { rev } = log.head;
      for (let i = 0; i <= RESUME_MAX_CHANGES; i++) say(`${i}`);
      await asking.open();
      await expectSoon(() => expect(late.frames).toEqual([{ type: "welcome" }]));
      expect(firstFrames).toEqual([[rev, 4]]);
      const trimmed = open(bo, OLD);
      asking = d1.hold(LEASES);
      const before = log.head.rev;
      for (let i = 0; i < 300; i++) say(`${i}`);
      log.confirm(log.head.rev);
      expect(log.trimmedRev).toBeGreaterThan(before);
      await asking.open();
      await expectSoon(() => expect(trimmed.frames).toEqual([{ type: "welcome" }]));
      expect(firstFrames.at(-1)).toEqual([before, 0]);
    });
  });

  test("keep a hundred frames at most for one that is being confirmed", async () => {
    await inObject(async (state) => {
      const { sockets, open, seen, d1 } = socketsIn(state);
      const old = open(bo, OLD);
      const asking = d1.hold(LEASES);
      for (let seq = 1; seq <= 103; seq++) sockets.tellOthers(null, seen(ada.id, seq));
      await asking.open();
      await expectSoon(() => expect(old.frames).toHaveLength(100));
      expect(old.frames.at(-1)).toEqual(seen(ada.id, 100));
      await scheduler.wait(5);
      expect(old.frames).toHaveLength(100);
    });
  });

  test("I5, I6: who lost their place is put out, and hears nothing of what was said meanwhile", async () => {
    await inObject(async (state) => {
      const { sockets, open, say, seen } = socketsIn(state);
      const gone = open(cy, OLD);
      expect(sockets.confirm(open(ada).socket)).toBe(true);
      sockets.tellOthers(null, seen(ada.id));
      say("secret");
      await expectSoon(() => expect(gone.closed()?.code).toBe(CLOSE.removed));
      expect(gone.frames).toEqual([{ type: "ended", code: CLOSE.removed }]);
    });
  });

  test("I6: who was put out is not confirmed by what was known of them, also where D1 cannot be asked", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { sockets, open, d1 } = socketsIn(state);
      const [a, b] = [open(ada), open(bo, OLD)];
      sockets.end(a.socket, CLOSE.sessionEnded, "signed out");
      expect(sockets.attachments.of(a.socket).leaseAt).toBe(NO_LEASE);
      await expectSoon(() => expect(a.closed()).toEqual({ code: CLOSE.sessionEnded, reason: "signed out" }));
      d1.fail(LEASES);
      expect(await sockets.confirm(b.socket)).toBe(true);
      expect(sockets.confirm(b.socket)).toBe(true);
      expect(sockets.confirm(a.socket)).not.toBe(true);
    });
  });
});

describe("a lease", () => {
  function leasesIn(state: DurableObjectState, no?: () => number | undefined) {
    const d1 = new D1WithFaults(env.DB);
    const attachments = new Attachments<RoomAttachment>();
    const about = () => ({ channel: "channel-7" });
    const leases = no ? new Leases(attachments, d1.binding, no, about) : new Leases(attachments, d1.binding);
    const open = (who: Somebody, agoMs: number, more: Partial<RoomAttachment> = {}) => {
      const { 1: socket } = new WebSocketPair();
      state.acceptWebSocket(socket);
      attachments.set(socket, attachmentOf(who, agoMs, more));
      return socket;
    };
    return { leases, d1, attachments, open };
  }

  test("lasts four minutes, and D1 is asked for all at once of whom it is over", async () => {
    await inObject(async (state) => {
      vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
      const { leases, d1, attachments, open } = leasesIn(state, () => channelNo);
      const [fresh, a, b, gone] = [open(ada, LEASE_MS), open(ada, OLD), open(bo, OLD), open(cy, OLD)];
      expect(leases.confirm(fresh)).toBe(true);
      expect([fresh, a].map((socket) => leases.isOld(socket, Date.now()))).toEqual([false, true]);
      expect(await Promise.all([a, a, b, gone].map((socket) => leases.confirm(socket)))).toEqual([
        true,
        true,
        true,
        false,
      ]);
      expect(d1.asked(LEASES)).toHaveLength(1);
      expect(attachments.of(b)).toMatchObject({
        ...{ role: "ta", mutedUntil: null, closed: null, leaseAt: Date.now() },
        privacy: { readReceipts: true, typing: true, presence: true },
      });
      expect(gone.readyState).not.toBe(WebSocket.OPEN);
      expect([leases.confirm(a), leases.confirm(b)]).toEqual([true, true]);
    });
  });

  test("of a class asks for the class alone: who is in none of its channels stays", async () => {
    await inObject(async (state) => {
      const { leases, open } = leasesIn(state);
      expect(await leases.confirm(open(cy, OLD))).toBe(true);
      expect(await leases.confirm(open(cy, OLD, { tokenHash: "ended" }))).toBe(false);
    });
  });

  test("that is asked for while another is on its way goes with the next question", async () => {
    await inObject(async (state) => {
      const { leases, d1, open } = leasesIn(state, () => channelNo);
      const asking = d1.hold(LEASES);
      const first = leases.confirm(open(ada, OLD));
      await asking.arrived();
      const rest = [open(bo, OLD), open(ada, OLD)].map((socket) => leases.confirm(socket));
      await asking.letGo();
      expect(await first).toBe(true);
      await asking.arrived(2);
      await asking.open();
      expect(await Promise.all(rest)).toEqual([true, true]);
      expect(d1.asked(LEASES)).toHaveLength(2);
      // And when nobody asks any more, the next one is asked for anew.
      expect(await leases.confirm(open(bo, OLD))).toBe(true);
      expect(d1.asked(LEASES)).toHaveLength(3);
    });
  });

  test("I8: with a D1 that fails everybody stays for a minute, then it is asked again; that it failed is said, and that it is over", async () => {
    const failed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const over = vi.spyOn(console, "info").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      const { leases, d1, open } = leasesIn(state, () => channelNo);
      const [a, gone] = [open(ada, OLD), open(cy, OLD)];
      const putOut = open(bo, 0, { leaseAt: NO_LEASE });
      const failing = d1.fail(LEASES);
      expect(await leases.confirm(gone)).toBe(true);
      expect([a, gone, putOut].map((socket) => leases.isOld(socket, now + GRACE_MS - 1))).toEqual([false, false, true]);
      expect([a, gone].map((socket) => leases.isOld(socket, now + GRACE_MS))).toEqual([true, true]);
      expect(String(failed.mock.calls[0])).toContain(`"what":"leases"`);
      expect(String(failed.mock.calls[0])).toContain(`"channel":"channel-7"`);
      failing.end();
      vi.setSystemTime(now + GRACE_MS);
      expect(await leases.confirm(gone)).toBe(false);
      expect(leases.isOld(a, now + 1)).toBe(true);
      expect(String(over.mock.calls[0])).toContain(`"what":"leases"`);
      expect(String(over.mock.calls[0])).toContain(`"channel":"channel-7"`);
    });
  });

  test("I6: what the object was told of somebody is newer than an answer that is on its way, and older than the next one", async () => {
    await inObject(async (state) => {
      const { leases, d1, attachments, open } = leasesIn(state, () => channelNo);
      const [a, b] = [open(ada, OLD), open(bo, OLD)];
      const asking = d1.hold(LEASES, { wait: "after" });
      const confirmed = [a, b].map((socket) => leases.confirm(socket));
      await asking.arrived();
      leases.told(a);
      attachments.set(a, { ...attachments.of(a), mutedUntil: 99 });
      await asking.open();
      expect(await Promise.all(confirmed)).toEqual([true, true]);
      expect(attachments.of(a).mutedUntil).toBe(99);
      expect([a, b].map((socket) => leases.isOld(socket, Date.now()))).toEqual([true, false]);
      expect(await leases.confirm(a)).toBe(true);
      expect(attachments.of(a).mutedUntil).toBeNull();
    });
  });
});

describe("whose socket it is", () => {
  test("is kept with the socket, and read from the platform once per wake", async () => {
    await inObject((state) => {
      const { 1: socket } = new WebSocketPair();
      state.acceptWebSocket(socket);
      new Attachments<{ member: string }>().set(socket, { member: "ada" });
      const woken = new Attachments<{ member: string }>();
      const read = vi.spyOn(socket, "deserializeAttachment");
      expect(woken.of(socket)).toEqual({ member: "ada" });
      expect(woken.of(socket)).toBe(woken.of(socket));
      expect(read).toHaveBeenCalledTimes(1);
      woken.set(socket, { member: "bo" });
      expect(woken.of(socket)).toEqual({ member: "bo" });
    });
  });

  test("travels in a header, whatever people are called", () => {
    const value = { handle: "Zoë 日本 %", list: [1, null] };
    const header = writeHeader(value);
    expect(header).toMatch(/^[\x20-\x7e]+$/u);
    expect(readHeader(new Request("https://room/", { headers: { "x-it": header } }), "x-it")).toEqual(value);
    expect(() => readHeader(new Request("https://room/"), "x-it")).toThrow();
  });

  /** A socket that writes down what is done to it; one that is closed already throws. */
  function noted(readyState: number = WebSocket.OPEN, throws = false) {
    const done: unknown[][] = [];
    const note =
      (what: string) =>
      (...given: unknown[]) => {
        done.push([what, ...given]);
        if (throws) throw new Error("closed");
      };
    return { socket: { readyState, send: note("send"), close: note("close") } as unknown as WebSocket, done };
  }

  test("I6: a close that is final is said in a last frame too; one that went meanwhile breaks nothing", () => {
    const [final, passing, closed] = [noted(), noted(), noted(WebSocket.CLOSED, true)];
    closeSocket(final.socket, CLOSE.removed, "out");
    closeSocket(passing.socket, CLOSE.comeBack, "later");
    closeSocket(closed.socket, CLOSE.removed, "out");
    sendTo(closed.socket, "{}");
    expect(final.done).toEqual([
      ["send", `{"type":"ended","code":${CLOSE.removed}}`],
      ["close", CLOSE.removed, "out"],
    ]);
    expect(passing.done).toEqual([["close", CLOSE.comeBack, "later"]]);
    expect(closed.done).toHaveLength(3);
  });

  test("I6: of who was put out nothing counts any more, also after a sleep; who says something while closing by themselves is heard", () => {
    const now = { leaseAt: 5 };
    const [open, leaving, putOut] = [noted(), noted(WebSocket.CLOSING), noted(WebSocket.CLOSING)];
    closeSocket(putOut.socket, CLOSE.removed, "out");
    expect([open, leaving, putOut].map(({ socket }) => isPutOut(socket, now))).toEqual([false, false, true]);
    expect([open, leaving].map(({ socket }) => isPutOut(socket, { leaseAt: 0 }))).toEqual([false, true]);
  });

  test("a close is answered in its own words, but for those that stand in no frame", () => {
    const answers = [1000, 1005, CUT, 4000].map((code) => {
      const { socket, done } = noted();
      answerClose(socket, code, "words");
      return done[0];
    });
    expect(answers).toEqual([["close", 1000, "words"], ["close"], ["close"], ["close", 4000, "words"]]);
    expect(() => answerClose(noted(WebSocket.CLOSED, true).socket, 1000, "")).not.toThrow();
  });
});
