/** A socket's lease: when it is old, what is asked of D1 for how many at once, and what comes of the answer, of none, and of a late one. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CLOSE, LEASE_MS } from "../../../protocol/index.ts";
import { GRACE_MS, Leases, NO_LEASE } from "../../../worker/room/sockets/leases.ts";
import { Attachments, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf } from "../support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { heldSocket, inObject, somebody } from "../support/in-room.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const NOW = 1_800_000_000_000;
const LATER = NOW + LEASE_MS + 1;

/** Sockets whose lease was confirmed at `NOW`, and the clock standing where they are old. */
function leasesIn(state: DurableObjectState, { channelNo }: { channelNo?: number } = {}) {
  const attachments = new Attachments<RoomAttachment>();
  const d1 = new D1WithFaults(env.DB);
  const leases = new Leases(
    attachments,
    d1.binding,
    () => channelNo,
    () => ({ channel: "channel-7" }),
  );
  vi.useFakeTimers({ now: LATER, toFake: ["Date"] });
  const socketOf = async (person: Somebody) => {
    const sql = "select token_hash as h from sessions where user_no = ?";
    const tokenHash = (await env.DB.prepare(sql).bind(person.userNo).first<string>("h"))!;
    await env.DB.prepare("update sessions set expires_at = ? where user_no = ?")
      .bind(LATER * 2, person.userNo)
      .run();
    const who = somebody(person.id, { memberNo: person.no, tokenHash });
    return heldSocket(state, { ...who, leaseAt: NOW, readSeq: 4, savedReadSeq: 4 });
  };
  return { attachments, d1, leases, socketOf };
}

test("I6: a lease is old when its time is over, not before; of who was put out it is at any time", async () => {
  await inObject(async (state) => {
    const { attachments, leases, socketOf, d1 } = leasesIn(state);
    const { socket } = await socketOf(ada);
    expect([NOW, NOW + LEASE_MS, LATER].map((now) => leases.isOld(socket, now))).toEqual([false, false, true]);
    vi.setSystemTime(NOW + LEASE_MS);
    expect(leases.confirm(socket)).toBe(true);
    expect(d1.calls).toEqual([]);
    attachments.set(socket, { ...attachments.of(socket), leaseAt: NO_LEASE });
    expect(leases.isOld(socket, NOW)).toBe(true);
  });
});

test("I6: who stays is what D1 says of them by now, and their lease begins anew when it was asked", async () => {
  await inObject(async (state) => {
    const { attachments, leases, socketOf } = leasesIn(state);
    const { socket, closed } = await socketOf(ada);
    const settings = JSON.stringify({ settings: { typing: false, presence: false } });
    await env.DB.prepare("update members set role = 'ta', muted_until = 9, meta = ? where no = ?")
      .bind(settings, ada.no)
      .run();
    expect(await leases.confirm(socket)).toBe(true);
    const privacy = { readReceipts: true, typing: false, presence: false };
    const renewed = { role: "ta", mutedUntil: 9, closed: null, privacy, leaseAt: LATER, readSeq: 4, member: ada.id };
    expect(attachments.of(socket)).toMatchObject(renewed);
    expect(socket.deserializeAttachment()).toMatchObject(renewed);
    expect(leases.isOld(socket, LATER)).toBe(false);
    expect([socket.readyState, closed()]).toEqual([WebSocket.OPEN, undefined]);
  });
});

test("I6: who is not in the channel is put out of it, and not of the class", async () => {
  await inObject(async (state) => {
    const { no } = await channelOf([bo]);
    const inChannel = leasesIn(state, { channelNo: no });
    const [a, b] = [await inChannel.socketOf(ada), await inChannel.socketOf(bo)];
    const inClass = leasesIn(state);
    const c = await inClass.socketOf(ada);
    const stay = await Promise.all([
      inChannel.leases.confirm(a.socket),
      inChannel.leases.confirm(b.socket),
      inClass.leases.confirm(c.socket),
    ]);
    expect(stay).toEqual([false, true, true]);
    await vi.waitFor(() => expect(a.closed()).toBe(CLOSE.removed));
    expect(a.frames).toEqual([{ type: "ended", code: CLOSE.removed }]);
    expect([b.closed(), c.closed()]).toEqual([undefined, undefined]);
  });
});

test("I10: all that are asked for in one turn, or while D1 is on its way, are one question, each socket once", async () => {
  await inObject(async (state) => {
    const { d1, leases, socketOf } = leasesIn(state);
    const cy = await classroom.person("student");
    const [a, b, c] = [await socketOf(ada), await socketOf(bo), await socketOf(cy)];
    const gate = d1.hold("AS tokenHash");
    const first = [a, a, b].map(({ socket }) => leases.confirm(socket));
    await gate.arrived();
    const second = [c, a, c].map(({ socket }) => leases.confirm(socket));
    await scheduler.wait(1);
    expect(d1.calls).toHaveLength(1);
    await gate.letGo();
    await gate.arrived(2);
    await gate.open();
    expect(await Promise.all([...first, ...second])).toEqual(Array(6).fill(true));
    const asked = d1.calls.map(({ statements }) =>
      (JSON.parse(String(statements[0]!.values[0])) as unknown[][]).flat(),
    );
    expect(asked.map((leases) => leases.length)).toEqual([2, 2]);
    // Nothing is left behind that would be asked again.
    vi.setSystemTime(LATER + LEASE_MS + 1);
    await leases.confirm(b.socket);
    expect(d1.calls).toHaveLength(3);
  });
});

test("I6: what the object was told while D1 was on its way outlives the answer; what it was told before does not", async () => {
  await inObject(async (state) => {
    const { attachments, d1, leases, socketOf } = leasesIn(state);
    const [a, b] = [await socketOf(ada), await socketOf(bo)];
    leases.changed(b.socket);
    const gate = d1.hold("AS tokenHash", { wait: "after" });
    const confirmed = [a, b].map(({ socket }) => leases.confirm(socket));
    await gate.arrived();
    attachments.set(a.socket, { ...attachments.of(a.socket), role: "teacher" });
    leases.changed(a.socket);
    await gate.open();
    expect(await Promise.all(confirmed)).toEqual([true, true]);
    expect([a, b].map(({ socket }) => attachments.of(socket).leaseAt)).toEqual([NOW, LATER]);
    expect([a, b].map(({ socket }) => attachments.of(socket).role)).toEqual(["teacher", "student"]);
    // The next answer counts again.
    await leases.confirm(a.socket);
    expect(attachments.of(a.socket)).toMatchObject({ role: "student", leaseAt: LATER });
  });
});

test("I8: where D1 cannot be asked everybody stays, nobody is asked for in the next minute, and it is said once and when it is over", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const over = vi.spyOn(console, "info").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { attachments, d1, leases, socketOf } = leasesIn(state);
    const [a, b] = [await socketOf(ada), await socketOf(bo)];
    const failing = d1.fail("AS tokenHash");
    expect(await leases.confirm(a.socket)).toBe(true);
    const lines = () => said.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
    expect(lines()).toMatchObject([{ what: "leases", channel: "channel-7", tries: 1 }]);
    expect(attachments.of(a.socket).leaseAt).toBe(NOW);
    for (const { socket } of [a, b])
      expect([LATER, LATER + GRACE_MS - 1, LATER + GRACE_MS].map((now) => leases.isOld(socket, now))).toEqual([
        false,
        false,
        true,
      ]);
    // Who was put out gets no such time.
    attachments.set(b.socket, { ...attachments.of(b.socket), leaseAt: NO_LEASE });
    expect(leases.isOld(b.socket, LATER)).toBe(true);
    failing.end();
    vi.setSystemTime(LATER + GRACE_MS);
    expect(await leases.confirm(a.socket)).toBe(true);
    expect(attachments.of(a.socket).leaseAt).toBe(LATER + GRACE_MS);
    expect(over.mock.calls.flat().join()).toContain(`"lastedMs":${GRACE_MS}`);
    expect(d1.calls).toHaveLength(2);
  });
});

test("I8: an answer ends the time in which nobody is asked for, also one that nobody waits for any more", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { attachments, d1, leases, socketOf } = leasesIn(state);
    const [a, b] = [await socketOf(ada), await socketOf(bo)];
    await env.DB.prepare("delete from sessions where user_no = ?").bind(ada.userNo).run();
    const gate = d1.hold("AS tokenHash");
    // D1 hangs: nobody is kept waiting for longer than it has patience for.
    expect(await Promise.all([leases.confirm(a.socket), leases.confirm(b.socket)])).toEqual([true, true]);
    expect([a, b].map(({ socket }) => leases.isOld(socket, LATER))).toEqual([false, false]);
    expect(a.socket.readyState).toBe(WebSocket.OPEN);
    await gate.open();
    await vi.waitFor(() => expect(a.closed()).toBe(CLOSE.removed));
    expect(b.closed()).toBeUndefined();
    expect(attachments.of(b.socket).leaseAt).toBe(LATER);
    attachments.set(b.socket, { ...attachments.of(b.socket), leaseAt: NOW });
    expect(leases.isOld(b.socket, LATER)).toBe(true);
  });
});
