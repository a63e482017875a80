/** A whole room and its parts: what they hear of a commit, and what one of them that fails keeps from the others. */
import { onTestFinished, describe, expect, test, vi } from "vitest";
import { HubFollower } from "../../../worker/room/followers/hub.ts";
import type { Part } from "../../../worker/room/part.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import { inObject } from "../support/in-room.ts";
import { ada, bo, expectSoon, react, roomIn, wholeRoomForAll } from "../support/whole-room.ts";

wholeRoomForAll();

const poll = { question: "?", options: ["a", "b"], multiple: false, secret: false, sealed: false, open: false };
const raise = () => {
  throw new Error("broken");
};
const linesOf = (said: { mock: { calls: unknown[][] } }) =>
  said.mock.calls.map(([line]) => JSON.parse(String(line)) as object);

describe("I8: a part that fails in the turn of a commit", () => {
  test("keeps what was posted from nobody, and the parts behind it from nothing; it is noted by its name", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, post, open, settled, rings } = await roomIn(state);
      const b = await open(bo);
      vi.spyOn(HubFollower.prototype, "posted").mockImplementation(raise);
      const closesAt = Date.now() + 10_000;
      expect(await post(ada, "vote", { poll: { ...poll, closesAt } })).toMatchObject({ ok: true });
      expect((await b.next("changed")).changes).toHaveLength(1);
      await settled();
      // The part behind it heard of the poll, and the alarm was set for it.
      expect(rings()).toBe(closesAt);
      expect(linesOf(said)).toEqual([expect.objectContaining({ what: "notices", channel: id })]);
    });
  });

  test("keeps a change from nobody, whether it fails at once or later", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, room, facts, who, post, open, settled } = await roomIn(state);
      const b = await open(bo);
      await post(ada, "words");
      const changed = vi.spyOn(HubFollower.prototype, "changed").mockImplementation(raise);
      expect(await room.change(facts, who(ada), { type: "act", seq: 1, act: react("👍") })).toMatchObject({ ok: true });
      expect((await b.next("changed", 2)).changes).toHaveLength(1);
      changed.mockImplementation((async () => raise()) as never);
      expect(await room.change(facts, who(bo), { type: "act", seq: 1, act: react("👍") })).toMatchObject({ ok: true });
      expect((await b.next("changed", 3)).changes).toHaveLength(1);
      await settled();
      expect(linesOf(said)).toEqual(Array(2).fill(expect.objectContaining({ what: "notices", channel: id })));
    });
  });
});

test("R113, I8: who leaves hears elsewhere of what waited at once, also while D1 takes its time with their mark", async () => {
  await inObject(async (state) => {
    const { room, post, open, notices, d1, settled } = await roomIn(state);
    const b = await open(bo);
    for (const body of ["1", "2", "3", "4"]) await post(ada, body);
    await settled();
    b.say({ type: "markRead", seq: 4, quiet: true });
    expect(notices.at(-1)?.seq).toBeLessThan(4);
    const hanging = d1.hold(/memberships/iu);
    const closing = room.webSocketClose(b.socket, 1000, "");
    await hanging.arrived();
    expect(notices.at(-1)?.seq).toBe(4);
    await hanging.open();
    await closing;
  });
});

test("a part that carries the log hears of each commit, of those by the room itself too: closed polls, what threads tell", async () => {
  await inObject(async (state) => {
    const { room, facts, who, post, open, settled, ring } = await roomIn(state);
    const heard: string[] = [];
    const follower = HubFollower.prototype as Part;
    follower.logged = ({ channelId }: ChannelFacts) => void heard.push(channelId);
    onTestFinished(() => void delete (follower as { logged?: unknown }).logged);
    const closesAt = Date.now() + 60_000;
    await post(ada, "vote", { poll: { ...poll, closesAt } });
    await room.change(facts, who(ada), { type: "act", seq: 1, act: react("👍") });
    expect(heard).toEqual([facts.channelId, facts.channelId]);
    await room.threadChanged(facts, 1, { channel: "thread-1", count: 1, lastAt: 1, people: [bo.id], rev: 1 });
    expect(heard).toHaveLength(3);
    await settled();
    const b = await open(bo);
    vi.useFakeTimers({ now: closesAt, toFake: ["Date"] });
    await ring();
    await expectSoon(() => expect(b.heard("changed")).toHaveLength(1));
    expect(heard).toHaveLength(4);
  });
});
