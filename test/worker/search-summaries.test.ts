/** What a thread tells of the message that it hangs on, and the places that sockets keep: what the index is written for, and what not. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1WithFaults } from "./support/d1-with-faults.ts";
import { SearchFollower } from "../../worker/room/followers/search.ts";
import { summedUp } from "../../worker/room/commit/summed.ts";
import type { ThreadSummary } from "../../worker/room/contract.ts";
import { RoomLog } from "../../worker/room/log/room-log.ts";
import { foundIn } from "./support/found.ts";
import { channelFacts, inObject } from "./support/in-room.ts";

let channels = 76_000;
const WRITE = "INTO found";
afterEach(() => void vi.restoreAllMocks());

/** A follower over a log of its own, and the door to its database. Its waits take no time. */
function following(sql: SqlStorage) {
  const log = new RoomLog(sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
  const search = new D1WithFaults(env.SEARCH);
  vi.spyOn(scheduler, "wait").mockImplementation(async () => undefined);
  const follower = new SearchFollower(log, search.binding, env.DB);
  const say = (body: string) => log.append({ id: uuidv7(), author: "ada", at: Date.now(), body });
  return { log, search, follower, say };
}

describe("I7: what a thread tells of its message", () => {
  const summary = (rev: number): ThreadSummary => ({ channel: "thread", count: rev, lastAt: rev, people: ["bo"], rev });
  function told(log: RoomLog, rev: number): void {
    const stored = log.storedMessageAt(1)!;
    const { sealed: _sealed, ...message } = stored;
    const { rev: _rev, ...thread } = summary(rev);
    log.change({ ...message, meta: { thread } }, JSON.stringify(summedUp(stored, summary(rev), log.head.rev + 1)));
  }

  test("writes its row once, also where the room slept since; an edit that was not carried is carried all the same", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { log, search, follower, say } = following(sql);
      const facts = channelFacts({ channelNo: ++channels });
      say("before");
      told(log, 1);
      await follower.run(facts);
      expect(search.asked(WRITE)).toHaveLength(1);
      const carried = log.head.rev;
      told(log, 2);
      told(log, 3);
      const woken = new SearchFollower(log, search.binding, env.DB);
      await woken.run(facts);
      expect([search.asked(WRITE).length, woken.behind]).toEqual([1, 0]);
      // Nothing of this edit was carried, and what the thread tells came after it.
      const edited = log.storedMessageAt(1)!;
      log.change({ ...edited, body: "after", editedAt: 5 }, edited.sealed);
      told(log, 4);
      told(log, 5);
      const again = new SearchFollower(log, search.binding, env.DB, { read: () => carried, keep: () => true });
      await again.run(facts);
      vi.restoreAllMocks();
      expect(await foundIn(facts.channelNo, "after")).toEqual([1]);
      expect(await foundIn(facts.channelNo, "before")).toEqual([]);
    });
  });

  test("a place that a socket keeps counts for the log that it is of: of one that was lost it says nothing", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { log, search, say } = following(sql);
      const facts = channelFacts({ channelNo: ++channels });
      say("hello");
      const kept = (rev: number) =>
        new SearchFollower(log, search.binding, env.DB, { read: () => rev, keep: () => true });
      const afterALoss = kept(7);
      expect(afterALoss.behind).toBe(1);
      await afterALoss.run(facts);
      expect(search.asked(WRITE)).toHaveLength(1);
      expect(kept(1).behind).toBe(0);
    });
  });
});
