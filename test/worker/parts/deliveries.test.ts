/** P21: what a room does with scheduled messages: at their time, once, again where it failed, and given up in the end. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, beforeEach, expect, test, vi, type MockInstance } from "vitest";
import { refusal, type Message, type RefusalCode, type WorkspaceEvent } from "../../../protocol/index.ts";
import { handleKey } from "../../../worker/handles/handles.ts";
import { backOff, TRIES_MAX } from "../../../worker/room/followers/back-off.ts";
import { ScheduledPosts, deliveryIdOf } from "../../../worker/room/timers/scheduled-posts.ts";
import { channelOf, factsFor } from "../support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { hubsOf, inObject } from "../support/in-room.ts";
import type { Audience, ChannelFacts, SocketIdentity, Written } from "../../../worker/room/contract.ts";

const NOW = 1_800_000_000_000;
let classroom: Classroom;
let ada: Somebody;
let said: MockInstance<typeof console.error>;
beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student");
});
beforeEach(() => {
  said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const lines = () => said.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);

async function deliveriesIn(state: DurableObjectState) {
  const { id: channel, no } = await channelOf([ada]);
  const d1 = new D1WithFaults(env.DB);
  const posted: [ChannelFacts, SocketIdentity, { id: string; body: string }][] = [];
  const told: [Audience, WorkspaceEvent][] = [];
  const hub = { isAway: false };
  const names: string[] = [];
  const hubs = hubsOf(
    {
      tell: async (audience, event) => {
        if (hub.isAway) throw new Error("Network connection lost.");
        told.push([audience, event]);
      },
    },
    names,
  );
  let answer: RefusalCode | null | Promise<null> = null;
  const { sql } = state.storage;
  const room = {
    ...{ sql, d1: d1.binding, hubs },
    post: async (...given: (typeof posted)[number]): Promise<Written> => {
      posted.push(given);
      const refused = await answer;
      if (refused !== null)
        return { ok: false, refusal: refusal(refused, refused === "too_fast" ? { retryAfter: 99_000 } : {}) };
      const message: Message = { id: given[2].id, seq: 1, rev: 1, author: ada.id, at: NOW, body: given[2].body };
      return { ok: true, isNew: true, message };
    },
  };
  const deliveries = new ScheduledPosts(room);
  const list = async (at = NOW, more: { repeat?: string; refusal?: object } = {}) => {
    const id = uuidv7();
    await env.DB.prepare(
      "insert into scheduled (id, channel_no, member_no, body, at, wall_clock, zone, repeat, refusal, created_at) values (?, ?, ?, 'words', ?, '2027-01-15T08:00:00', 'UTC', ?, ?, 1)",
    )
      .bind(id, no, ada.no, at, more.repeat ?? null, more.refusal ? JSON.stringify(more.refusal) : null)
      .run();
    deliveries.set(id, at);
    return id;
  };
  const listed = (id: string) =>
    env.DB.prepare("select at, refusal from scheduled where id = ?")
      .bind(id)
      .first<{ at: number; refusal: string | null }>();
  return {
    ...{ channel, no, d1, posted, told, names, hub, deliveries, list, listed },
    answers: (what: typeof answer) => (answer = what),
    wake: () => new ScheduledPosts(room),
    event: (at: number) => told[at]?.[1] as Extract<WorkspaceEvent, { type: "scheduledChanged" }> | undefined,
  };
}

test("what is due is posted in its author's name with an id of its time, and leaves the list; its author hears of it", async () => {
  await inObject(async (state) => {
    const { channel, posted, told, names, deliveries, list, listed } = await deliveriesIn(state);
    const [due, later] = [await list(NOW), await list(NOW + 1)];
    await deliveries.run(NOW);
    expect(posted).toHaveLength(1);
    const [facts, who, message] = posted[0]!;
    expect(facts).toEqual(await factsFor(channel));
    expect(who).toEqual({
      ...{ member: ada.id, memberNo: ada.no, handleKey: handleKey(ada.handle), role: "student", mutedUntil: null },
      ...{ creator: true, closed: null, session: "", tokenHash: "", classArchived: false },
    });
    expect(message).toEqual({ id: deliveryIdOf(due, NOW), body: "words" });
    expect([await listed(due), deliveries.next]).toEqual([null, NOW + 1]);
    expect(told).toEqual([[{ members: [ada.id] }, { type: "scheduledChanged", id: due, scheduled: null }]]);
    expect(names).toEqual([classroom.id]);
    expect(await listed(later)).toMatchObject({ at: NOW + 1 });
  });
});

test("what repeats goes on to its next time, also where the hub cannot be told, which is noted", async () => {
  await inObject(async (state) => {
    const { deliveries, list, listed, event, hub, channel } = await deliveriesIn(state);
    const at = Date.parse("2027-01-15T08:00:00Z");
    const id = await list(at, { repeat: "daily" });
    vi.setSystemTime(at);
    await deliveries.run(at);
    const next = at + 86_400_000;
    expect([deliveries.next, (await listed(id))?.at]).toEqual([next, next]);
    expect(event(0)?.scheduled).toMatchObject({ id, channel, at: next, repeat: "daily" });
    hub.isAway = true;
    vi.setSystemTime(next);
    await deliveries.run(next);
    expect(deliveries.next).toBe(next + 86_400_000);
    expect(lines()).toEqual([expect.objectContaining({ what: "scheduledChanged", workspace: classroom.id, item: id })]);
  });
});

test("what is gone from the list, or was moved by its author, is not posted at the old time", async () => {
  await inObject(async (state) => {
    const { d1, posted, deliveries, list } = await deliveriesIn(state);
    const moved = await list(NOW + 5_000);
    deliveries.set("none", NOW);
    deliveries.set(moved, NOW);
    await deliveries.run(NOW);
    expect([posted, deliveries.next]).toEqual([[], NOW + 5_000]);
    expect(await deliveries.deliver("none")).toMatchObject({ ok: false, refusal: { code: "not_found" } });
    expect(await deliveries.deliver(moved, NOW)).toMatchObject({
      ok: false,
      refusal: { code: "invalid", field: "at" },
    });
    // By hand it goes out at once, and twice at once is once.
    const both = await Promise.all([deliveries.deliver(moved), deliveries.deliver(moved)]);
    expect(both).toEqual([both[0], both[0]]);
    expect(both[0]).toMatchObject({ ok: true, message: { body: "words" } });
    expect([posted.length, deliveries.next]).toEqual([1, null]);
    expect(await deliveries.deliver(moved)).toMatchObject({ ok: false });
    expect(d1.calls.length).toBeGreaterThan(0);
  });
});

test("what its author changed while it was posted keeps the time that the room was told", async () => {
  await inObject(async (state) => {
    const { deliveries, list, told, answers } = await deliveriesIn(state);
    const id = await list(NOW);
    answers(
      (async () => {
        await env.DB.prepare("update scheduled set at = ? where id = ?")
          .bind(NOW + 9_000, id)
          .run();
        deliveries.set(id, NOW + 9_000);
        return null;
      })(),
    );
    await deliveries.run(NOW);
    expect([deliveries.next, told]).toEqual([NOW + 9_000, []]);
  });
});

test("what is refused for good stays in the list with the reason, and its author hears it", async () => {
  await inObject(async (state) => {
    const { deliveries, list, listed, event, answers, channel } = await deliveriesIn(state);
    const id = await list();
    answers("archived");
    await deliveries.run(NOW);
    expect(JSON.parse((await listed(id))!.refusal!)).toMatchObject({ code: "archived" });
    expect(event(0)).toMatchObject({ id, scheduled: { id, channel, refusal: { code: "archived" } } });
    expect(deliveries.next).toBeNull();
  });
});

test("who is not in the channel any more, or left the class, posts nothing there", async () => {
  await inObject(async (state) => {
    const { deliveries, list, listed, posted, no } = await deliveriesIn(state);
    const id = await list();
    await env.DB.prepare("delete from memberships where channel_no = ?").bind(no).run();
    expect(await deliveries.deliver(id)).toMatchObject({
      ...{
        ok: false,
        refusal: { code: "not_found", reason: "left_channel", sentence: "You aren't in this channel any more." },
      },
    });
    expect([posted, (await listed(id))?.refusal]).toEqual([[], expect.stringContaining("in this channel any more")]);
  });
});

test.each<[RefusalCode, number]>([
  ["unavailable", backOff(1)],
  ["too_fast", 99_000],
])("what may go another time (%s) is tried again, not before anything could come of it", async (code, againMs) => {
  await inObject(async (state) => {
    const { deliveries, list, listed, answers, told } = await deliveriesIn(state);
    const id = await list();
    answers(code);
    await deliveries.run(NOW);
    expect([deliveries.next, told, (await listed(id))?.refusal]).toEqual([NOW + againMs, [], null]);
    expect(lines()).toEqual([expect.objectContaining({ what: "scheduled", item: id, tries: 1, againMs })]);
    answers(null);
    await deliveries.run(NOW + againMs);
    expect([deliveries.next, await listed(id)]).toEqual([null, null]);
  });
});

test("I8: what fails on and on is given up after its last try: in the list, and live", async () => {
  await inObject(async (state) => {
    const { deliveries, list, listed, answers, event, posted, wake } = await deliveriesIn(state);
    const id = await list();
    answers("unavailable");
    let part = deliveries;
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      expect(part.next).not.toBeNull();
      vi.setSystemTime(part.next!);
      await part.run(part.next!);
      // A sleep does not begin the count anew.
      part = wake();
    }
    expect([posted.length, part.next]).toEqual([TRIES_MAX, null]);
    expect(JSON.parse((await listed(id))!.refusal!)).toMatchObject({ code: "not_sent" });
    expect(event(0)).toMatchObject({ id, scheduled: { refusal: { code: "not_sent" } } });
    expect(lines().at(-1)).toMatchObject({ what: "scheduled", tries: TRIES_MAX });
    expect(lines().at(-1)).not.toHaveProperty("againMs");
  });
});

test("I8: where the list cannot be written to give it up, that is tried until it can; what its author did meanwhile counts", async () => {
  await inObject(async (state) => {
    const { d1, deliveries, list, listed, answers } = await deliveriesIn(state);
    const [id, moved, gone] = [await list(), await list(), await list()];
    answers("unavailable");
    for (let tries = 1; tries < TRIES_MAX; tries++) {
      vi.setSystemTime(NOW + tries * 10_000_000);
      await deliveries.run(Date.now());
    }
    const failing = d1.fail(/update "scheduled"/iu);
    vi.setSystemTime(NOW + 900_000_000);
    await deliveries.run(Date.now());
    expect((await listed(id))?.refusal).toBeNull();
    const failed = lines().filter(({ what }) => what === "scheduledGivenUp");
    expect(failed.map(({ item }) => item).toSorted()).toEqual([id, moved, gone].toSorted());
    const again = Date.now() + backOff(TRIES_MAX + 1);
    expect([failed[0]!["againMs"], deliveries.next]).toEqual([backOff(TRIES_MAX + 1), again]);
    failing.end();
    await env.DB.prepare("update scheduled set at = ? where id = ?")
      .bind(again + 77_000, moved)
      .run();
    await env.DB.prepare("delete from scheduled where id = ?").bind(gone).run();
    vi.setSystemTime(again);
    await deliveries.run(again);
    expect(JSON.parse((await listed(id))!.refusal!)).toMatchObject({ code: "not_sent" });
    expect([deliveries.next, (await listed(moved))?.refusal]).toEqual([again + 77_000, null]);
  });
});

test("what was posted and could not be taken off the list is not said to be unsent, however long that lasts", async () => {
  await inObject(async (state) => {
    const { d1, deliveries, list, listed, posted, told } = await deliveriesIn(state);
    const id = await list();
    const failing = d1.fail(/delete from "scheduled"/iu);
    for (let tries = 1; tries <= TRIES_MAX + 2; tries++) {
      vi.setSystemTime(NOW + tries * 10_000_000);
      await deliveries.run(Date.now());
    }
    expect(new Set(posted.map(([, , message]) => message.id))).toEqual(new Set([deliveryIdOf(id, NOW)]));
    expect([told, (await listed(id))?.refusal]).toEqual([[], null]);
    failing.end();
    vi.setSystemTime(NOW + 900_000_000);
    await deliveries.run(Date.now());
    expect([await listed(id), deliveries.next, told.length]).toEqual([null, null, 1]);
  });
});
