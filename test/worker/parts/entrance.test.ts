/** How a socket comes into a room, and what it is told first. */
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test, vi } from "vitest";
import { RESUME_MAX_CHANGES } from "../../../protocol/index.ts";
import { Handshake } from "../../../worker/room/sockets/handshake.ts";
import { RecentOrders } from "../../../worker/room/sockets/recent-orders.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import {
  CHANNEL_HEADER,
  FULL,
  IDENTITY_HEADER,
  NOT_KNOWN,
  RECONNECT_HEADER,
  writeHeader,
  type RoomAttachment,
} from "../../../worker/room/sockets/socket-identity.ts";
import { channelFacts, inObject, somebody } from "../support/in-room.ts";

function entranceIn(state: DurableObjectState) {
  const log = new RoomLog(state.storage.sql);
  const begun: unknown[] = [];
  const accepted: RoomAttachment[] = [];
  const sent: string[] = [];
  const came: unknown[] = [];
  const asked: unknown[][] = [];
  const known = {
    back: null as RoomAttachment | null,
    seen: undefined as unknown,
    hasRoom: true,
    whileAsked: () => undefined as unknown,
  };
  const channel = {
    facts: null as ReturnType<typeof channelFacts> | null,
    begin: async (facts: ReturnType<typeof channelFacts>) => {
      begun.push(facts);
      channel.facts = facts;
      log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
    },
  };
  const recentOrders = new RecentOrders();
  const entrance = new Handshake({
    channel,
    log,
    sockets: {
      ofMember: (member: string) => [`sockets of ${member}`],
      accept: (_socket: WebSocket, attachment: RoomAttachment) => accepted.push(attachment),
      makeRoom: () => known.hasRoom,
      greet: (_socket: WebSocket, frame: string) => sent.push(frame),
    },
    marks: { of: (...given: unknown[]) => (asked.push(given), 7) },
    receipts: { of: async () => (known.whileAsked(), known.seen) },
    reconnects: {
      find: (tokenHash: string) => (tokenHash === "ada's" ? known.back : null),
      came: (socket: unknown) => came.push(socket),
    },
    recentOrders,
  } as never);
  const enter = (headers: Record<string, string>, query = "") =>
    entrance.admit(new Request(`https://room/${query}`, { headers }));
  const lookedUp = (query = "") =>
    enter(
      {
        [IDENTITY_HEADER]: writeHeader({ ...somebody("ada"), readSeq: 4 }),
        [CHANNEL_HEADER]: writeHeader(channelFacts()),
      },
      query,
    );
  const first = () => JSON.parse(sent.at(-1)!) as Record<string, unknown>;
  const write = (body: string) => log.append({ id: uuidv7(), author: "ada", at: 1, body });
  return {
    entrance,
    log,
    channel,
    recentOrders,
    begun,
    accepted,
    sent,
    came,
    asked,
    known,
    enter,
    lookedUp,
    first,
    write,
  };
}

describe("who comes in", () => {
  test("having been looked up: the room begins, and they stand where they read last", async () => {
    await inObject(async (state) => {
      const { begun, accepted, asked, came, lookedUp, first, known } = entranceIn(state);
      const before = Date.now();
      known.seen = { bo: { seq: 3 } };
      const answer = await lookedUp();
      expect([answer.status, answer.webSocket !== null]).toEqual([101, true]);
      expect(begun).toEqual([channelFacts()]);
      expect(accepted).toEqual([
        { ...somebody("ada"), readSeq: 7, savedReadSeq: 4, leaseAt: expect.any(Number) as number },
      ]);
      expect(accepted[0]!.leaseAt).toBeGreaterThanOrEqual(before);
      expect(asked).toEqual([[1, 4, ["sockets of ada"]]]);
      expect(came).toHaveLength(1);
      expect(first()).toEqual({
        ...{ type: "welcome", now: expect.any(Number) as number, head: { seq: 0, rev: 0 }, readSeq: 7, pages: true },
        ...{ seen: { bo: { seq: 3 } }, page: { messages: [], reachedStart: true, reachedEnd: true, rev: 0 } },
      });
    });
  });

  test("not with one more socket where theirs are not read", async () => {
    await inObject(async (state) => {
      const { accepted, known, lookedUp } = entranceIn(state);
      known.hasRoom = false;
      const answer = await lookedUp();
      expect([answer.status, answer.webSocket, accepted]).toEqual([FULL, null, []]);
    });
  });

  test("I6: not who is put out while D1 is asked who has read how far", async () => {
    await inObject(async (state) => {
      const { accepted, known, lookedUp, recentOrders } = entranceIn(state);
      known.seen = {};
      await lookedUp();
      accepted.length = 0;
      known.whileAsked = () => recentOrders.member("ada");
      const answer = await lookedUp();
      expect([answer.status, answer.webSocket]).toEqual([NOT_KNOWN, null]);
      expect(accepted).toEqual([]);
    });
  });

  test("by what the room remembers of them, once it has begun; who is not known has to be looked up", async () => {
    await inObject(async (state) => {
      const { accepted, known, enter, lookedUp, first, begun } = entranceIn(state);
      known.back = { ...somebody("ada"), readSeq: 2, savedReadSeq: 1, leaseAt: 5 };
      const back = { [RECONNECT_HEADER]: "ada's" };
      expect((await enter(back)).status).toBe(NOT_KNOWN);
      await lookedUp();
      accepted.length = 0;
      const unknown = await enter({ [RECONNECT_HEADER]: "bo's" });
      expect([unknown.status, unknown.webSocket]).toEqual([NOT_KNOWN, null]);
      expect((await enter(back, "?rev=0")).status).toBe(101);
      expect(accepted).toEqual([{ ...known.back, readSeq: 7 }]);
      expect(first()).toMatchObject({ type: "resumed", changes: [] });
      expect(first()).not.toHaveProperty("seen");
      expect(begun).toHaveLength(1);
      // I6: they were put out while D1 was asked who has read how far.
      known.whileAsked = () => (known.back = null);
      expect((await enter(back)).status).toBe(NOT_KNOWN);
      expect(accepted).toHaveLength(1);
    });
  });
});

describe("I4: the first frame", () => {
  const begun = async (state: DurableObjectState) => {
    const part = entranceIn(state);
    await part.lookedUp();
    const first = (rev: number | null, readSeq = 0) =>
      JSON.parse(part.entrance.firstFrame(rev, readSeq)) as Record<string, unknown>;
    return { ...part, first };
  };

  test("tells who names what they have seen all that changed since; who knows more than the room starts anew", async () => {
    await inObject(async (state) => {
      const { first, write, lookedUp, sent } = await begun(state);
      const [one, two] = [write("one"), write("two")];
      expect(first(0, 1)).toEqual({
        ...{ type: "resumed", now: expect.any(Number) as number, head: { seq: 2, rev: 2 }, readSeq: 1, pages: true },
        changes: [one, two],
      });
      expect(first(1)["changes"]).toEqual([two]);
      expect(first(2)).toMatchObject({ type: "resumed", changes: [] });
      expect(first(3)).toMatchObject({ type: "welcome", reset: true });
      expect(first(null)).not.toHaveProperty("reset");
      await lookedUp("?rev=1");
      expect(JSON.parse(sent.at(-1)!)).toMatchObject({ type: "resumed", changes: [two] });
    });
  });

  test("is the newest fifty where more was missed than a frame tells, or than the log still has", async () => {
    await inObject(async (state) => {
      const { first, write, log } = await begun(state);
      for (let i = 0; i < RESUME_MAX_CHANGES; i++) write(`${i}`);
      expect(first(0)["changes"]).toHaveLength(RESUME_MAX_CHANGES);
      write("one more");
      expect(first(0)).toMatchObject({ type: "welcome", reset: true });
      const { page } = first(null) as { page: { messages: { seq: number }[]; reachedStart: boolean } };
      expect([page.messages.length, page.messages[0]!.seq, page.reachedStart]).toEqual([50, 452, false]);
      expect(first(1)["changes"]).toHaveLength(RESUME_MAX_CHANGES);
      log.confirm(log.head.rev);
      const { trimmedRev } = log;
      expect(trimmedRev).toBeGreaterThan(1);
      expect([first(trimmedRev)["type"], first(trimmedRev - 1)["type"]]).toEqual(["resumed", "welcome"]);
    });
  });

  test("I10: is made once for all who come together, and anew when something changed", async () => {
    await inObject(async (state) => {
      const { first, write, log } = await begun(state);
      write("one");
      const [newest, since] = [vi.spyOn(log, "newest"), vi.spyOn(log, "since")];
      for (let i = 0; i < 3; i++) first(null, i);
      for (let i = 0; i < 3; i++) first(0, i);
      expect([newest.mock.calls.length, since.mock.calls.length]).toEqual([1, 1]);
      expect(first(1)["changes"]).toEqual([]);
      write("two");
      expect(first(1)["changes"]).toHaveLength(1);
      expect((first(null)["page"] as { messages: unknown[] }).messages).toHaveLength(2);
    });
  });
});
