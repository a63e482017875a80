/** A room's sockets in a real object: who they are, what they are sent and when. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test, vi } from "vitest";
import { CLOSE, refusal, RESUME_MAX_CHANGES, type ChannelEvent } from "../../../protocol/index.ts";
import { NO_LEASE } from "../../../worker/room/sockets/leases.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { ChannelSockets } from "../../../worker/room/sockets/channel-sockets.ts";
import { SOCKETS_PER_MEMBER } from "../../../worker/room/sockets/member-places.ts";
import type { RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import type { Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { inObject } from "../support/in-room.ts";
import { LEASES, ada, bo, cy, channelNo, attachmentOf, OLD, roomSocketsForAll } from "../support/room-sockets.ts";

roomSocketsForAll();

const expectSoon = (look: () => unknown) => vi.waitFor(look, { timeout: 2_000, interval: 2 });

function socketsIn(state: DurableObjectState) {
  const d1 = new D1WithFaults(env.DB);
  const log = new RoomLog(state.storage.sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
  const firstFrames: [number, number][] = [];
  const sockets = new ChannelSockets(state, {
    log,
    d1: d1.binding,
    membersNo: () => channelNo,
    about: () => ({ channel: "channel-7" }),
    told: () => undefined,
    refused: () => undefined,
    firstFrame: (rev, readSeq) => (firstFrames.push([rev, readSeq]), `{"type":"welcome"}`),
  });
  const open = (who: Somebody, agoMs = 0, more: Partial<RoomAttachment> = {}) => {
    const { 0: client, 1: socket } = new WebSocketPair();
    sockets.makeRoom(who.id);
    sockets.accept(socket, attachmentOf(who, agoMs, more));
    const frames: ChannelEvent[] = [];
    let end: { code: number; reason: string } | undefined;
    client.addEventListener("message", ({ data }) => void frames.push(JSON.parse(String(data)) as ChannelEvent));
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
      expect(all[0]!.closed()?.code).toBe(CLOSE.comeBack);
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
      sockets.sendToOthers(a.socket, { type: "typed", member: ada.id });
      sockets.sendToOthers(null, { type: "typed", member: bo.id }, (socket) => socket === a.socket);
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
      sockets.sendToOthers(null, seen(ada.id, 1));
      say("one");
      await asking.arrived();
      say("two");
      sockets.sendToOthers(null, seen(ada.id, 2));
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
      sockets.sendToOthers(null, { type: "typed", member: ada.id });
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
      for (let seq = 1; seq <= 103; seq++) sockets.sendToOthers(null, seen(ada.id, seq));
      await asking.open();
      await expectSoon(() => expect(old.frames).toHaveLength(100));
      expect(old.frames.at(-1)).toEqual(seen(ada.id, 100));
      // What comes now comes behind all that was kept.
      sockets.sendToOthers(null, seen(ada.id, 200));
      await expectSoon(() => expect(old.frames.at(-1)).toEqual(seen(ada.id, 200)));
      expect(old.frames).toHaveLength(101);
    });
  });

  test("I5, I6: who lost their place is put out, and hears nothing of what was said meanwhile", async () => {
    await inObject(async (state) => {
      const { sockets, open, say, seen } = socketsIn(state);
      const gone = open(cy, OLD);
      expect(sockets.confirm(open(ada).socket)).toBe(true);
      sockets.sendToOthers(null, seen(ada.id));
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
