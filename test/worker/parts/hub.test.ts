/** A class's hub in an object of its own: rooms and routes tell it what happened, and it tells those who may know. */
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { CLOSE, LEASE_MS, type Member, type MyChannel } from "../../../protocol/index.ts";
import type { Somebody } from "../support/classroom.ts";
import { inObject } from "../support/in-room.ts";
import { ada, bo, channel, type Tab, hubIn, expectSoon, sameClass, hubTabsForAll } from "../support/hub-tabs.ts";

hubTabsForAll();

const naming = (seq: number, handles: string[], reach: ("here" | "channel")[] = []) => ({
  ...{ seq, author: "someone", handles, reach },
});

test("I5, R113: news go to the channel's members alone, each with the mentions that are theirs; the room hears who has it open", async () => {
  await inObject(async (state) => {
    const { hub, open } = hubIn(state);
    const [a, a2, b, stranger] = [await open(ada), await open(ada), await open(bo), await open(sameClass)];
    const notice = { channel, seq: 4, at: 44, author: "someone" };
    const told = await hub.notice({
      ...notice,
      named: [naming(3, ["bob"]), naming(4, ["bob", "someone"])],
      own: { [ada.id]: [2] },
      reads: { [bo.id]: 1 },
    });
    expect(told?.toSorted()).toEqual([ada.id, bo.id].toSorted());
    await expectSoon(() => expect(b.heard("news")).toHaveLength(1));
    const news = { type: "news", channel, seq: 4, at: 44, author: "someone" };
    expect(b.heard("news")).toEqual([{ ...news, mentions: 2 }]);
    expect(b.heard("read")).toEqual([{ type: "read", channel, seq: 1 }]);
    await expectSoon(() => expect(a2.heard("news")).toEqual([{ ...news, uncounted: [2] }]));
    expect(a.heard("news")).toEqual([{ ...news, uncounted: [2] }]);
    // A mark alone is news to nobody, and a deletion is told without being any.
    expect(await hub.notice({ channel, reads: { [bo.id]: 3 } })).toBeNull();
    expect(await hub.notice({ channel, deleted: [naming(3, ["bob"]), naming(4, [])] })).toHaveLength(2);
    await expectSoon(() =>
      expect(b.heard("deleted")).toEqual([{ type: "deleted", channel, seqs: [3, 4], mentions: [3] }]),
    );
    await expectSoon(() => expect(a.heard("deleted")).toEqual([{ type: "deleted", channel, seqs: [3, 4] }]));
    expect([a.heard("news"), b.heard("news"), b.heard("read")].map(({ length }) => length)).toEqual([1, 1, 2]);
    expect([stranger.heard("news"), stranger.heard("deleted")]).toEqual([[], []]);
    // Who opens a tab right after it may have read the history just before.
    const [late, lateStranger] = [await open(bo), await open({ ...sameClass, id: "other" })];
    await expectSoon(() => expect(late.heard("deleted")).toEqual([{ type: "deleted", channel, seqs: [3, 4] }]));
    expect(late.heard("news")).toEqual([news]);
    expect([lateStranger.heard("news"), lateStranger.heard("deleted")]).toEqual([[], []]);
  });
});

test("R111: what a room tells again, because it had no answer, names nobody a second time", async () => {
  await inObject(async (state) => {
    const { hub, open } = hubIn(state);
    const b = await open(bo);
    const first = { channel, seq: 4, at: 44, author: "someone", named: [naming(4, ["bob"])] };
    await hub.notice(first);
    await hub.notice({ ...first, seq: 5, at: 55, named: [naming(4, ["bob"]), naming(5, ["bob"])] });
    await expectSoon(() => expect(b.heard("news")).toHaveLength(2));
    expect(b.heard("news").map(({ mentions }) => mentions)).toEqual([1, 1]);
  });
});

test("R43: @here names who is at a tab, and is remembered for their next visit; what cannot be written is told all the same", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { hub, d1, open, say } = hubIn(state);
    const [a, b] = [await open(ada), await open(bo)];
    say(a, { type: "setVisible", visible: true, idle: true });
    const here = (seq: number) =>
      hub.notice({ channel, seq, at: 1, author: "someone", named: [naming(seq, [], ["here"])] });
    await here(11);
    await expectSoon(() => expect(b.heard("news")[0]).toMatchObject({ seq: 11, mentions: 1 }));
    await expectSoon(() => expect(a.heard("news")).toHaveLength(1));
    expect(a.heard("news")[0]).not.toHaveProperty("mentions");
    const remembered = async () =>
      (await env.DB.prepare("select member_no from mentions").all<{ member_no: number }>()).results.map(
        ({ member_no }) => member_no,
      );
    expect(await remembered()).toEqual([bo.no]);
    await hub.notice({ channel, deleted: [naming(11, [], ["here"])] });
    await expectSoon(() => expect(b.heard("deleted")[0]).toMatchObject({ mentions: [11] }));
    await expectSoon(() => expect(a.heard("deleted")).toHaveLength(1));
    expect(a.heard("deleted")[0]).not.toHaveProperty("mentions");
    const asked = d1.calls.length;
    await hub.notice({ channel, seq: 12, at: 1, author: "someone" });
    expect(d1.calls).toHaveLength(asked);
    d1.fail(/mentions/iu);
    expect(await here(13)).toHaveLength(2);
    expect(said.mock.calls.flat().join()).toContain(`"what":"here"`);
    expect(said.mock.calls.flat().join()).toContain(channel);
  });
});

test("I6: who is in a channel is asked of D1 once in minutes, and anew when somebody came, went, or could not be read", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { hub, d1, open } = hubIn(state);
    const news = () => hub.tell({ channel }, { type: "devices", count: 5 });
    const MEMBERS = "JOIN memberships s ON s.channel_no = c.no";
    await news();
    expect(d1.asked(MEMBERS)).toHaveLength(0);
    const tab = await open(ada);
    const asked = async () => {
      await news();
      return d1.asked(MEMBERS).length;
    };
    expect([await asked(), await asked()]).toEqual([1, 1]);
    await hub.channelJoined("another", []);
    expect(await asked()).toBe(1);
    await hub.channelJoined(channel, [{ member: ada.id, channel: { id: channel } as MyChannel }]);
    expect([await asked(), await asked()]).toEqual([2, 2]);
    await hub.channelLeft("another", bo.id);
    expect(await asked()).toBe(3);
    await hub.memberGone({ id: "nobody" } as Member);
    expect(await asked()).toBe(4);
    const now = Date.now();
    vi.useFakeTimers({ now: now + LEASE_MS - 1_000, toFake: ["Date"] });
    expect(await asked()).toBe(4);
    vi.setSystemTime(now + LEASE_MS + 1_000);
    tab.socket.serializeAttachment({ ...(tab.socket.deserializeAttachment() as object), leaseAt: Date.now() });
    expect(await asked()).toBe(5);
    await hub.channelJoined(channel, []);
    const failing = d1.fail(MEMBERS);
    await expect(news()).rejects.toThrow("Network connection lost");
    failing.end();
    await news();
    expect(d1.asked(MEMBERS)).toHaveLength(7);
  });
});

test("what routes tell goes to everybody, to some, or to a channel; who joined or left hears of it themselves", async () => {
  await inObject(async (state) => {
    const { hub, open } = hubIn(state);
    const [a, b, stranger] = [await open(ada), await open(bo), await open(sameClass)];
    await hub.tell({ everyone: true }, { type: "muted", until: 1 });
    await hub.tell({ members: [bo.id] }, { type: "muted", until: 2 });
    await hub.tell({ channel }, { type: "muted", until: 3 });
    const mine = { id: channel } as MyChannel;
    await hub.channelJoined(channel, [{ member: ada.id, channel: mine }]);
    await hub.channelLeft(channel, bo.id);
    await expectSoon(() => expect(b.heard("channelLeft")).toEqual([{ type: "channelLeft", channel }]));
    await expectSoon(() => expect(a.heard("channelJoined")).toEqual([{ type: "channelJoined", channel: mine }]));
    const untils = (tab: Tab) => tab.heard("muted").map(({ until }) => until);
    expect([untils(a), untils(b), untils(stranger)]).toEqual([[1, 3], [1, 2, 3], [1]]);
    expect([a.heard("channelLeft"), b.heard("channelJoined")]).toEqual([[], []]);
    const late = await open(sameClass);
    await expectSoon(() => expect(late.heard("hello")[0]!.changedAt).toBeGreaterThan(0));
  });
});

test.each(["channelJoined", "channelLeft", "memberGone"] as const)(
  "what was told last (%s) is known to who opens a tab after it",
  async (what) => {
    await inObject(async (state) => {
      const { hub, open } = hubIn(state);
      const before = Date.now();
      if (what === "channelJoined") await hub.channelJoined("c", []);
      else if (what === "channelLeft") await hub.channelLeft("c", "nobody");
      else await hub.memberGone({ id: "nobody" } as Member);
      const tab = await open(ada);
      await expectSoon(() => expect(tab.heard("hello")[0]!.changedAt).toBeGreaterThanOrEqual(before));
    });
  },
);

test("I6: who is gone is put out of every tab, and whose session ended of those of that session; both hear why", async () => {
  await inObject(async (state) => {
    const { hub, open } = hubIn(state);
    const [a, other, b] = [await open(ada), await open(ada, { session: "phone" }), await open(bo)];
    await hub.sessionEnded("phone");
    await expectSoon(() => expect(other.closed()).toBe(CLOSE.sessionEnded));
    expect(other.heard("ended")).toEqual([{ type: "ended", code: CLOSE.sessionEnded }]);
    expect([a.closed(), b.closed()]).toEqual([undefined, undefined]);
    const member = { id: ada.id } as Member;
    await hub.memberGone(member);
    await expectSoon(() => expect(a.closed()).toBe(CLOSE.removed));
    await expectSoon(() => expect(b.heard("memberChanged")).toEqual([{ type: "memberChanged", member }]));
    expect(b.closed()).toBeUndefined();
  });
});

test("R85: who hides that they are here goes for the others, and is known to be hidden after a sleep", async () => {
  await inObject(async (state) => {
    const part = hubIn(state);
    const [a, b] = [await part.open(ada), await part.open(bo)];
    await part.hub.alarm();
    await expectSoon(() => expect(b.heard("presence")[0]?.online).toContain(ada.id));
    const privacy = { readReceipts: true, typing: true, presence: false };
    await part.hub.privacyChanged(ada.id, privacy);
    await expectSoon(() => expect(b.heard("presence").at(-1)?.offline).toEqual([ada.id]));
    expect(part.attached(a).privacy).toEqual(privacy);
    expect(part.attached(b).privacy).toBeUndefined();
    part.wake();
    const late = await part.open(sameClass);
    await expectSoon(() => expect(late.heard("hello")[0]?.online).not.toContain(ada.id));
    await state.storage.deleteAlarm();
  });
});

test("I6: whose lease is old is confirmed before they hear anything; who was muted meanwhile hears of that", async () => {
  await inObject(async (state) => {
    const { open } = hubIn(state);
    const [a, b] = [await open(ada), await open(bo)];
    await expectSoon(() => expect([a.frames.length, b.frames.length]).toEqual([2, 2]));
    const hash = (who: Somebody) =>
      env.DB.prepare("select token_hash as h from sessions where user_no = ?").bind(who.userNo).first<string>("h");
    for (const [tab, who] of [
      [a, ada],
      [b, bo],
    ] as const) {
      const aged = { ...(tab.socket.deserializeAttachment() as object), leaseAt: 1, tokenHash: await hash(who) };
      tab.socket.serializeAttachment(aged);
    }
    const woken = hubIn(state).hub;
    await env.DB.prepare("update members set muted_until = 77 where no = ?").bind(ada.no).run();
    await woken.tell({ everyone: true }, { type: "devices", count: 8 });
    await expectSoon(() => expect(a.heard("muted")).toEqual([{ type: "muted", until: 77 }]));
    expect(a.heard("devices").at(-1)?.count).toBe(8);
    await expectSoon(() => expect(b.heard("devices").at(-1)?.count).toBe(8));
    // What comes now comes behind what the look at their leases had to say.
    await woken.tell({ everyone: true }, { type: "devices", count: 9 });
    await expectSoon(() => expect(b.heard("devices").at(-1)?.count).toBe(9));
    expect(b.heard("muted")).toEqual([]);
    await env.DB.prepare("update members set muted_until = null where no = ?").bind(ada.no).run();
  });
});

test("what a tab that opens cannot be told of the last minute is noted, and keeps it from nothing", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { hub, d1, open } = hubIn(state);
    await hub.notice({ channel, seq: 4, at: 44, author: "someone" });
    d1.fail("FROM channels c JOIN memberships s");
    const tab = await open(ada);
    await expectSoon(() => expect(tab.heard("devices")).toHaveLength(1));
    await expectSoon(() => expect(said.mock.calls.flat().join()).toContain(`"what":"recentNews"`));
    expect(tab.closed()).toBeUndefined();
  });
});
