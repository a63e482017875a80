/** A whole room: who comes in by a socket, what they are sent, and how they go. */
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { CLOSE, FRAME_MAX_BYTES } from "../../../protocol/index.ts";
import { Handshake } from "../../../worker/room/sockets/handshake.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { RECONNECT_HEADER, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf, factsFor, storedIn } from "../support/channel.ts";
import type { Somebody } from "../support/classroom.ts";
import { inObject, somebody } from "../support/in-room.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import { ada, bo, tess, hashes, expectSoon, roomIn, wholeRoomForAll } from "../support/whole-room.ts";

wholeRoomForAll();

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
      vi.spyOn(RoomLog.prototype, "storedMessageAt").mockImplementation(() => {
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
