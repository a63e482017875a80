/** Who is in a room: what it is told of them, who may come back without a look-up, and who sees whom. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { CLOSE, LEASE_MS } from "../../../protocol/index.ts";
import type { RoomOrder } from "../../../worker/room/contract.ts";
import { factsOf, membersNoOf, withRules } from "../../../worker/room/channel-facts.ts";
import { OpenThreads } from "../../../worker/room/threads/open-threads.ts";
import { Presence, type PresenceChange } from "../../../worker/hub/presence.ts";
import { RecentOrders } from "../../../worker/room/sockets/recent-orders.ts";
import { Reconnects } from "../../../worker/room/sockets/reconnects.ts";
import { RoomOrders } from "../../../worker/room/sockets/orders.ts";
import type { ChannelSockets } from "../../../worker/room/sockets/channel-sockets.ts";
import { Attachments, type HubAttachment, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelFacts, heldSocket, inObject, roomsOf, somebody, threadFacts } from "../support/in-room.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("I6: what a room is told of somebody", () => {
  type Socket = { member: string; session: string };
  const [hers, hersToo, his] = ["ada", "ada", "bo"].map((member, i) => ({ member, session: `s${i}` })) as [
    Socket,
    Socket,
    Socket,
  ];
  function ordersIn(facts = channelFacts()) {
    const done: unknown[] = [];
    const all = [hers, hersToo, his];
    const sockets = {
      all: () => all,
      ofMember: (member: string) => all.filter((socket) => socket.member === member),
      ofSession: (session: string) => all.filter((socket) => socket.session === session),
      change: (socket: Socket, change: object) => done.push([all.indexOf(socket), change]),
      end: (socket: Socket, code: number) => done.push([all.indexOf(socket), code]),
    } as unknown as ChannelSockets;
    let forgotten: boolean[] = [];
    const returning = {
      forget: (holds: (was: never) => boolean) => (forgotten = all.map((was) => holds(was as never))),
    } as unknown as Reconnects;
    let readers: boolean[] = [];
    const pagesOverHttp = {
      forget: (concerns: (who: never) => boolean) => (readers = all.map((who) => concerns(who as never))),
    };
    const kept: unknown[] = [];
    const channel = { facts, keep: (given: unknown) => kept.push(given) };
    const told: RoomOrder[] = [];
    const threads = { tell: async (order: RoomOrder) => void told.push(order) };
    const recentOrders = new RecentOrders();
    const parts = {
      channel,
      sockets,
      reconnects: returning,
      pagesOverHttp,
      recentOrders,
      threads,
      rulesChanged: () => undefined,
    };
    const orders = new RoomOrders(parts as never);
    const concerned = () => all.map((who) => recentOrders.last(who) > 0);
    return { orders, done, kept, told, forgotten: () => forgotten, readers: () => readers, concerned };
  }
  const privacy = { readReceipts: false, typing: true, presence: true };

  test.each<[RoomOrder, unknown[], boolean[]]>([
    [
      { type: "memberLeft", member: "ada" },
      [
        [0, CLOSE.removed],
        [1, CLOSE.removed],
      ],
      [true, true, false],
    ],
    [
      { type: "standingChanged", member: "bo", standing: { role: "ta", mutedUntil: 5 } },
      [[2, { role: "ta", mutedUntil: 5 }]],
      [false, false, true],
    ],
    [
      { type: "directChanged", closed: { ada: "no_direct", bo: null } },
      [
        [0, { closed: "no_direct" }],
        [1, { closed: "no_direct" }],
        [2, { closed: null }],
      ],
      [true, true, true],
    ],
    [{ type: "privacyChanged", member: "bo", privacy }, [[2, { privacy }]], [false, false, true]],
    [{ type: "sessionEnded", session: "s1" }, [[1, CLOSE.sessionEnded]], [false, true, false]],
    [{ type: "rulesChanged", rules: { posting: "staff", archived: true } }, [], [false, false, false]],
  ])(
    "%j acts on their sockets and on nobody else's, on who may come back and on who is at the door",
    (order, done, forgotten) => {
      const room = ordersIn();
      room.orders.here(order);
      expect(room.done).toEqual(done);
      expect(room.forgotten()).toEqual(forgotten);
      expect(room.readers()).toEqual(forgotten);
      expect(room.concerned()).toEqual(forgotten);
      expect(room.kept).toEqual(
        order.type === "rulesChanged" ? [channelFacts({ posting: "staff", archived: true })] : [],
      );
    },
  );

  test("whoever left a direct message, or a thread in one, is not written to by the other", () => {
    const inDirect = threadFacts({ thread: { seq: 1, parent: channelFacts({ kind: "dm" }) } });
    for (const facts of [channelFacts({ kind: "dm" }), inDirect]) {
      const room = ordersIn(facts);
      room.orders.here({ type: "memberLeft", member: "bo" });
      expect(room.done).toEqual([
        [2, CLOSE.removed],
        [0, { closed: "no_direct" }],
        [1, { closed: "no_direct" }],
        [2, { closed: "no_direct" }],
      ]);
      expect(room.forgotten()).toEqual([true, true, true]);
      expect(room.concerned()).toEqual([true, true, true]);
    }
  });

  test("is passed on to the threads where somebody is", async () => {
    const room = ordersIn();
    const order: RoomOrder = { type: "sessionEnded", session: "s0" };
    await room.orders.everywhere(order);
    expect(room.done).toEqual([[0, CLOSE.sessionEnded]]);
    expect(room.told).toEqual([order]);
  });

  test("a thread where nobody is any more is forgotten, one that is not reached is told the next time", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async ({ storage }) => {
      const asked: string[] = [];
      let answer: () => boolean = () => true;
      const threads = new OpenThreads(storage, roomsOf({ obey: async () => answer() }, asked));
      const tell = () => threads.tell({ type: "sessionEnded", session: "s" });
      threads.add("thread-1");
      threads.add("thread-2");
      threads.add("thread-1");
      await tell();
      expect(asked.sort()).toEqual(["thread-1", "thread-2"]);
      answer = () => {
        throw new Error("Network connection lost.");
      };
      await tell();
      answer = () => false;
      await tell();
      expect(asked).toHaveLength(6);
      await tell();
      expect(asked).toHaveLength(6);
    });
  });
});

describe("who comes back without a look-up", () => {
  const NOW = 10_000_000;
  function returningIn(state: DurableObjectState) {
    const attachments = new Attachments<RoomAttachment>();
    const held: WebSocket[] = [];
    const returning = new Reconnects({ attachments, all: () => held } as unknown as ChannelSockets);
    const open = (member: string, leaseAt = NOW) => {
      const attachment = { ...somebody(member), leaseAt, readSeq: 0, savedReadSeq: 0 };
      const { socket } = heldSocket(state, attachment);
      held.push(socket);
      return socket;
    };
    const find = (member: string, now = NOW) => returning.find(`token-${member}`, now)?.member ?? null;
    return { returning, attachments, open, find };
  }

  test("is whose socket is open, also after the room slept", async () => {
    await inObject((state) => {
      const { returning, open, find } = returningIn(state);
      open("ada");
      expect([find("ada"), find("bo")]).toEqual(["ada", null]);
      returning.came(open("bo"));
      expect(find("bo")).toBe("bo");
    });
  });

  test("is who left a moment ago, and not who left longer ago than a minute once another one leaves", async () => {
    await inObject((state) => {
      const { returning, open, find } = returningIn(state);
      const [ada, bo] = [open("ada"), open("bo")];
      for (const socket of [ada, bo]) returning.came(socket);
      find("ada");
      returning.left(ada, NOW);
      ada.close();
      expect(find("ada")).toBe("ada");
      returning.left(bo, NOW + 59_999);
      expect(find("ada")).toBe("ada");
      returning.left(open("cy"), NOW + 60_000);
      expect([find("ada"), find("cy")]).toEqual([null, "cy"]);
    });
  });

  test("is nobody whose lease is over: it stays as old as it was", async () => {
    await inObject((state) => {
      const { returning, open, find } = returningIn(state);
      const ada = open("ada");
      expect([find("ada", NOW + LEASE_MS - 1), find("ada", NOW + LEASE_MS)]).toEqual(["ada", null]);
      returning.left(ada, NOW);
      ada.close();
      expect([find("ada", NOW + LEASE_MS - 1), find("ada", NOW + LEASE_MS)]).toEqual(["ada", null]);
      const old = open("bo");
      returning.left(old, NOW + LEASE_MS);
      old.close();
      expect(find("bo", NOW)).toBeNull();
    });
  });

  test("is nobody whom the room was told something of meanwhile", async () => {
    await inObject((state) => {
      const { returning, open, find } = returningIn(state);
      find("nobody");
      for (const member of ["ada", "bo"]) {
        const socket = open(member);
        returning.left(socket, NOW);
        socket.close();
      }
      returning.forget(({ member }) => member === "ada");
      expect([find("ada"), find("bo")]).toEqual([null, "bo"]);
      returning.forget();
      expect(find("bo")).toBeNull();
    });
  });
});

describe("R84: who is here", () => {
  const NOW = 50_000_000;
  function presenceIn(state: DurableObjectState) {
    vi.useFakeTimers({ now: NOW, toFake: ["Date", "setTimeout"] });
    const attachments = new Attachments<HubAttachment>();
    const told: PresenceChange[] = [];
    const tab = (member: string, more: Partial<HubAttachment> = {}) =>
      heldSocket(state, {
        ...somebody(member),
        leaseAt: NOW,
        reads: {},
        visible: true,
        openedAt: NOW,
        isSilent: false,
        ...more,
      }).socket;
    const begin = () => new Presence(state, attachments, (change) => told.push(change));
    return { attachments, told, tab, begin };
  }
  const privacy = { readReceipts: true, typing: true, presence: false };

  test("is told together a moment later, once, and only what changed", async () => {
    await inObject((state) => {
      const { told, tab, begin } = presenceIn(state);
      const presence = begin();
      presence.opened(tab("ada"));
      presence.opened(tab("bo", { idle: true }));
      vi.advanceTimersByTime(249);
      expect(told).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(told).toEqual([{ online: ["ada"], away: ["bo"], offline: [] }]);
      presence.announce();
      expect(told).toHaveLength(1);
    });
  });

  test("is away only who touches none of their tabs, and not seen who hides it", async () => {
    await inObject((state) => {
      const { tab, begin } = presenceIn(state);
      tab("ada", { idle: true });
      tab("ada");
      tab("bo", { idle: true });
      tab("bo", { idle: true });
      tab("cy", { privacy });
      const presence = begin();
      const { online, away } = presence.opened(tab("dee", { privacy }));
      expect([online.sort(), away]).toEqual([["ada", "bo"], ["bo"]]);
    });
  });

  test("falls silent: a visible tab after forty seconds, a hidden one after two and a half minutes", async () => {
    await inObject((state) => {
      const { attachments, told, tab, begin } = presenceIn(state);
      const seen = tab("ada");
      const hidden = tab("bo", { visible: false, idle: true });
      const presence = begin();
      expect([presence.isPresent(seen), presence.isPresent(hidden)]).toEqual([true, false]);
      vi.setSystemTime(NOW + 39_999);
      const online = () => presence.opened(tab("dee", { privacy })).online.sort();
      expect(online()).toEqual(["ada", "bo"]);
      vi.setSystemTime(NOW + 40_000);
      presence.changed();
      expect(online()).toEqual(["bo"]);
      expect(presence.isPresent(seen)).toBe(false);
      presence.announce();
      expect(told).toEqual([{ online: [], away: [], offline: ["ada"] }]);
      expect([attachments.of(seen).isSilent, attachments.of(hidden).isSilent]).toEqual([true, false]);
      // After a sleep nobody is told a second time that they went.
      begin().announce();
      expect(told).toHaveLength(1);
      vi.setSystemTime(NOW + 150_000);
      presence.announce();
      expect(told.at(-1)).toEqual({ online: [], away: [], offline: ["bo"] });
    });
  });

  test("goes three seconds after the tab was closed, so that a reload is no change", async () => {
    await inObject((state) => {
      const { told, tab, begin } = presenceIn(state);
      const socket = tab("ada");
      const presence = begin();
      socket.close();
      presence.left(socket);
      vi.advanceTimersByTime(2_999);
      expect(told).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(told).toEqual([{ online: [], away: [], offline: ["ada"] }]);
    });
  });
});

test("what a room knows of its channel: a thread has its channel's people and follows its channel's rules", () => {
  const channel = { no: 7, id: "channel-7", kind: "private", posting: "all", archivedAt: null, parentSeq: null };
  const workspace = { no: 1, id: "workspace-1" };
  const facts = (more: object) => factsOf({ channel, workspace, ...more } as unknown as Parameters<typeof factsOf>[0]);
  expect(facts({})).toEqual(channelFacts());
  expect(facts({ channel: { ...channel, archivedAt: 5 }, isLarge: true })).toEqual(
    channelFacts({ archived: true, isLarge: true }),
  );
  const thread = { ...channel, no: 8, id: "thread-8", kind: "thread", parentSeq: 5 };
  expect(facts({ channel: thread, parent: channel })).toEqual(threadFacts());
  expect(facts({ channel: thread })).not.toHaveProperty("thread");
  expect([membersNoOf(channelFacts()), membersNoOf(threadFacts())]).toEqual([7, 7]);
  const rules = { posting: "staff", archived: true } as const;
  expect(withRules(channelFacts(), rules)).toEqual(channelFacts(rules));
  expect(withRules(threadFacts(), rules)).toEqual(
    threadFacts({ archived: true, thread: { seq: 5, parent: channelFacts(rules) } }),
  );
});
