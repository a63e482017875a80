/** What a class's events make of what is known. */
import { describe, expect, test } from "vitest";
import { badgeOf, unreadOf } from "../../client/unread.ts";
import { fromBootstrap, savedKey } from "../../client/workspace-state.ts";
import { DEFAULT_SETTINGS, type WorkspaceEvent } from "../../protocol/index.ts";
import { after, bootstrap, channel, general, member, news } from "./support/sample-class.ts";

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
