/** A class's hub in an object of its own: tabs come and go, and say what their person does. */
import { expect, test, vi } from "vitest";
import { CLOSE } from "../../../protocol/index.ts";
import { SWEEP_MS } from "../../../worker/hub/presence.ts";
import { SOCKETS_PER_MEMBER } from "../../../worker/room/sockets/member-places.ts";
import { inObject } from "../support/in-room.ts";
import { ada, bo, channel, type Tab, hubIn, expectSoon, sameClass, hubTabsForAll } from "../support/hub-tabs.ts";

hubTabsForAll();

test("R88, R111: a tab that opens hears the time, when something changed last, who is here, and how far it had read", async () => {
  await inObject(async (state) => {
    const { hub, open, say, attached } = hubIn(state);
    const before = Date.now();
    const tab = await open(ada);
    await expectSoon(() => expect(tab.frames.length).toBeGreaterThanOrEqual(2));
    expect(tab.frames[0]).toMatchObject({ type: "hello", changedAt: 0, online: [ada.id], away: [], reads: {} });
    expect(tab.heard("hello")[0]!.now).toBeGreaterThanOrEqual(before);
    expect(tab.frames[1]).toEqual({ type: "devices", count: 1 });
    expect(attached(tab)).toMatchObject({ member: ada.id, visible: true, isSilent: true, reads: {} });
    expect(attached(tab).leaseAt).toBeGreaterThanOrEqual(before);
    say(tab, { type: "showRead", channel, seq: 5 });
    await hub.tell({ members: [] }, { type: "devices", count: 9 });
    const second = await open(ada);
    await expectSoon(() => expect(second.heard("hello")[0]).toMatchObject({ reads: { [channel]: 5 } }));
    expect(second.heard("hello")[0]!.changedAt).toBeGreaterThanOrEqual(before);
    await expectSoon(() => expect(tab.heard("devices").map(({ count }) => count)).toEqual([1, 2]));
    expect(attached(second).reads).toEqual({ [channel]: 5 });
  });
});

test("a person's twenty-first tab takes the place of their oldest, which may come back", async () => {
  await inObject(async (state) => {
    const { open } = hubIn(state);
    const other = await open(bo);
    const tabs: Tab[] = [];
    for (let i = 0; i < SOCKETS_PER_MEMBER; i++) tabs.push(await open(ada));
    expect(tabs.filter(({ socket }) => socket.readyState !== WebSocket.OPEN)).toEqual([]);
    await open(ada);
    await expectSoon(() => expect(tabs.map(({ closed }) => closed()).filter(Boolean)).toEqual([CLOSE.comeBack]));
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
  });
});

test("P15: a tab that shows nothing of what it is told is closed after a MiB, and one that shows it stays", async () => {
  await inObject(async (state) => {
    const { hub, open, say } = hubIn(state);
    const [reads, never] = [await open(ada), await open(bo)];
    const draft = { type: "draftChanged", channel, text: "x".repeat(9_000), at: 1 } as never;
    for (let i = 0; i < 130; i++) {
      await hub.tell({ members: [ada.id, bo.id] }, draft);
      if (i % 20 !== 19) continue;
      await expectSoon(() => expect(reads.heard("draftChanged")).toHaveLength(i + 1));
      for (const { token } of reads.heard("echo")) say(reads, { type: "echo", token });
    }
    await expectSoon(() => expect(never.closed()).toBe(CLOSE.unread));
    expect(reads.socket.readyState).toBe(WebSocket.OPEN);
  });
});

test("R88: a tab says whether it is in view and touched; what it says else, or what is not understood, changes nothing", async () => {
  await inObject(async (state) => {
    const { hub, open, say, attached } = hubIn(state);
    const tab = await open(ada);
    const changed = vi.spyOn((await import("../../../worker/hub/presence.ts")).Presence.prototype, "changed");
    vi.useFakeTimers({ now: Date.now() + 5_000, toFake: ["Date"] });
    say(tab, { type: "setVisible", visible: false, idle: true });
    expect(attached(tab)).toMatchObject({ visible: false, idle: true, openedAt: Date.now() });
    expect(changed).toHaveBeenCalledTimes(1);
    say(tab, { type: "setVisible", visible: true });
    expect(attached(tab)).toMatchObject({ visible: true, idle: false });
    const before = attached(tab);
    const visible = JSON.stringify({ type: "setVisible", visible: false });
    hub.webSocketMessage(tab.socket, "{nothing");
    hub.webSocketMessage(tab.socket, new TextEncoder().encode(visible).buffer as ArrayBuffer);
    hub.webSocketMessage(tab.socket, visible.padEnd(1024));
    say(tab, { type: "setVisible" });
    expect(attached(tab)).toEqual(before);
    hub.webSocketMessage(tab.socket, visible.padEnd(1023));
    expect(attached(tab).visible).toBe(false);
    await hub.sessionEnded(`session-${ada.id}`);
    say(tab, { type: "setVisible", visible: true });
    expect(attached(tab).visible).toBe(false);
  });
});

test("R12: how far I read shows on my other tabs, never goes back, and what of a hundred channels is newest is kept", async () => {
  await inObject(async (state) => {
    const { hub, open, say, attached } = hubIn(state);
    const [one, two, other] = [await open(ada), await open(ada), await open(bo)];
    say(one, { type: "showRead", channel, seq: 7 });
    say(one, { type: "showRead", channel, seq: 5 });
    await hub.read(ada.id, { [channel]: 6 });
    await expectSoon(() => expect(two.heard("read")).toHaveLength(3));
    expect(two.heard("read")[0]).toEqual({ type: "read", channel, seq: 7 });
    expect([attached(one).reads, attached(two).reads]).toEqual([{ [channel]: 7 }, { [channel]: 7 }]);
    // From elsewhere it is told to all of mine.
    expect(one.heard("read")).toEqual([{ type: "read", channel, seq: 6 }]);
    await hub.read(ada.id, { [channel]: 2 }, { mentions: 1, uncounted: [3] });
    await expectSoon(() => expect(one.heard("read")).toHaveLength(2));
    expect(one.heard("read")[1]).toEqual({ type: "read", channel, seq: 2, back: true, mentions: 1, uncounted: [3] });
    expect(attached(two).reads).toEqual({ [channel]: 2 });
    for (let i = 0; i < 99; i++) await hub.read(ada.id, { [`channel-${i}`]: 1 });
    expect(Object.keys(attached(one).reads)).toHaveLength(100);
    expect(attached(one).reads[channel]).toBe(2);
    await hub.read(ada.id, { more: 1 });
    expect(Object.keys(attached(one).reads)).toHaveLength(100);
    expect(attached(one).reads).not.toHaveProperty(channel);
    expect([attached(other).reads, other.heard("read")]).toEqual([{}, []]);
  });
});

test("R111: who reloads finds what they read a moment ago, and where it was moved back since; others hear that a tab went", async () => {
  await inObject(async (state) => {
    const { hub, open, say } = hubIn(state);
    const [stays, goes] = [await open(ada), await open(ada)];
    say(goes, { type: "showRead", channel, seq: 9 });
    goes.client.close(1000, "bye");
    hub.webSocketClose(goes.socket, 1000, "bye");
    await expectSoon(() => expect(goes.closed()).toBe(1000));
    await expectSoon(() => expect(stays.heard("devices").map(({ count }) => count)).toEqual([1, 2, 1]));
    stays.client.close();
    hub.webSocketError(stays.socket);
    expect(stays.socket.readyState).not.toBe(WebSocket.OPEN);
    await hub.read(ada.id, { [channel]: 4 }, { mentions: 0 });
    const back = await open(ada);
    await expectSoon(() => expect(back.heard("hello")[0]?.reads).toEqual({ [channel]: 4 }));
  });
});

test("R88: who comes and goes is told; where somebody is there to see it, silence is noticed too", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { hub, open } = hubIn(state);
    const alone = await open(ada);
    expect(await state.storage.getAlarm()).toBeNull();
    await hub.alarm();
    expect(await state.storage.getAlarm()).toBeNull();
    const before = Date.now();
    await open(bo);
    const rings = await state.storage.getAlarm();
    expect(rings).toBeGreaterThanOrEqual(before + SWEEP_MS);
    expect(rings).toBeLessThanOrEqual(Date.now() + SWEEP_MS);
    await open(sameClass);
    expect(await state.storage.getAlarm()).toBe(rings);
    await hub.alarm();
    await expectSoon(() =>
      expect(new Set(alone.heard("presence").flatMap(({ online }) => online))).toEqual(
        new Set([ada.id, bo.id, "someone"]),
      ),
    );
    await state.storage.deleteAlarm();
    // One that fails is noted, and rings again all the same.
    const { Presence } = await import("../../../worker/hub/presence.ts");
    vi.spyOn(Presence.prototype, "announce").mockImplementation(() => {
      throw new Error("broken");
    });
    await hub.alarm();
    expect(await state.storage.getAlarm()).not.toBeNull();
    expect(said.mock.calls.flat().join()).toContain(`"what":"presence"`);
    await state.storage.deleteAlarm();
  });
});
