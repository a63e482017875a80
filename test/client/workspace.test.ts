import { afterEach, describe, expect, test } from "vitest";
import { WorkspaceSession } from "../../client/workspace-session.ts";
import { badgeOf, unreadOf } from "../../client/unread.ts";
import { applyWorkspaceEvent, fromBootstrap, savedKey, type WorkspaceState } from "../../client/workspace-state.ts";
import {
  DEFAULT_SETTINGS,
  refusal,
  type Bootstrap,
  type Member,
  type MyChannel,
  type Refusal,
  type WorkspaceEvent,
} from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";

const member = (id: string, more: Partial<Member> = {}): Member => ({
  id,
  handle: id,
  name: id,
  role: "student",
  joinedAt: 1,
  ...more,
});
const channel = (id: string, more: Partial<MyChannel> = {}): MyChannel => ({
  id,
  workspace: "class-1",
  kind: "public",
  name: id,
  topic: "",
  posting: "all",
  isDefault: false,
  createdBy: null,
  createdAt: 1,
  archivedAt: null,
  lastSeq: 10,
  lastAt: 10,
  readSeq: 10,
  mentions: 0,
  muted: false,
  notify: "all",
  ...more,
});
const bootstrap = (more: Partial<Bootstrap> = {}): Bootstrap => ({
  now: 1_000_000,
  account: {
    id: "account-ada",
    handle: "ada",
    guest: false,
    hasPassword: true,
    passkeys: [],
    sessionId: "session-1",
    workspaces: [{ id: "class-1", name: "CS 101", role: "student" }],
  },
  workspace: { id: "class-1", name: "CS 101", createdAt: 1 },
  me: { member: "ada-me", role: "student", guest: false },
  settings: DEFAULT_SETTINGS,
  blocks: [],
  saved: [],
  threads: [],
  channels: [channel("general"), channel("homework")],
  members: [member("ada-me"), member("ben-01")],
  emoji: [],
  keepsFiles: true,
  ...more,
});
const news = (seq: number, more: object = {}): WorkspaceEvent => ({
  type: "news",
  channel: "general",
  seq,
  at: seq,
  author: "ben-01",
  ...more,
});

function after(events: WorkspaceEvent[], state: WorkspaceState = fromBootstrap(bootstrap())): WorkspaceState {
  return events.reduce(applyWorkspaceEvent, state);
}
const general = (state: WorkspaceState) => {
  const found = state.channels.get("general");
  if (found === undefined) throw new Error("general is gone");
  return found;
};

describe("unread", () => {
  test("R111 counts what others wrote after my mark, and the mentions among it", () => {
    const state = after([news(12, { mentions: 1 }), news(13)]);
    expect(unreadOf(general(state))).toBe(3);
    expect(badgeOf(general(state))).toEqual({ unread: 3, mentions: 1 });
  });

  test("the same news twice, or late, counts once", () => {
    const state = after([news(12, { mentions: 1 }), news(12, { mentions: 1 }), news(11, { mentions: 1 })]);
    expect(badgeOf(general(state))).toEqual({ unread: 2, mentions: 1 });
  });

  test("what I wrote, here or on another device, is not unread; what others wrote above it is, until I have seen it", () => {
    expect(unreadOf(general(after([news(11), news(12, { author: "ada-me", uncounted: [12] })])))).toBe(1);
    expect(unreadOf(general(after([news(14, { uncounted: [11, 13] })])))).toBe(2);
    // A server of yesterday names the author of the newest alone.
    expect(unreadOf(general(after([news(11), news(12, { author: "ada-me" })])))).toBe(1);
  });

  test("a mark of another device clears it, and a late mark does not bring it back", () => {
    const state = after([
      news(15, { mentions: 2 }),
      { type: "read", channel: "general", seq: 15 },
      { type: "read", channel: "general", seq: 11 },
    ]);
    expect(badgeOf(general(state))).toEqual({ unread: 0, mentions: 0 });
  });

  test("R49, R111 a badge shows what is unread, whatever notifies, and a muted channel shows none", () => {
    const unread = { lastSeq: 15, mentions: 2 };
    expect(badgeOf(channel("general", { ...unread, muted: true }))).toEqual({ unread: 0, mentions: 0 });
    expect(badgeOf(channel("general", { ...unread, notify: "nothing" }))).toEqual({ unread: 5, mentions: 2 });
    expect(badgeOf(channel("general", { ...unread, notify: "mentions" }))).toEqual({ unread: 5, mentions: 2 });
  });

  test("I4 a bootstrap that is older than what was heard takes nothing back", () => {
    const heard = after([news(14, { mentions: 1 }), { type: "read", channel: "general", seq: 12 }]);
    const state = fromBootstrap(bootstrap(), heard);
    expect(general(state)).toMatchObject({ lastSeq: 14, readSeq: 12, mentions: 1 });
    expect(general(after([news(14, { mentions: 1 })], state)).mentions).toBe(1);
  });
});

describe("who and what there is", () => {
  test("R88 people come and go", () => {
    const state = after([
      { type: "hello", changedAt: 0, now: 1, online: ["ada-me", "ben-01"], reads: { general: 10 } },
      { type: "presence", online: ["cyd-02"], offline: ["ben-01"] },
    ]);
    expect([...state.online]).toEqual(["ada-me", "cyd-02"]);
  });

  test("R39 channels appear, change their name and go, without a reload", () => {
    const {
      lastSeq: _,
      lastAt: __,
      readSeq: ___,
      mentions: ____,
      muted: _____,
      notify: ______,
      ...bare
    } = channel("general", { name: "all-of-us" });
    const state = after([
      { type: "channelJoined", channel: channel("projects") },
      { type: "channelChanged", channel: bare },
      { type: "channelChanged", channel: { ...bare, id: "not-mine" } },
      { type: "channelLeft", channel: "homework" },
    ]);
    expect([...state.channels.keys()]).toEqual(["general", "projects"]);
    expect(general(state)).toMatchObject({ name: "all-of-us", lastSeq: 10 });
  });

  test("R7 a changed name is everywhere, and my new role is mine at once", () => {
    const state = after([{ type: "memberChanged", member: member("ada-me", { name: "Ada L.", role: "ta" }) }]);
    expect(state.members.get("ada-me")?.name).toBe("Ada L.");
    expect(state.me.role).toBe("ta");
  });

  test("a frame of a newer server changes nothing", () => {
    const state = fromBootstrap(bootstrap());
    expect(after([{ type: "confetti" } as unknown as WorkspaceEvent], state)).toBe(state);
  });
});

const tearDowns: (() => void)[] = [];
afterEach(() => {
  for (const tearDown of tearDowns.splice(0)) tearDown();
});

function opened(more: { reachable?: boolean; refuse?: Refusal } = {}) {
  const server = { bootstrap: bootstrap(), reachable: true, refuse: null as Refusal | null, ...more };
  const clock = new FakeClock();
  const sockets = fakeSockets();
  const signals = new FakeSignals();
  const { api, asked } = fakeApi(({ path, query }) => {
    if (!server.reachable) return unreachable();
    if (server.refuse !== null) return new Refusing(server.refuse);
    if (path.endsWith("/bootstrap")) return server.bootstrap;
    return { members: (query.get("ids") ?? "").split(",").map((id) => member(id)) };
  });
  const session = new WorkspaceSession({
    api,
    workspace: "class-1",
    clock,
    signals,
    random: () => 0.5,
    openSocket: sockets.open,
    schedule: (run) => run(),
  });
  session.open();
  tearDowns.push(() => session.close());
  const hello = (changedAt = 0) => {
    sockets.last().opens();
    sockets.last().says({ type: "hello", now: clock.now(), changedAt, online: ["ada-me"], reads: {} });
  };
  return { server, clock, signals, sockets, asked, session, hello };
}
const asks = (asked: { path: string }[]) => asked.filter(({ path }) => path.endsWith("/bootstrap")).length;

describe("what is mine, on all my devices", () => {
  test("R111 unread from here on another device: the count and its mentions are back", () => {
    const state = after([
      news(15, { mentions: 2 }),
      { type: "read", channel: "general", seq: 15 },
      { type: "read", channel: "general", seq: 12, back: true, mentions: 1 },
    ]);
    expect(badgeOf(general(state))).toEqual({ unread: 3, mentions: 1 });
    expect(general(after([{ type: "read", channel: "general", seq: 11 }], state)).readSeq).toBe(12);
  });

  test("R88 away is here all the same, and gone is neither", () => {
    const presence = (online: string[], away: string[], offline: string[]): WorkspaceEvent => ({
      ...{ type: "presence", online, away, offline },
    });
    const away = after([
      { type: "hello", now: 1, changedAt: 0, online: ["ben-01", "cyd-02"], away: ["cyd-02"], reads: {} },
      presence([], ["ben-01"], []),
    ]);
    expect([[...away.online], [...away.away]]).toEqual([
      ["ben-01", "cyd-02"],
      ["cyd-02", "ben-01"],
    ]);
    const back = after([presence(["ben-01"], [], ["cyd-02"])], away);
    expect([[...back.online], [...back.away]]).toEqual([["ben-01"], []]);
  });

  test("R49 a mute with an end ends by itself", () => {
    const muted = channel("general", { lastSeq: 15, muted: true, mutedUntil: 1_000 });
    expect(badgeOf(muted, 999).unread).toBe(0);
    expect(badgeOf(muted, 1_001).unread).toBe(5);
  });

  test("settings, blocks and saved messages follow what my other tabs do", () => {
    const settings = { ...DEFAULT_SETTINGS, typing: false };
    const state = after([
      { type: "settingsChanged", settings },
      { type: "blocksChanged", blocks: ["ben-01"] },
      { type: "savedChanged", channel: "general", seq: 3, saved: { note: "why", at: 7 } },
      { type: "savedChanged", channel: "general", seq: 4, saved: { note: "", at: 8 } },
      { type: "savedChanged", channel: "general", seq: 4, saved: null },
    ]);
    expect(state.settings).toEqual(settings);
    expect([...state.blocks]).toEqual(["ben-01"]);
    expect([...state.saved]).toEqual([[savedKey("general", 3), { channel: "general", seq: 3, note: "why", at: 7 }]]);
  });
});

describe("a class in a tab", () => {
  test("R59 is seen after exactly one request", async () => {
    const { session, clock, asked } = opened();
    await clock.pass(0);
    expect(asked).toHaveLength(1);
    expect(session.snapshot().state?.channels.size).toBe(2);
  });

  test("R59 asks a second time only where something changed between the first answer and the socket", async () => {
    const quiet = opened();
    await quiet.clock.pass(0);
    quiet.hello();
    await quiet.clock.pass(5_000);
    expect(asks(quiet.asked)).toBe(1);
    const busy = opened();
    await busy.clock.pass(0);
    busy.hello(999_900);
    await busy.clock.pass(5_000);
    expect(asks(busy.asked)).toBe(2);
  });

  test("I6 the last frame before a close ends it at once, not when the browser tells of the close", async () => {
    const { session, sockets, clock, hello } = opened();
    hello();
    sockets.last().says({ type: "ended", code: 4401 });
    await clock.pass(0);
    expect(session.snapshot()).toMatchObject({ ended: { code: "session_ended" }, connection: "closed" });
  });

  test("I4 after a cut it asks again, a moment later, and misses nothing that is told meanwhile", async () => {
    const { session, server, clock, sockets, asked, hello } = opened();
    hello();
    await clock.pass(1_000);
    const before = asks(asked);
    sockets.last().drops();
    await clock.pass(300);
    server.bootstrap = bootstrap({ channels: [channel("general", { lastSeq: 20 }), channel("new-one")] });
    hello();
    sockets.last().says(news(21));
    await clock.pass(1_000);
    expect(asks(asked)).toBe(before + 1);
    expect([...(session.snapshot().state?.channels.keys() ?? [])]).toEqual(["general", "new-one"]);
    expect(session.snapshot().state?.channels.get("general")?.lastSeq).toBe(21);
    expect(session.snapshot()).toMatchObject({ offlineSince: null, connection: "open" });
  });

  test("R74 without an answer it tries again by itself", async () => {
    const { session, server, clock } = opened({ reachable: false });
    await clock.pass(1_000);
    expect(session.snapshot()).toMatchObject({ state: null, ended: null });
    server.reachable = true;
    await clock.pass(3_000);
    expect(session.snapshot().state).not.toBeNull();
  });

  test("I6 out of the class: it ends and says why", async () => {
    const { session, sockets, clock, hello } = opened();
    hello();
    sockets.last().drops(4403);
    await clock.pass(60_000);
    expect(session.snapshot()).toMatchObject({ ended: { code: "not_found" }, connection: "closed" });
    expect(sockets.all).toHaveLength(1);
  });

  test("I5 a class that is not mine is not found", async () => {
    const { session, clock } = opened({ refuse: refusal("not_found") });
    await clock.pass(0);
    expect(session.snapshot().ended?.code).toBe("not_found");
  });

  test("I6 where a socket is refused without a word, as browsers have it, a request tells why", async () => {
    const { session, server, clock, sockets } = opened();
    await clock.pass(0);
    server.refuse = refusal("session_ended");
    for (let n = 0; n < 2; n += 1) {
      sockets.last().drops();
      await clock.pass(1_000);
    }
    expect(session.snapshot().ended?.code).toBe("session_ended");
  });

  test("R88 a hidden tab says so, and says when it is seen again", async () => {
    const { signals, sockets, hello } = opened();
    hello();
    expect(sockets.last().frames).toEqual([]);
    signals.give("hidden");
    signals.give("visible");
    expect(sockets.last().frames).toEqual([
      { type: "setVisible", visible: false },
      { type: "setVisible", visible: true },
    ]);
  });

  test("R88 a tab that nobody touches says so, after a reconnect as well, and that somebody is back", async () => {
    const { session, clock, sockets, hello } = opened();
    hello();
    session.setIdle(true);
    session.setIdle(true);
    sockets.last().drops();
    await clock.pass(1_000);
    hello();
    const idle = { type: "setVisible", visible: true, idle: true };
    expect(sockets.all.map(({ frames }) => frames)).toEqual([[idle], [idle]]);
    session.setIdle(false);
    expect(sockets.last().frames.at(-1)).toEqual({ type: "setVisible", visible: true });
  });

  test("people that bootstrap left out are asked for together, and once", async () => {
    const { session, clock, asked } = opened();
    await clock.pass(0);
    session.wantMembers(["cyd-02", "ben-01"]);
    session.wantMembers(["dee-03", "cyd-02"]);
    await clock.pass(100);
    session.wantMembers(["cyd-02"]);
    await clock.pass(100);
    const members = asked.filter(({ path }) => path.endsWith("/members"));
    expect(members.map(({ query }) => query.get("ids"))).toEqual(["cyd-02,dee-03"]);
    expect(session.snapshot().state?.members.get("dee-03")?.name).toBe("dee-03");
  });

  test("what another part of the page knows already is shown at once", async () => {
    const { session, clock } = opened();
    await clock.pass(0);
    session.apply({ type: "channelJoined", channel: channel("just-made") });
    expect(session.snapshot().state?.channels.has("just-made")).toBe(true);
  });
});
