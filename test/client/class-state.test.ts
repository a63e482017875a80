/** The state of a class after each frame, and after a bootstrap: what moves, what stays, and what is the very same object. */
import { describe, expect, test } from "vitest";
import { withScheduled } from "../../client/scheduled-list.ts";
import { badgeOf, unreadOf, withDeleted, withUncounted } from "../../client/unread.ts";
import {
  addMembers,
  applyWorkspaceEvent,
  channelOf,
  fromBootstrap,
  savedKey,
  unreadThreads,
  type WorkspaceState,
} from "../../client/workspace-state.ts";
import type { MyChannel, Scheduled, WorkspaceEvent } from "../../protocol/index.ts";
import { bootstrapOf, channelOfClass, memberOf, newsOf, threadOf } from "./support/class-state.ts";

const begin = (
  channels: MyChannel[] = [channelOfClass("general"), channelOfClass("homework")],
  threads: MyChannel[] = [],
) => fromBootstrap(bootstrapOf({ channels, threads }));
const after = (state: WorkspaceState, ...events: WorkspaceEvent[]) => events.reduce(applyWorkspaceEvent, state);
const at = (state: WorkspaceState, id = "general") => channelOf(state, id);
const ME = "ada-me";

describe("news", () => {
  test("move the end, the time and the mentions of their channel, and of no other", () => {
    const before = begin([
      channelOfClass("general", { mentions: 1, readSeq: 8, lastAt: 50 }),
      channelOfClass("homework"),
    ]);
    const state = after(before, newsOf("general", 12, { at: 60, mentions: 2 }));
    expect(at(state)).toMatchObject({ lastSeq: 12, lastAt: 60, mentions: 3, readSeq: 8 });
    expect(at(state, "homework")).toBe(at(before, "homework"));
    expect(at(after(state, newsOf("general", 13, { at: 55 })))).toMatchObject({ lastSeq: 13, lastAt: 60, mentions: 3 });
  });

  test("of a channel that is not mine, or that were told already, change nothing at all", () => {
    const state = begin();
    for (const event of [newsOf("elsewhere", 12), newsOf("general", 10), newsOf("general", 9, { mentions: 4 })])
      expect(applyWorkspaceEvent(state, event)).toBe(state);
  });

  test("that were told already may still tell what does not count", () => {
    const state = after(begin(), newsOf("general", 10, { uncounted: [9] }));
    expect(at(state)).toMatchObject({ lastSeq: 10, uncounted: [9] });
  });

  test("up to where I read bring no mentions, beyond it they do", () => {
    const readOn = begin([channelOfClass("general", { readSeq: 12, mentions: 0 })]);
    expect(at(after(readOn, newsOf("general", 12, { mentions: 1 })))?.mentions).toBe(0);
    expect(at(after(readOn, newsOf("general", 13, { mentions: 1 })))?.mentions).toBe(1);
  });

  test("by me do not count, as a server of yesterday tells the author alone; by others they do", () => {
    expect(at(after(begin(), newsOf("general", 11, { author: ME })))?.uncounted).toEqual([11]);
    expect(at(after(begin(), newsOf("general", 11)))).not.toHaveProperty("uncounted");
    // A newer one says which do not count, whoever wrote the last.
    expect(at(after(begin(), newsOf("general", 12, { author: ME, uncounted: [11] })))?.uncounted).toEqual([11]);
  });
});

describe("read marks", () => {
  const unread = () => begin([channelOfClass("general", { readSeq: 4, mentions: 2 })]);
  const read = (seq: number, more: object = {}): WorkspaceEvent => ({ type: "read", channel: "general", seq, ...more });

  test("move forward; with the end the mentions are gone, before it they stay", () => {
    expect(at(after(unread(), read(9)))).toMatchObject({ readSeq: 9, mentions: 2 });
    expect(at(after(unread(), read(10)))).toMatchObject({ readSeq: 10, mentions: 0 });
    expect(at(after(unread(), read(11)))).toMatchObject({ readSeq: 11, mentions: 0 });
  });

  test("that are known, or of a channel that is not mine, change nothing at all", () => {
    const state = unread();
    for (const event of [read(4), read(2), { ...read(9), channel: "elsewhere" } as WorkspaceEvent])
      expect(applyWorkspaceEvent(state, event)).toBe(state);
  });

  test("R111 move back where that is said, with the mentions and what does not count there", () => {
    const state = after(unread(), read(10), read(3, { back: true, mentions: 1, uncounted: [5, 6] }));
    expect(at(state)).toMatchObject({ readSeq: 3, mentions: 1, uncounted: [5, 6] });
    const bare = after(unread(), read(3, { back: true }));
    expect(at(bare)).toMatchObject({ readSeq: 3, mentions: 0 });
    expect(at(bare)).not.toHaveProperty("uncounted");
  });

  test("are told with the first frame for all channels that moved, and who is here with them", () => {
    const before = begin([channelOfClass("general", { readSeq: 4 }), channelOfClass("homework", { readSeq: 4 })]);
    const hello: WorkspaceEvent = {
      ...{ type: "hello", now: 1, changedAt: 0, online: ["ben-01", "cyd-02"], away: ["cyd-02"] },
      reads: { general: 7, homework: 3, elsewhere: 5 },
    };
    const state = after(before, hello);
    expect([at(state)?.readSeq, at(state, "homework")?.readSeq]).toEqual([7, 4]);
    expect([[...state.online], [...state.away]]).toEqual([["ben-01", "cyd-02"], ["cyd-02"]]);
    expect(at(state, "homework")).toBe(at(before, "homework"));
  });
});

describe("deleted messages", () => {
  const deleted = (seqs: number[], mentions?: number[]): WorkspaceEvent => ({
    ...{ type: "deleted", channel: "general", seqs },
    ...(mentions && { mentions }),
  });

  test("do not count, and what named me in them does not either, where it was unread", () => {
    const before = begin([channelOfClass("general", { readSeq: 4, mentions: 3 })]);
    const state = after(before, deleted([4, 6, 7, 11], [4, 6, 11]));
    expect(at(state)).toMatchObject({ uncounted: [4, 6, 7, 11], mentions: 2 });
    expect(unreadOf(at(state) as MyChannel)).toBe(4);
    expect(at(after(state, deleted([6], [6])))?.mentions, "once").toBe(2);
    expect(at(after(before, deleted([6])))?.mentions).toBe(3);
  });

  test("take away no more mentions than there were", () => {
    const channel = channelOfClass("general", { readSeq: 4, mentions: 1 });
    expect(withDeleted(channel, [5, 6], [5, 6]).mentions).toBe(0);
  });

  test("that are known, or are nowhere of mine, change nothing at all", () => {
    const state = after(begin(), deleted([6]));
    expect(applyWorkspaceEvent(state, deleted([6]))).toBe(state);
    expect(applyWorkspaceEvent(state, { ...deleted([6]), channel: "elsewhere" } as WorkspaceEvent)).toBe(state);
  });
});

describe("counting", () => {
  test("is what lies between the mark and the end, without the places that do not count there", () => {
    const count = (more: Partial<MyChannel>) => unreadOf(channelOfClass("general", { readSeq: 4, ...more }));
    expect(count({})).toBe(6);
    expect(count({ uncounted: [4] })).toBe(6);
    expect(count({ uncounted: [5] })).toBe(5);
    expect(count({ uncounted: [10] })).toBe(5);
    expect(count({ uncounted: [11] })).toBe(6);
    expect(count({ readSeq: 12 })).toBe(0);
  });

  test("shows no badge for a muted channel, and no more mentions than what is unread", () => {
    const channel = channelOfClass("general", { readSeq: 8, mentions: 5 });
    expect(badgeOf(channel, 1)).toEqual({ unread: 2, mentions: 2 });
    expect(badgeOf({ ...channel, muted: true }, 1)).toEqual({ unread: 0, mentions: 0 });
    expect(badgeOf({ ...channel, muted: true, mutedUntil: 2 }, 1)).toEqual({ unread: 0, mentions: 0 });
    expect(badgeOf({ ...channel, muted: true, mutedUntil: 2 }, 2)).toEqual({ unread: 2, mentions: 2 });
  });

  test("keeps places in order, each once, in whatever order they are told", () => {
    const channel = withUncounted(channelOfClass("general"), [9, 100, 20]);
    expect(channel.uncounted).toEqual([9, 20, 100]);
    expect(withUncounted(channel, [20, 9])).toBe(channel);
    expect(withUncounted(channel, [20, 3]).uncounted).toEqual([3, 9, 20, 100]);
  });
});

describe("a bootstrap", () => {
  test("is all there is where nothing was known before", () => {
    const state = fromBootstrap(
      bootstrapOf({ blocks: ["ben-01"], saved: [{ channel: "general", seq: 3, note: "why", at: 7 }] }),
    );
    expect([...state.saved]).toEqual([[savedKey("general", 3), { channel: "general", seq: 3, note: "why", at: 7 }]]);
    expect([...state.blocks]).toEqual(["ben-01"]);
    expect([state.devices, state.online.size, state.away.size, state.scheduled]).toEqual([1, 0, 0, null]);
    expect([...state.channels.keys()]).toEqual(["general", "homework"]);
    expect([...state.members.keys()]).toEqual([ME, "ben-01"]);
    expect(at(state)).toEqual(channelOfClass("general"));
  });

  test("keeps who is here, my devices, people and what I scheduled, and forgets channels that it does not tell of", () => {
    const item = { id: "s1" } as Scheduled;
    const before = after(
      withScheduled(addMembers(begin(), [memberOf("cyd-02")]), { scheduled: [item] }),
      { type: "hello", now: 1, changedAt: 0, online: ["ben-01"], away: ["ben-01"], reads: {} },
      { type: "devices", count: 3 },
    );
    const state = fromBootstrap(bootstrapOf({ channels: [channelOfClass("general")] }), before);
    expect([state.devices, [...state.online], [...state.away]]).toEqual([3, ["ben-01"], ["ben-01"]]);
    expect(state.scheduled?.get("s1")).toBe(item);
    expect([...state.members.keys()]).toEqual([ME, "ben-01", "cyd-02"]);
    expect([...state.channels.keys()]).toEqual(["general"]);
  });

  test("I4 takes neither the end, the time nor the mentions back where it is older; where it is newer it decides", () => {
    const known = channelOfClass("general", { lastSeq: 12, lastAt: 99, mentions: 3, readSeq: 5 });
    const over = (told: Partial<MyChannel>) =>
      at(fromBootstrap(bootstrapOf({ channels: [channelOfClass("general", told)] }), begin([known])));
    expect(over({ lastSeq: 11, lastAt: 88, mentions: 1, readSeq: 4, topic: "new" })).toMatchObject({
      ...{ lastSeq: 12, lastAt: 99, mentions: 3, readSeq: 5, topic: "new" },
    });
    expect(over({ lastSeq: 12, lastAt: 99, mentions: 1, readSeq: 4 })).toMatchObject({ mentions: 1, readSeq: 5 });
    expect(over({ lastSeq: 13, lastAt: 100, mentions: 0, readSeq: 7 })).toMatchObject({
      ...{ lastSeq: 13, lastAt: 100, mentions: 0, readSeq: 7 },
    });
    expect(over({ lastSeq: 11 })).not.toHaveProperty("uncounted");
  });

  test("I4 keeps the places that do not count, of channels and of threads", () => {
    const before = begin([channelOfClass("general", { uncounted: [8] })], [threadOf("thread-1", { uncounted: [9] })]);
    const told = bootstrapOf({
      channels: [channelOfClass("general", { uncounted: [7] })],
      threads: [threadOf("thread-1", { lastSeq: 11 })],
    });
    const state = fromBootstrap(told, before);
    expect([at(state)?.uncounted, at(state, "thread-1")?.uncounted]).toEqual([[7, 8], [9]]);
  });
});

describe("threads", () => {
  const state = begin(
    [channelOfClass("general"), channelOfClass("homework")],
    [
      threadOf("old", { readSeq: 3, lastAt: 5 }),
      threadOf("read", { readSeq: 10, lastAt: 9 }),
      threadOf("new", { readSeq: 9, lastAt: 7 }),
      threadOf("of homework", { parent: { channel: "homework", seq: 1 } }),
    ],
  );

  test("with something unread are listed, the newest first, and stand apart from channels", () => {
    expect(unreadThreads(state).map(({ id }) => id)).toEqual(["new", "old"]);
    expect(state.channels.has("old")).toBe(false);
    expect(at(after(state, newsOf("old", 20)), "old")?.lastSeq).toBe(20);
  });

  test("are archived, and left, with the channel that they hang in; those of others are not", () => {
    const archived = after(state, {
      type: "channelChanged",
      channel: { ...channelOfClass("general"), archivedAt: 77 },
    });
    expect([...archived.threads.values()].map(({ archivedAt }) => archivedAt)).toEqual([77, 77, 77, null]);
    const left = after(state, { type: "channelLeft", channel: "general" });
    expect([[...left.channels.keys()], [...left.threads.keys()]]).toEqual([["homework"], ["of homework"]]);
  });

  test("may be left by themselves; what is not mine cannot be left", () => {
    const left = after(state, { type: "channelLeft", channel: "old" });
    expect([left.channels.size, [...left.threads.keys()]]).toEqual([2, ["read", "new", "of homework"]]);
    expect(applyWorkspaceEvent(state, { type: "channelLeft", channel: "elsewhere" })).toBe(state);
  });

  test("that somehow hang nowhere stay where they are", () => {
    const { parent: _none, ...loose } = threadOf("loose");
    const odd = begin(undefined, [loose]);
    expect(after(odd, { type: "channelLeft", channel: "general" }).threads.size).toBe(1);
    const changed = after(odd, { type: "channelChanged", channel: { ...channelOfClass("general"), archivedAt: 7 } });
    expect(changed.threads.get("loose")?.archivedAt).toBeNull();
  });
});

describe("channels", () => {
  test("that I join appear, with what was known of them kept; those I am not in do not change", () => {
    const joined = after(begin(), {
      type: "channelJoined",
      channel: channelOfClass("study", { lastSeq: 3, readSeq: 1 }),
    });
    expect(at(joined, "study")).toMatchObject({ lastSeq: 3, readSeq: 1 });
    const again = after(joined, newsOf("study", 9), {
      type: "channelJoined",
      channel: channelOfClass("study", { lastSeq: 3, readSeq: 2, name: "Study" }),
    });
    expect(at(again, "study")).toMatchObject({ lastSeq: 9, readSeq: 2, name: "Study" });
    const state = begin();
    expect(applyWorkspaceEvent(state, { type: "channelChanged", channel: channelOfClass("elsewhere") })).toBe(state);
  });

  test("keep what is mine when they change", () => {
    const { lastSeq: _l, readSeq: _r, ...told } = channelOfClass("general", { name: "Lobby", topic: "Hello" });
    const state = after(begin([channelOfClass("general", { readSeq: 4 })]), {
      type: "channelChanged",
      channel: told,
    } as WorkspaceEvent);
    expect(at(state)).toMatchObject({ name: "Lobby", topic: "Hello", readSeq: 4, lastSeq: 10 });
  });
});

describe("people and settings", () => {
  test("nobody added changes nothing at all", () => {
    const state = begin();
    expect(addMembers(state, [])).toBe(state);
  });

  test("R7 a changed role is mine where it is I, and nobody's of mine where it is another", () => {
    const mine = after(begin(), { type: "memberChanged", member: memberOf(ME, { role: "ta" }) });
    expect([mine.me.role, mine.members.get(ME)?.role]).toEqual(["ta", "ta"]);
    const theirs = after(begin(), { type: "memberChanged", member: memberOf("ben-01", { role: "ta" }) });
    expect([theirs.me.role, theirs.members.get("ben-01")?.role]).toEqual(["student", "ta"]);
  });

  test("who takes no direct messages of mine is told with people, and each alone", () => {
    const known = addMembers(begin(), [memberOf("cyd-02"), memberOf("dee-03")], ["cyd-02"]);
    expect([...known.noDirect]).toEqual(["cyd-02"]);
    expect([...addMembers(known, [memberOf("cyd-02")], []).noDirect]).toEqual([]);
    expect([...addMembers(known, [memberOf("cyd-02")]).noDirect], "nothing was told of it").toEqual(["cyd-02"]);
    const closed = after(known, { type: "directChanged", members: ["dee-03"], closed: true });
    expect([...closed.noDirect]).toEqual(["cyd-02", "dee-03"]);
    const opened = after(closed, { type: "directChanged", members: ["cyd-02"], closed: false });
    expect([...opened.noDirect]).toEqual(["dee-03"]);
  });

  test("who comes is here, who is away is here as well, who goes is neither", () => {
    const presence = (online: string[], offline: string[], away?: string[]): WorkspaceEvent => ({
      ...{ type: "presence", online, offline },
      ...(away && { away }),
    });
    const seen = (state: WorkspaceState) => [[...state.online], [...state.away]];
    const here = after(begin(), presence(["ben-01", "cyd-02"], []));
    expect(seen(here)).toEqual([["ben-01", "cyd-02"], []]);
    const away = after(here, presence([], [], ["ben-01", "dee-03"]));
    expect(seen(away)).toEqual([
      ["ben-01", "cyd-02", "dee-03"],
      ["ben-01", "dee-03"],
    ]);
    expect(seen(after(away, presence(["ben-01"], ["dee-03"])))).toEqual([["ben-01", "cyd-02"], []]);
  });

  test("each thing of mine follows my other tabs", () => {
    const state = after(
      begin(),
      { type: "devices", count: 2 },
      { type: "muted", until: 5_000 },
      { type: "blocksChanged", blocks: ["ben-01"] },
      { type: "savedChanged", channel: "general", seq: 3, saved: { note: "why", at: 7 } },
      { type: "savedChanged", channel: "general", seq: 4, saved: { note: "", at: 8 } },
      { type: "savedChanged", channel: "general", seq: 3, saved: null },
      { type: "workspaceChanged", workspace: { id: "class-1", name: "CS 102", createdAt: 1 } },
    );
    expect(state).toMatchObject({ devices: 2, me: { member: ME, mutedUntil: 5_000 }, workspace: { name: "CS 102" } });
    expect([...state.saved.keys()]).toEqual([savedKey("general", 4)]);
    expect(state.channels.size).toBe(2);
  });

  test("the join code, told only to those who may invite, is not taken away by a frame without it", () => {
    const known = fromBootstrap(
      bootstrapOf({ workspace: { id: "class-1", name: "CS 101", createdAt: 1, joinCode: "abc" } as never }),
    );
    const state = after(known, {
      type: "workspaceChanged",
      workspace: { id: "class-1", name: "CS 102", createdAt: 1 },
    });
    expect(state.workspace).toMatchObject({ name: "CS 102", joinCode: "abc" });
  });
});
