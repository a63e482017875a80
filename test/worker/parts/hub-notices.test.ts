/** What a room tells the hub: merged, in order, and whom messages name. */
import { afterEach, describe, expect, test, vi } from "vitest";
import type { GroupMention, Message } from "../../../protocol/index.ts";
import type { RoomNotice } from "../../../worker/room/contract.ts";
import { HubFollower } from "../../../worker/room/followers/hub.ts";
import { countMentions, rowsOfHere } from "../../../worker/hub/mention-counts.ts";
import { channelFacts, hubsOf, threadFacts } from "../support/in-room.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("what the hub is told", () => {
  const message = (seq: number, body = "words", more: Partial<Message> = {}) =>
    ({ id: `m${seq}`, seq, rev: seq, author: "ada", at: seq * 10, body, ...more }) as Message;
  function noticesIn(now = 1_000_000) {
    vi.useFakeTimers({ now, toFake: ["Date", "setTimeout", "clearTimeout"] });
    const told: RoomNotice[] = [];
    const names: string[] = [];
    const notice = async (heard: RoomNotice) => (told.push(structuredClone(heard)), null);
    return { notices: new HubFollower(hubsOf({ notice }, names), () => []), told, names };
  }

  test("the newest message, when, and by whom; of a thread also where it hangs", () => {
    const { notices, told, names } = noticesIn();
    notices.posted(channelFacts(), []);
    expect(told).toEqual([]);
    notices.posted(channelFacts(), [message(1), message(2)]);
    expect(told).toEqual([{ channel: "channel-7", seq: 2, at: 20, author: "ada", own: { ada: [1, 2] } }]);
    expect(names).toEqual(["workspace-1"]);
    const thread = noticesIn();
    thread.notices.posted(threadFacts(), [message(1)]);
    expect(thread.told).toEqual([
      {
        channel: "thread-8",
        parent: { channel: "channel-7", seq: 5 },
        seq: 1,
        at: 10,
        author: "ada",
        own: { ada: [1] },
      },
    ]);
  });

  test("whom the messages name, but not where the thread tells of it", () => {
    const { notices, told } = noticesIn();
    notices.posted(channelFacts(), [
      message(1, "hi @bob.y"),
      message(2, "plain"),
      message(3, "all", { meta: { reach: ["here"] } }),
      message(4, "hi @bob.y", { meta: { fromThread: { channel: "t", seq: 1, root: 1 } } }),
    ]);
    expect(told[0]!.named).toEqual([
      { seq: 1, author: "ada", handles: ["bob.y"], reach: [] },
      { seq: 3, author: "ada", handles: [], reach: ["here"] },
    ]);
    expect(told[0]!.seq).toBe(4);
  });

  test("I10: never one call per message or reader: the first at once, the rest together", async () => {
    const { notices, told } = noticesIn();
    notices.posted(channelFacts(), [message(1)]);
    notices.posted(channelFacts(), [message(2, "@bob.y")]);
    notices.read(channelFacts(), "ada", 2);
    notices.read(channelFacts(), "bo", 1);
    notices.read(channelFacts(), "ada", 1);
    notices.posted(channelFacts(), [message(3, "@eve.y")]);
    expect(told).toHaveLength(1);
    await vi.runAllTimersAsync();
    expect(told.slice(1)).toEqual([
      {
        channel: "channel-7",
        seq: 3,
        at: 30,
        author: "ada",
        own: { ada: [2, 3] },
        named: [
          { seq: 2, author: "ada", handles: ["bob.y"], reach: [] },
          { seq: 3, author: "ada", handles: ["eve.y"], reach: [] },
        ],
        reads: { ada: 2, bo: 1 },
      },
    ]);
  });

  test("a mark that went back is not moved forward by what waits here", async () => {
    const { notices, told } = noticesIn();
    notices.posted(channelFacts(), [message(1)]);
    notices.read(channelFacts(), "ada", 9);
    notices.read(channelFacts(), "bo", 4);
    await notices.forgetRead("ada");
    vi.runAllTimers();
    expect(told.slice(1).map(({ reads }) => reads)).toEqual([{ bo: 4 }]);
    await notices.forgetRead("ada");
  });

  /** A hub that answers when the test says so. */
  function hubAway() {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date", "setTimeout", "clearTimeout"] });
    const told: RoomNotice[] = [];
    const hub = { isUp: false };
    const notices = new HubFollower(
      hubsOf({
        notice: async (heard) => {
          told.push(structuredClone(heard));
          if (!hub.isUp) throw new Error("Network connection lost.");
          return null;
        },
      }),
      () => [],
    );
    return { hub, notices, told, said };
  }

  test("R111: a hub that cannot be reached is told all of it again by itself, also where nothing else is said", async () => {
    const { hub, notices, told, said } = hubAway();
    notices.posted(channelFacts(), [message(1), message(2, "hi @bob.y", { meta: { reach: ["here"] } })]);
    await vi.advanceTimersByTimeAsync(0);
    expect(said.mock.calls.flat().join()).toContain("notice");
    hub.isUp = true;
    const before = told.length;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told.slice(before)).toEqual([
      {
        ...{ channel: "channel-7", seq: 2, at: 20, author: "ada", own: { ada: [1, 2] } },
        named: [{ seq: 2, author: "ada", handles: ["bob.y"], reach: ["here"] }],
      },
    ]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(told).toHaveLength(before + 1);
  });

  test("R111: what was lost goes before what is new, in one notice, and keeps the newest place", async () => {
    const { hub, notices, told } = hubAway();
    notices.posted(channelFacts(), [message(1, "hi @bob.y")]);
    notices.read(channelFacts(), "ada", 1);
    await vi.advanceTimersByTimeAsync(0);
    hub.isUp = true;
    notices.deleted(channelFacts(), message(1, "hi @bob.y"));
    notices.read(channelFacts(), "bo", 1);
    notices.posted(channelFacts(), [message(2, "hi @eve.y", { author: "bo" })]);
    await vi.advanceTimersByTimeAsync(1_000);
    const named = (seq: number, author: string, handle: string) => ({ seq, author, handles: [handle], reach: [] });
    expect(told.at(-1)).toEqual({
      ...{ channel: "channel-7", seq: 2, at: 20, author: "bo", own: { ada: [1], bo: [2] }, reads: { ada: 1, bo: 1 } },
      ...{ named: [named(1, "ada", "bob.y"), named(2, "bo", "eve.y")], deleted: [named(1, "ada", "bob.y")] },
      changes: [{ seq: 1, rev: 1 }],
    });
  });

  test("a hub that stays away is asked more and more seldom, then not at all before something is new", async () => {
    const { notices, told } = hubAway();
    notices.posted(channelFacts(), [message(1)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toHaveLength(6);
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(told).toHaveLength(24);
    expect(vi.getTimerCount()).toBe(0);
    notices.posted(channelFacts(), [message(2)]);
    expect(told.at(-1)).toMatchObject({ seq: 2, own: { ada: [1, 2] } });
  });

  test("one notice is on its way at a time: what was said meanwhile does not overtake one that is lost", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date", "setTimeout", "clearTimeout"] });
    const told: RoomNotice[] = [];
    const lost = Promise.withResolvers<null>();
    const notice = (heard: RoomNotice) => (
      told.push(structuredClone(heard)),
      told.length === 1 ? lost.promise : Promise.resolve(null)
    );
    const notices = new HubFollower(hubsOf({ notice }), () => []);
    notices.posted(channelFacts(), [message(1, "hi @bob.y")]);
    notices.posted(channelFacts(), [message(2, "hi @bob.y")]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toHaveLength(1);
    lost.reject(new Error("Network connection lost."));
    await vi.advanceTimersByTimeAsync(0);
    expect(told.slice(1).map(({ named }) => named?.map(({ seq }) => seq))).toEqual([[1, 2]]);
  });

  test("R12: a mark that went back is not moved forward by a notice that was lost", async () => {
    const { hub, notices, told } = hubAway();
    notices.read(channelFacts(), "ada", 9);
    notices.read(channelFacts(), "bo", 4);
    await notices.forgetRead("ada");
    hub.isUp = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told.slice(1).map(({ reads }) => reads)).toEqual([{ bo: 4 }]);
  });
});

describe("R43: whom messages name", () => {
  const reader = (member: string, role: "student" | "ta" | "teacher" | "owner" = "student") => ({
    member,
    memberNo: member.length,
    handleKey: member,
    role,
  });
  const naming = (author: string, handles: string[], reach: GroupMention[] = [], seq = 1) => ({
    seq,
    author,
    handles,
    reach,
  });
  const count = (named: ReturnType<typeof naming>[], who = reader("bo"), present = true) =>
    countMentions(named, who, () => present);

  test("by name: each message once, and nobody names themselves", () => {
    expect(count([naming("ada", ["bo", "cy"]), naming("ada", ["cy"]), naming("ada", ["bo"])])).toBe(2);
    expect(count([naming("bo", ["bo"])])).toBe(0);
    expect(count([naming("ada", ["bo"], ["channel"])])).toBe(1);
    expect(count([])).toBe(0);
  });

  test("by crowds: everybody, those who are here, the TAs, the teachers", () => {
    const crowds: GroupMention[] = ["channel", "here", "ta", "teacher"];
    const reached = (who: ReturnType<typeof reader>, present: boolean) =>
      crowds.filter((crowd) => count([naming("ada", [], [crowd])], who, present) === 1);
    expect(reached(reader("bo"), false)).toEqual(["channel"]);
    expect(reached(reader("bo"), true)).toEqual(["channel", "here"]);
    expect(reached(reader("bo", "ta"), false)).toEqual(["channel", "ta"]);
    expect(reached(reader("bo", "teacher"), false)).toEqual(["channel", "teacher"]);
    expect(reached(reader("bo", "owner"), false)).toEqual(["channel", "teacher"]);
  });

  test("what is remembered of @here: each who was there once, and not its author", () => {
    const present = [reader("ada"), reader("bo"), reader("bo"), reader("cyd")];
    expect(rowsOfHere([naming("ada", [], ["here"], 4), naming("bo", [], ["channel"], 5)], present)).toEqual([
      { memberNo: 2, seq: 4 },
      { memberNo: 3, seq: 4 },
    ]);
    expect(rowsOfHere([naming("ada", [], ["here"])], [])).toEqual([]);
  });
});
