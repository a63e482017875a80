/** How often a room tells the hub, and what of it: each telling is a request, and a timer would keep the room awake. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "../../protocol/index.ts";
import type { ChannelFacts } from "../../worker/room/channel-facts.ts";
import { HubFollower, type RoomNotice } from "../../worker/room/followers/hub.ts";
import { HOLD_MS } from "../../worker/room/followers/news-pace.ts";

const FACTS: ChannelFacts = {
  channelNo: 1,
  channelId: "channel",
  workspaceNo: 1,
  workspaceId: "class",
  kind: "public",
  posting: "all",
  archived: false,
};

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => void vi.useRealTimers());

/** `here` look on; `online` have the class open. */
function roomWith({ here, online, facts = FACTS }: { here: string[]; online: string[]; facts?: ChannelFacts }) {
  const told: RoomNotice[] = [];
  const hub = { notice: (notice: RoomNotice) => Promise.resolve((told.push(notice), online)) };
  const notices = new HubFollower({ getByName: () => hub } as unknown as Env["HUBS"], () => here);
  let seq = 0;
  const post = async (body = "words") => {
    seq += 1;
    const message: Message = { id: `m${seq}`, seq, rev: seq, author: here[0] ?? "ada", at: Date.now(), body };
    notices.posted(facts, [message]);
    await vi.advanceTimersByTimeAsync(0);
  };
  /** A message every 3.6 s; the alarm rings when it is due. */
  const talk = async (seconds: number) => {
    for (const end = Date.now() + seconds * 1_000; Date.now() < end;) {
      await post();
      const next = Date.now() + 3_600;
      if (notices.next !== null && notices.next < next) {
        await vi.advanceTimersByTimeAsync(notices.next - Date.now());
        notices.ring(facts, Date.now());
      }
      await vi.advanceTimersByTimeAsync(next - Date.now());
    }
  };
  /** Posts until a message was not told at once. @returns how often the hub was told */
  const untilOneWaits = async () => {
    for (let before = -1; before !== told.length;) {
      before = told.length;
      await post();
    }
    return told.length;
  };
  return { told, notices, post, talk, untilOneWaits };
}

test("I10: while people talk on and on and everybody looks on, the hub hears fifteen times in four minutes, and no timer runs", async () => {
  const { told, notices, talk } = roomWith({ here: ["ada", "bo"], online: ["ada", "bo"] });
  await talk(60);
  const before = told.length;
  await talk(240);
  expect(told.length - before).toBeGreaterThanOrEqual(13);
  expect(told.length - before).toBeLessThanOrEqual(15);
  expect(vi.getTimerCount()).toBe(0);
  expect(notices.next).toBeNull();
});

test("R113: who has the class open and looks elsewhere waits eight seconds at most, without a timer", async () => {
  const { told, notices, talk, untilOneWaits } = roomWith({ here: ["ada", "bo"], online: ["ada", "bo", "cleo"] });
  await talk(60);
  const before = told.length;
  await talk(240);
  expect(told.length - before).toBeLessThanOrEqual(40);
  notices.ring(FACTS, notices.next ?? 0);
  const count = await untilOneWaits();
  expect(vi.getTimerCount()).toBe(0);
  expect(notices.next).toBe(Date.now() + HOLD_MS);
  await vi.advanceTimersByTimeAsync(HOLD_MS);
  notices.ring(FACTS, Date.now());
  expect(told).toHaveLength(count + 1);
  expect(notices.next).toBeNull();
});

test("R113: what is said now and then is told at once", async () => {
  const { told, post } = roomWith({ here: ["ada"], online: ["ada", "bo"] });
  for (let n = 1; n <= 3; n++) await post();
  expect(told.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  await vi.advanceTimersByTimeAsync(60_000);
  await post();
  expect(told.at(-1)?.seq).toBe(4);
});

test("R111: a message that names somebody is told within a second, with all that waited", async () => {
  const { told, post, untilOneWaits } = roomWith({ here: ["ada"], online: ["ada"] });
  const before = await untilOneWaits();
  await post("@bob look");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toHaveLength(before + 1);
  expect(told.at(-1)?.named?.map(({ handles }) => handles)).toEqual([["bob"]]);
});

test("a direct message is told within a second, however many come", async () => {
  const { told, post } = roomWith({ here: ["ada"], online: ["ada"], facts: { ...FACTS, kind: "dm" } });
  for (let n = 1; n <= 9; n++) await post();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told.at(-1)?.seq).toBe(9);
});

test("who leaves looks elsewhere from then on: what waited is told at once", async () => {
  const { told, notices, untilOneWaits } = roomWith({ here: ["ada"], online: ["ada"] });
  const before = await untilOneWaits();
  notices.left(FACTS);
  expect(told).toHaveLength(before + 1);
  notices.left(FACTS);
  expect(told).toHaveLength(before + 1);
});

test("R12: a mark that somebody waits for is told within a second, and one that went back is not told forward", async () => {
  const { told, notices } = roomWith({ here: ["ada"], online: ["ada"] });
  notices.read(FACTS, "ada", 3);
  notices.read(FACTS, "ada", 5);
  notices.read(FACTS, "bo", 4);
  notices.forgetRead("ada");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told.map(({ reads }) => reads)).toEqual([{ ada: 3 }, { bo: 4 }]);
});
