/** How long a room's socket may go on without being looked up, and whose it is. */
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { CLOSE, LEASE_MS } from "../../../protocol/index.ts";
import { GRACE_MS, Leases, NO_LEASE } from "../../../worker/room/sockets/leases.ts";
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
import type { Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { inObject } from "../support/in-room.ts";
import { LEASES, ada, bo, cy, channelNo, attachmentOf, OLD, roomSocketsForAll } from "../support/room-sockets.ts";

roomSocketsForAll();

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
      leases.changed(a);
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
