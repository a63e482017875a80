/** Threads and scheduled messages in what a person sees of a class. */
import { describe, expect, test } from "vitest";
import { loadScheduled, withScheduled } from "../../client/scheduled-list.ts";
import { unreadOf } from "../../client/unread.ts";
import { WorkspaceSession } from "../../client/workspace-session.ts";
import {
  applyWorkspaceEvent,
  channelOf,
  fromBootstrap,
  unreadThreads,
  type WorkspaceState,
} from "../../client/workspace-state.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { fakeApi } from "./support/fake-api.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";
import { bootstrap, channel } from "./support/sample-class.ts";
import type { MyChannel, Scheduled, WorkspaceEvent } from "../../protocol/index.ts";

const thread = (id: string, more: Partial<MyChannel> = {}) =>
  channel(id, { kind: "thread", name: "", parent: { channel: "general", seq: 3 }, following: true, ...more });

const begin = (threads: MyChannel[] = []) => fromBootstrap(bootstrap({ threads }));
const after = (state: WorkspaceState, ...events: WorkspaceEvent[]) => events.reduce(applyWorkspaceEvent, state);
const news = (id: string, seq: number, at = 2_000): WorkspaceEvent => ({
  type: "news",
  channel: id,
  seq,
  at,
  author: "ben-01",
  parent: { channel: "general", seq: 3 },
});

describe("threads", () => {
  test("stand apart from the channels, and those with something unread are listed newest first", () => {
    const state = begin([thread("old", { readSeq: 8 }), thread("read"), thread("new", { readSeq: 9, lastAt: 5_000 })]);
    expect([...state.channels.keys()]).toEqual(["general", "homework"]);
    expect(unreadThreads(state).map(({ id }) => id)).toEqual(["new", "old"]);
  });

  test("news, read marks and following move them as they move a channel", () => {
    const state = after(begin([thread("t")]), news("t", 12));
    expect(unreadOf(channelOf(state, "t")!)).toBe(2);
    expect(unreadThreads(after(state, { type: "read", channel: "t", seq: 12 }))).toEqual([]);
    const followed = after(state, { type: "channelJoined", channel: thread("u", { readSeq: 4 }) });
    expect(unreadThreads(followed).map(({ id }) => id)).toEqual(["t", "u"]);
    expect(unreadThreads(after(followed, { type: "channelLeft", channel: "t" })).map(({ id }) => id)).toEqual(["u"]);
  });

  test("I5: with a channel that one is out of go its threads, and they are archived with it", () => {
    const state = begin([thread("t"), thread("other", { parent: { channel: "homework", seq: 1 } })]);
    const { parent: _parent, following: _following, ...general } = channel("general", { archivedAt: 7 });
    const archived = after(state, { type: "channelChanged", channel: general });
    expect([...archived.threads.values()].map(({ archivedAt }) => archivedAt)).toEqual([7, null]);
    expect([...after(state, { type: "channelLeft", channel: "general" }).threads.keys()]).toEqual(["other"]);
  });

  test("what a newer bootstrap tells does not take back what was read here", () => {
    const state = after(begin([thread("t", { readSeq: 5 })]), { type: "read", channel: "t", seq: 10 });
    const again = fromBootstrap(bootstrap({ threads: [thread("t", { readSeq: 5 })] }), state);
    expect(unreadThreads(again)).toEqual([]);
  });
});

test("scheduled messages are kept up to date from the moment they were loaded, and not before", () => {
  const item: Scheduled = {
    id: "01935a2b-7c4d-7e8f-9a0b-1c2d3e4f5a6b",
    channel: "general",
    body: "later",
    at: 9,
    zone: "UTC",
    repeat: null,
  };
  const told: WorkspaceEvent = { type: "scheduledChanged", id: item.id, scheduled: { ...item, body: "changed" } };
  expect(after(begin(), told).scheduled).toBeNull();
  const state = after(withScheduled(begin(), { scheduled: [item] }), told);
  expect(state.scheduled?.get(item.id)?.body).toBe("changed");
  expect(after(state, { type: "scheduledChanged", id: item.id, scheduled: null }).scheduled?.size).toBe(0);
});

test("news of a thread that bootstrap did not tell of is looked up once, and of one that I do not follow changes nothing", async () => {
  const clock = new FakeClock();
  const sockets = fakeSockets();
  const { api, asked } = fakeApi(({ path }) => {
    if (path.endsWith("/bootstrap")) return bootstrap();
    return { channel: thread(path.split("/").at(-1)!, { lastSeq: 11, following: path.endsWith("/mine") }) };
  });
  const session = new WorkspaceSession({
    ...{ api, workspace: "class-1", clock, signals: new FakeSignals(), random: () => 0.5 },
    openSocket: sockets.open,
    schedule: (run) => run(),
  });
  session.open();
  await clock.pass(0);
  sockets.last().opens();
  sockets.last().says({ type: "hello", now: clock.now(), changedAt: 0, online: [], reads: {} });
  for (const frame of [news("mine", 11), news("mine", 11), news("theirs", 11)]) sockets.last().says(frame);
  await clock.pass(100);
  expect(unreadThreads(session.snapshot().state!).map(({ id }) => id)).toEqual(["mine"]);
  expect(asked.filter(({ path }) => path.endsWith("/mine"))).toHaveLength(1);
  session.close();
});

test("the list of scheduled messages is loaded when asked for, and again after a cut", async () => {
  const clock = new FakeClock();
  const sockets = fakeSockets();
  const item = {
    id: "01935a2b-7c4d-7e8f-9a0b-1c2d3e4f5a6b",
    channel: "general",
    body: "later",
    at: 9,
    zone: "UTC",
    repeat: null,
  };
  const { api } = fakeApi(({ path }) => (path.endsWith("/bootstrap") ? bootstrap() : { scheduled: [item] }));
  const session = new WorkspaceSession({
    ...{ api, workspace: "class-1", clock, signals: new FakeSignals(), random: () => 0.5 },
    openSocket: sockets.open,
    schedule: (run) => run(),
  });
  session.open();
  await clock.pass(0);
  const hello = { type: "hello", now: clock.now(), changedAt: 0, online: [], reads: {} };
  sockets.last().opens();
  sockets.last().says(hello);
  await loadScheduled(session);
  expect([...(session.snapshot().state?.scheduled?.values() ?? [])]).toEqual([item]);
  sockets.last().says({ type: "scheduledChanged", id: item.id, scheduled: null });
  expect(session.snapshot().state?.scheduled?.size).toBe(0);
  sockets.last().drops();
  await clock.pass(300);
  sockets.last().opens();
  sockets.last().says(hello);
  await clock.pass(100);
  expect(session.snapshot().state?.scheduled?.size).toBe(1);
  session.close();
});
