/** R111: unread is what is there, by others, after my mark: in whatever order a client hears of it. */
import { describe, expect, test } from "vitest";
import { badgeOf, isMuted, unreadOf, withDeleted, withUncounted } from "../../client/unread.ts";
import { applyWorkspaceEvent, channelOf, fromBootstrap, unreadThreads } from "../../client/workspace-state.ts";
import type { WorkspaceState } from "../../client/workspace-state.ts";
import type { Bootstrap, MyChannel, WorkspaceEvent } from "../../protocol/index.ts";
import * as sample from "./support/sample-class.ts";
import { seeded, seeds, type Seeded } from "./support/seeded.ts";

const ME = "ada-me";
const OTHERS = ["ben-01", "cyd-02"];
const ROOM = "general-1";
const THREAD = "thread-1";

const bootstrap = (channels: MyChannel[], threads: MyChannel[] = []): Bootstrap =>
  sample.bootstrap({ channels, threads });
const channel = (more: Partial<MyChannel> = {}): MyChannel =>
  sample.channel(ROOM, { name: "general", readSeq: 4, notify: "mentions", ...more });

describe("the count", () => {
  test("is the places after the mark, without those that do not count, at either edge", () => {
    expect(unreadOf(channel())).toBe(6);
    expect(unreadOf(channel({ uncounted: [4, 5, 10, 11] }))).toBe(4);
    expect(unreadOf(channel({ uncounted: [5, 6, 7, 8, 9, 10] }))).toBe(0);
    expect(unreadOf(channel({ readSeq: 10 }))).toBe(0);
    expect(unreadOf(channel({ readSeq: 12 }))).toBe(0);
  });

  test("a badge shows no more mentions than what is unread, and nothing while the channel is muted", () => {
    expect(badgeOf(channel({ mentions: 3, uncounted: [5, 6, 7, 8] }))).toEqual({ unread: 2, mentions: 2 });
    expect(badgeOf(channel({ mentions: 1 }))).toEqual({ unread: 6, mentions: 1 });
    const muted = channel({ mentions: 3, muted: true, mutedUntil: 100 });
    expect(badgeOf(muted, 99)).toEqual({ unread: 0, mentions: 0 });
    expect(badgeOf(muted, 100)).toEqual({ unread: 6, mentions: 3 });
    expect(isMuted(channel({ muted: true }), 1e15)).toBe(true);
    expect(isMuted(channel({ mutedUntil: 1e15 }), 1)).toBe(false);
  });

  test("places are told twice and in any order, and are kept ascending; what is known changes nothing", () => {
    const first = withUncounted(channel(), [9, 6]);
    expect(first.uncounted).toEqual([6, 9]);
    expect(withUncounted(first, [6])).toBe(first);
    expect(withUncounted(first, [])).toBe(first);
    expect(withUncounted(first, [7, 6, 10]).uncounted).toEqual([6, 7, 9, 10]);
  });

  test("of very many places the newest five hundred are kept", () => {
    const many = withUncounted(
      channel(),
      Array.from({ length: 600 }, (_, i) => i + 1),
    );
    expect(many.uncounted).toHaveLength(500);
    expect([many.uncounted?.[0], many.uncounted?.at(-1)]).toEqual([101, 600]);
  });

  test("a deleted message that named me takes its mention with it, once, and only where it was unread", () => {
    const named = channel({ mentions: 2 });
    const gone = withDeleted(named, [5, 7], [7]);
    expect(gone).toMatchObject({ uncounted: [5, 7], mentions: 1 });
    expect(withDeleted(gone, [7], [7])).toBe(gone);
    expect(withDeleted(named, [4], [4]).mentions).toBe(2);
    expect(withDeleted(named, [11], [11]).mentions).toBe(2);
    expect(withDeleted(named, [5, 10], [5, 10]).mentions).toBe(0);
    expect(withDeleted(channel({ mentions: 0 }), [5], [5]).mentions).toBe(0);
  });
});

describe("what a tab hears", () => {
  const start = (more: Partial<MyChannel> = {}) => fromBootstrap(bootstrap([channel(more)]));
  const hear = (state: WorkspaceState, ...events: WorkspaceEvent[]) => events.reduce(applyWorkspaceEvent, state);
  const unread = (state: WorkspaceState) => unreadOf(channelOf(state, ROOM)!);
  const news = (seq: number, more: object = {}): WorkspaceEvent => ({
    ...{ type: "news", channel: ROOM, seq, at: seq, author: "ben-01" },
    ...more,
  });

  test("R111: own lines above and among the new ones do not count, and do not read what others wrote", () => {
    expect(unread(hear(start(), news(13, { uncounted: [11, 13] })))).toBe(7);
    // Late news of what is known already still tells which are mine.
    expect(unread(hear(start(), news(10, { uncounted: [9, 10] })))).toBe(4);
    expect(unread(hear(start(), news(9, { uncounted: [9] }), news(9, { uncounted: [9] })))).toBe(5);
    expect(channelOf(hear(start(), news(12, { author: ME, uncounted: [12] })), ROOM)).toMatchObject({
      readSeq: 4,
      lastSeq: 12,
    });
  });

  test("R111: what an import brought is unread for nobody, also where the count knew of it before; what people say then is", () => {
    expect(unread(hear(start(), news(40, { imported: true })))).toBe(0);
    expect(unread(hear(start(), news(10, { imported: true })))).toBe(0);
    expect(unread(hear(start(), news(40, { imported: true }), news(41)))).toBe(1);
    // Late news moves no mark back.
    expect(channelOf(hear(start(), news(40, { imported: true }), news(30, { imported: true })), ROOM)?.readSeq).toBe(
      40,
    );
  });

  test("R111, I7: deleted ones go from the count, whether they were told before or after, and once", () => {
    const gone: WorkspaceEvent = { type: "deleted", channel: ROOM, seqs: [10, 11] };
    expect(unread(hear(start(), gone, gone))).toBe(5);
    expect(unread(hear(start(), gone, news(12)))).toBe(6);
    expect(unread(hear(start(), news(12), gone))).toBe(6);
    const state = start();
    expect(hear(state, { ...gone, channel: "elsewhere" })).toBe(state);
  });

  test("a mark in the middle leaves those after it, and one that goes back brings those before it back", () => {
    const state = hear(start({ uncounted: [6, 9] }), { type: "read", channel: ROOM, seq: 7 });
    expect(unread(state)).toBe(2);
    expect(unread(hear(state, { type: "read", channel: ROOM, seq: 4, back: true, uncounted: [5] }))).toBe(3);
    expect(hear(state, { type: "read", channel: ROOM, seq: 7 })).toBe(state);
  });

  test("a bootstrap that read D1 before the last deletes does not bring them back", () => {
    const state = hear(start(), { type: "deleted", channel: ROOM, seqs: [10] });
    const again = fromBootstrap(bootstrap([channel({ uncounted: [5] })]), state);
    expect(channelOf(again, ROOM)?.uncounted).toEqual([5, 10]);
    expect(unread(again)).toBe(4);
  });

  test("R111: a thread whose unread answers are all deleted is no unread thread", () => {
    const thread = channel({
      id: THREAD,
      kind: "thread",
      lastSeq: 6,
      parent: { channel: ROOM, seq: 1 },
      following: true,
    });
    const state = fromBootstrap(bootstrap([channel()], [thread]));
    expect(unreadThreads(state).map(({ id }) => id)).toEqual([THREAD]);
    const one = hear(state, { type: "deleted", channel: THREAD, seqs: [5] });
    expect(unreadThreads(one)).toHaveLength(1);
    expect(unreadThreads(hear(one, { type: "deleted", channel: THREAD, seqs: [6] }))).toEqual([]);
  });
});

/** A channel as it truly is, its copy in D1 that follows later, and the notices that its room sends. */
class World {
  readonly messages: { author: string; deleted: boolean }[] = [];
  mark = 0;
  /** What D1 has of it. */
  #d1 = { messages: [] as { author: string; deleted: boolean }[], mark: 0 };
  #pending = { from: 0, deleted: [] as number[] };

  get truth(): number {
    return this.messages.filter(({ author, deleted }, i) => i + 1 > this.mark && author !== ME && !deleted).length;
  }

  carryOver(): void {
    this.#d1 = { messages: this.messages.map((message) => ({ ...message })), mark: this.mark };
  }

  /** As bootstrap reads it. */
  view(): MyChannel {
    const { messages, mark } = this.#d1;
    const uncounted = messages.flatMap(({ author, deleted }, i) =>
      i + 1 > mark && (author === ME || deleted) ? [i + 1] : [],
    );
    return channel({ lastSeq: messages.length, readSeq: mark, ...(uncounted.length > 0 && { uncounted }) });
  }

  /** What was merged since the last notice, as the hub tells it to me. */
  notice(): WorkspaceEvent[] {
    const { from, deleted } = this.#pending;
    this.#pending = { from: this.messages.length, deleted: [] };
    const events: WorkspaceEvent[] = [];
    const fresh = this.messages.slice(from);
    if (fresh.length > 0) {
      const uncounted = fresh.flatMap(({ author }, i) => (author === ME ? [from + i + 1] : []));
      const newest = { seq: this.messages.length, at: 1, author: fresh.at(-1)?.author ?? "" };
      events.push({ type: "news", channel: ROOM, ...newest, ...(uncounted.length > 0 && { uncounted }) });
    }
    if (deleted.length > 0) events.push({ type: "deleted", channel: ROOM, seqs: deleted });
    return events;
  }

  post(author: string): void {
    this.messages.push({ author, deleted: false });
  }
  remove(seq: number): void {
    const message = this.messages[seq - 1];
    if (!message || message.deleted) return;
    message.deleted = true;
    this.#pending.deleted.push(seq);
  }
}

/** One tab of mine: it may be cut off, and bootstraps when it comes back. */
class Tab {
  state: WorkspaceState;
  isOn = true;
  /** What was told in the last minute: a tab that opens hears it again. */
  constructor(world: World) {
    this.state = fromBootstrap(bootstrap([world.view()]));
  }
  hear(events: readonly WorkspaceEvent[]): void {
    if (this.isOn) this.state = events.reduce(applyWorkspaceEvent, this.state);
  }
  comeBack(world: World, recent: readonly WorkspaceEvent[], reload: boolean): void {
    this.isOn = true;
    this.state = fromBootstrap(bootstrap([world.view()]), reload ? undefined : this.state);
    this.hear(recent);
  }
}

function step(random: Seeded, world: World, tabs: Tab[], recent: WorkspaceEvent[]): void {
  const tell = (events: WorkspaceEvent[]) => {
    recent.push(...events);
    for (const tab of tabs) tab.hear(events);
  };
  const tab = random.pick(tabs);
  switch (random.int(0, 8)) {
    case 0:
    case 1:
      return world.post(random.pick(OTHERS));
    case 2:
      return world.post(ME);
    case 3:
      return world.remove(random.int(1, Math.max(1, world.messages.length)));
    case 4: {
      const seq = random.int(world.mark, world.messages.length);
      world.mark = seq;
      return tell([{ type: "read", channel: ROOM, seq }]);
    }
    case 5: {
      world.carryOver();
      const seq = random.int(0, world.mark);
      world.mark = seq;
      world.carryOver();
      const { uncounted = [] } = world.view();
      // Further forward marks that are told again later are not this one's.
      recent.splice(0, recent.length, ...recent.filter(({ type }) => type !== "read"));
      return tell([{ type: "read", channel: ROOM, seq, back: true, uncounted }]);
    }
    case 6:
      return tell(world.notice());
    case 7:
      tab.isOn = false;
      return;
    case 8:
      if (random.chance(0.5)) world.carryOver();
      return tab.comeBack(world, recent, random.chance(0.4));
  }
}

test.each(seeds(200))(
  "R111: whatever happens, every tab ends with what is there, by others, after the mark (seed %i)",
  (seed) => {
    const random = seeded(seed);
    const world = new World();
    for (let n = random.int(0, 20); n > 0; n -= 1) world.post(random.pick([ME, ...OTHERS]));
    world.notice();
    world.carryOver();
    const tabs = [new Tab(world), new Tab(world)];
    const recent: WorkspaceEvent[] = [];
    for (let n = 0; n < 60; n += 1) step(random, world, tabs, recent);
    const last = world.notice();
    world.carryOver();
    for (const tab of tabs) {
      if (tab.isOn) tab.hear(last);
      // What was told while it was cut off: the mark may have gone back, which a bootstrap with an older state cannot know.
      else tab.comeBack(world, [], true);
      expect(unreadOf(channelOf(tab.state, ROOM)!)).toBe(world.truth);
    }
    expect(unreadOf(world.view()), "after a reload").toBe(world.truth);
  },
);
