/** A class in a tab over its whole life: opened, asked about, told, hidden, cut off, closed, and opened again. */
import { afterEach, describe, expect, test } from "vitest";
import { ServerClock } from "../../client/clock.ts";
import { Drafts } from "../../client/drafts.ts";
import { WorkspaceSession, type WorkspaceSessionOptions } from "../../client/workspace-session.ts";
import { CLOSE, DRAFT_PAUSE_MS, refusal, type Draft, type Refusal } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";
import { bootstrapOf, channelOfClass, memberOf, newsOf, threadOf } from "./support/class-state.ts";

const tearDowns: (() => void)[] = [];
afterEach(() => {
  for (const tearDown of tearDowns.splice(0)) tearDown();
});

/** `hold`: answers to those paths wait until `answer` is called. */
function made(more: Partial<WorkspaceSessionOptions> = {}) {
  const server = {
    bootstrap: bootstrapOf(),
    threads: {} as Record<string, object>,
    drafts: [] as Draft[],
    scheduled: [] as object[],
    reachable: true,
    refuse: null as Refusal | null,
    hold: null as RegExp | null,
  };
  const waiting: (() => void)[] = [];
  const clock = new FakeClock();
  const sockets = fakeSockets();
  const signals = new FakeSignals();
  const { api, asked } = fakeApi(async ({ path, query, method, body }) => {
    const { bootstrap } = server;
    if (server.hold?.test(path)) await new Promise<void>((resolve) => waiting.push(resolve));
    if (!server.reachable) return unreachable();
    if (server.refuse !== null) return new Refusing(server.refuse);
    if (path.endsWith("/bootstrap")) return bootstrap;
    if (path.endsWith("/drafts")) return { drafts: server.drafts };
    if (path.endsWith("/draft")) return { at: method === "PUT" ? Number(body["at"]) : clock.now() };
    if (path.endsWith("/scheduled")) return { scheduled: server.scheduled };
    if (path.endsWith("/members")) return { members: (query.get("ids") ?? "").split(",").map((id) => memberOf(id)) };
    return { channel: server.threads[path.split("/").at(-1) ?? ""] };
  });
  const session = new WorkspaceSession({
    ...{ api, workspace: "class-1", clock, signals, random: () => 0.5, openSocket: sockets.open },
    schedule: (run) => run(),
    ...more,
  });
  tearDowns.push(() => session.close());
  const hello = (also: object = {}) => {
    sockets.last().opens();
    sockets.last().says({ type: "hello", now: clock.now(), changedAt: 0, online: ["ada-me"], reads: {}, ...also });
  };
  const answer = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await clock.pass(0);
  };
  const asks = (end = "/bootstrap") => asked.filter(({ path }) => path.endsWith(end)).length;
  const state = () => session.snapshot().state;
  return { server, clock, signals, sockets, asked, asks, session, hello, answer, state };
}
/** Bootstrap is answered, and the socket has said hello. */
async function opened(more: Partial<WorkspaceSessionOptions> = {}) {
  const all = made(more);
  all.session.open();
  await all.clock.pass(0);
  all.hello();
  return all;
}
/** A second's half: what `random` makes of the spread. */
const SPREAD = 500;

describe("a class whose first answer was asked for before", () => {
  test("R149 is there without another request, and asks again after a cut as every other", async () => {
    const { state, asks, sockets, hello, clock } = await opened({ first: Promise.resolve(bootstrapOf()) });
    expect(state()?.workspace.id).toBe(bootstrapOf().workspace.id);
    expect(asks()).toBe(0);
    sockets.last().drops();
    await clock.pass(SPREAD);
    hello();
    await clock.pass(SPREAD);
    expect(asks()).toBe(1);
  });

  test("asks by itself where there was no answer", async () => {
    const { state, asks } = await opened({ first: Promise.resolve(null) });
    expect(state()).not.toBeNull();
    expect(asks()).toBe(1);
  });
});

describe("who draws it", () => {
  test("is told with the next frame of what comes in, and at once of what a person or an answer brought", async () => {
    const frames: (() => void)[] = [];
    const { session, sockets, clock } = await opened({ schedule: (run) => frames.push(run) });
    for (const frame of frames.splice(0)) frame();
    let told = 0;
    const stop = session.subscribe(() => (told += 1));
    sockets.last().says(newsOf("general", 11));
    sockets.last().says(newsOf("general", 12));
    expect(told).toBe(0);
    for (const frame of frames.splice(0)) frame();
    expect(told).toBe(1);
    session.apply({ type: "channelJoined", channel: channelOfClass("just-made") });
    expect(told).toBe(2);
    await session.loadScheduled();
    expect(told).toBe(3);
    sockets.last().drops();
    expect(told, "it is cut off").toBe(4);
    await clock.pass(SPREAD);
    stop();
    const before = told;
    session.apply({ type: "channelJoined", channel: channelOfClass("another") });
    expect(told).toBe(before);
  });

  test("is told at once when bootstrap is answered, and when it is over", async () => {
    const { session, clock, sockets } = made({ schedule: () => undefined });
    const seen: [boolean, string | undefined][] = [];
    session.subscribe(() => seen.push([session.snapshot().state !== null, session.snapshot().ended?.code]));
    session.open();
    await clock.pass(0);
    expect(seen.at(-1)).toEqual([true, undefined]);
    sockets.last().drops(CLOSE.removed);
    expect(seen.at(-1)).toEqual([true, "not_found"]);
    expect(session.snapshot().ended?.sentence).toBe("You are not in this class any more.");
  });

  test("is not told of what changes nothing, and has the same snapshot until something does", async () => {
    const { session, sockets } = await opened();
    let told = 0;
    session.subscribe(() => (told += 1));
    const before = session.snapshot();
    sockets.last().says(newsOf("general", 9));
    sockets.last().says({ type: "confetti" });
    sockets.last().says("{half a fra");
    sockets.last().says({ type: "confetti", channel: 7 });
    expect(told).toBe(0);
    expect(session.snapshot()).toBe(before);
  });
});

describe("asking", () => {
  test("what the socket told while the answer was on its way is laid over it, and what a person did as well", async () => {
    const { server, session, sockets, hello, answer, state } = made();
    server.hold = /bootstrap/u;
    session.open();
    hello();
    sockets.last().says(newsOf("general", 12));
    session.apply({ type: "channelJoined", channel: channelOfClass("just-made") });
    expect(state()).toBeNull();
    await answer();
    expect(state()?.channels.get("general")?.lastSeq).toBe(12);
    expect(state()?.channels.has("just-made")).toBe(true);
    expect(state()?.online.has("ada-me")).toBe(true);
  });

  test("what was laid over one answer is not laid over the next", async () => {
    const { server, session, sockets, clock, hello, answer, state } = made();
    server.hold = /bootstrap/u;
    session.open();
    hello();
    sockets.last().says({ type: "channelJoined", channel: channelOfClass("for-a-moment") });
    server.hold = null;
    await answer();
    expect(state()?.channels.has("for-a-moment")).toBe(true);
    sockets.last().drops();
    await clock.pass(250);
    hello();
    await clock.pass(SPREAD);
    expect([...(state()?.channels.keys() ?? [])]).toEqual(["general", "homework"]);
  });

  test("what came between two answers is in the state, and not laid over the second", async () => {
    const { sockets, clock, hello, state } = await opened();
    sockets.last().says({ type: "channelJoined", channel: channelOfClass("gone-by-then") });
    sockets.last().drops();
    await clock.pass(250);
    hello();
    await clock.pass(SPREAD);
    expect(state()?.channels.has("gone-by-then")).toBe(false);
  });

  test("after a cut it waits a part of a second before it asks, and asks once", async () => {
    const { sockets, clock, hello, asks } = await opened();
    sockets.last().drops();
    await clock.pass(250);
    hello();
    await clock.pass(SPREAD - 1);
    expect(asks()).toBe(1);
    await clock.pass(1);
    expect(asks()).toBe(2);
    await clock.pass(10_000);
    expect(asks()).toBe(2);
  });

  test("a hello ends the wait for the next try: it is asked soon after it, and not a second time when that wait would have ended", async () => {
    const { server, session, clock, hello, asks } = made();
    server.reachable = false;
    session.open();
    await clock.pass(0);
    server.reachable = true;
    hello();
    await clock.pass(SPREAD);
    expect(asks()).toBe(2);
    await clock.pass(10_000);
    expect(asks()).toBe(2);
  });

  test("a cut while an answer is on its way: the later hello is held against it when it is here", async () => {
    const { server, session, sockets, clock, hello, answer, asks } = made();
    server.hold = /bootstrap/u;
    session.open();
    hello();
    sockets.last().drops();
    await clock.pass(250);
    hello({ changedAt: 999_999 });
    await clock.pass(2_000);
    expect(asks(), "one at a time").toBe(1);
    await answer();
    await clock.pass(SPREAD);
    await answer();
    await clock.pass(5_000);
    expect(asks()).toBe(2);
  });

  test("what is to be asked while an answer is on its way is asked when that is here, once", async () => {
    const { server, session, sockets, clock, answer, asks } = made();
    server.hold = /bootstrap/u;
    session.open();
    for (let n = 0; n < 7; n += 1) {
      sockets.last().drops();
      await clock.pass(3_000);
    }
    expect(asks()).toBe(1);
    await answer();
    expect(asks()).toBe(2);
    await answer();
    expect(asks()).toBe(2);
  });

  test("what told the state must be two seconds newer than the hub's last change: clocks are that far apart", async () => {
    for (const [changedAt, count] of [
      [997_999, 1],
      [998_000, 2],
    ] as const) {
      const { session, clock, hello, asks } = made();
      session.open();
      await clock.pass(0);
      hello({ changedAt });
      await clock.pass(5_000);
      expect(asks(), String(changedAt)).toBe(count);
    }
  });

  test("a hello before the answer is held against it when it comes", async () => {
    for (const [changedAt, count] of [
      [0, 1],
      [999_999, 2],
    ] as const) {
      const { server, session, clock, hello, answer, asks } = made();
      server.hold = /bootstrap/u;
      session.open();
      hello({ changedAt });
      await answer();
      await clock.pass(SPREAD);
      await answer();
      await clock.pass(5_000);
      expect(asks(), String(changedAt)).toBe(count);
    }
  });

  test("where nobody answers it is asked again after three seconds, give or take half", async () => {
    for (const [chance, wait] of [
      [0, 1_500],
      [1, 4_500],
    ] as const) {
      const { server, session, clock, asks, hello } = made({ random: () => chance });
      server.reachable = false;
      session.open();
      hello();
      await clock.pass(wait - 1);
      expect(asks()).toBe(1);
      await clock.pass(1);
      expect(asks()).toBe(2);
    }
  });

  test("where the server says when, it is asked then", async () => {
    const { server, session, clock, asks, hello } = made();
    server.refuse = refusal("too_fast", { retryAfter: 10_000 });
    session.open();
    hello();
    await clock.pass(9_999);
    expect(asks()).toBe(1);
    await clock.pass(1);
    expect(asks()).toBe(2);
    expect(session.snapshot().ended).toBeNull();
  });

  test("R60 where no socket is to be had it is asked at the second failure and every fourth after it", async () => {
    const { session, sockets, clock, asks } = made();
    session.open();
    await clock.pass(0);
    const counts: number[] = [];
    for (let n = 1; n <= 10; n += 1) {
      sockets.last().drops();
      await clock.pass(0);
      counts.push(asks());
      await clock.pass(3_000);
    }
    expect(counts).toEqual([1, 2, 2, 2, 2, 3, 3, 3, 3, 4]);
  });
});

describe("cut off", () => {
  test("says since when, from the first failure to the next hello", async () => {
    const { session, sockets, clock, hello } = await opened();
    expect(session.snapshot().offlineSince).toBeNull();
    sockets.last().drops();
    const since = clock.now();
    expect(session.snapshot().offlineSince).toBe(since);
    await clock.pass(250);
    expect(session.snapshot().offlineSince).toBe(since);
    sockets.last().drops();
    expect(session.snapshot().offlineSince).toBe(since);
    await clock.pass(1_000);
    sockets.last().opens();
    expect(session.snapshot()).toMatchObject({ connection: "open", offlineSince: since });
    hello();
    expect(session.snapshot().offlineSince).toBeNull();
  });
});

describe("closing", () => {
  test("leaves nobody listening and nothing waiting, and what is answered later is nobody's", async () => {
    const { server, session, sockets, signals, clock, hello, answer, state, asks } = await opened();
    const before = state();
    session.wantMembers(["cyd-02"]);
    sockets.last().drops();
    await clock.pass(250);
    server.hold = /bootstrap/u;
    hello();
    await clock.pass(SPREAD);
    expect(asks()).toBe(2);
    server.bootstrap = bootstrapOf({ channels: [] });
    session.close();
    expect([signals.listening, clock.waiting]).toEqual([0, 0]);
    await answer();
    expect(state()?.channels.size).toBe(before?.channels.size);
    await clock.pass(60_000);
    expect(asks()).toBe(2);
    expect(session.snapshot().connection).toBe("closed");
  });

  test("before what was planned: it is not asked, neither for the class nor for people", async () => {
    const { session, sockets, clock, hello, asks } = await opened();
    session.wantMembers(["cyd-02"]);
    sockets.last().drops();
    await clock.pass(20);
    await clock.pass(230);
    hello();
    session.wantMembers(["dee-03"]);
    session.close();
    await clock.pass(60_000);
    expect(asks()).toBe(1);
    expect(asks("/members")).toBe(1);
  });

  test("and opening again asks anew, and an answer to the earlier opening changes nothing", async () => {
    const { server, session, clock, answer, state, asks, signals } = made();
    server.hold = /bootstrap/u;
    session.open();
    await clock.pass(0);
    session.close();
    server.bootstrap = bootstrapOf({ channels: [channelOfClass("later")] });
    session.open();
    session.open();
    await clock.pass(0);
    expect([asks(), signals.listening]).toEqual([2, 2]);
    await answer();
    expect([...(state()?.channels.keys() ?? [])]).toEqual(["later"]);
  });

  test("and opening again forgets why it had ended", async () => {
    const { session, sockets, clock, hello, state } = await opened();
    sockets.last().drops(CLOSE.removed);
    expect(session.snapshot().ended).not.toBeNull();
    session.open();
    expect(session.snapshot().ended).toBeNull();
    await clock.pass(0);
    hello();
    expect(session.snapshot().connection).toBe("open");
    expect(state()?.channels.size).toBe(2);
  });
});

describe("in view", () => {
  test("R88 a tab that was hidden before it was open says so with the first hello, and only then", async () => {
    const { session, sockets, signals, hello, clock } = made();
    signals.give("hidden");
    session.open();
    await clock.pass(0);
    hello();
    expect(sockets.last().frames).toEqual([{ type: "setVisible", visible: false }]);
    signals.give("online");
    expect(sockets.last().frames).toHaveLength(1);
  });

  test("R12 tells my other devices how far I read, where there is a socket", async () => {
    const { session, sockets } = made();
    expect(session.tellRead("general", 7)).toBe(false);
    session.open();
    sockets.last().opens();
    expect(session.tellRead("general", 7)).toBe(true);
    expect(sockets.last().frames).toEqual([{ type: "showRead", channel: "general", seq: 7 }]);
  });
});

describe("threads that bootstrap did not tell of", () => {
  const news = (id: string, seq: number) => newsOf(id, seq, { parent: { channel: "general", seq: 3 } });

  test("are looked up once, and what was told of them meanwhile is not lost", async () => {
    const { server, session, sockets, answer, state, asks } = await opened();
    server.threads["thread-1"] = threadOf("thread-1", { lastSeq: 11 });
    server.hold = /thread-1/u;
    sockets.last().says(news("thread-1", 11));
    sockets.last().says(news("thread-1", 12));
    sockets.last().says({ type: "read", channel: "thread-1", seq: 11 });
    await answer();
    expect(asks("/thread-1")).toBe(1);
    expect(state()?.threads.get("thread-1")).toMatchObject({ lastSeq: 12, readSeq: 11 });
    sockets.last().says(news("thread-1", 13));
    await answer();
    expect(asks("/thread-1"), "it is known now").toBe(1);
    expect(session.snapshot().state?.threads.get("thread-1")?.lastSeq).toBe(13);
  });

  test("change nothing where I do not follow them, and are looked up again with the next news", async () => {
    const { server, sockets, answer, state, asks } = await opened();
    server.threads["thread-1"] = threadOf("thread-1", { following: false });
    sockets.last().says(news("thread-1", 11));
    await answer();
    expect(state()?.threads.size).toBe(0);
    server.threads["thread-1"] = threadOf("thread-1");
    sockets.last().says(news("thread-1", 12));
    await answer();
    expect(asks("/thread-1")).toBe(2);
    expect(state()?.threads.has("thread-1")).toBe(true);
  });

  test("are looked up again with the next news where nobody answered", async () => {
    const { server, sockets, answer, state } = await opened();
    server.threads["thread-1"] = threadOf("thread-1");
    server.reachable = false;
    sockets.last().says(news("thread-1", 11));
    await answer();
    server.reachable = true;
    sockets.last().says(news("thread-1", 12));
    await answer();
    expect(state()?.threads.get("thread-1")?.lastSeq).toBe(12);
  });

  test("are not looked up for news of channels, nor before there is a class to put them in", async () => {
    const { server, session, sockets, clock, hello, asks, answer } = made();
    server.hold = /bootstrap/u;
    server.threads["thread-1"] = threadOf("thread-1");
    session.open();
    hello();
    sockets.last().says(news("thread-1", 11));
    await answer();
    expect(asks("/thread-1")).toBe(0);
    sockets.last().says(newsOf("general", 11));
    sockets.last().says(newsOf("unheard-of", 11));
    await clock.pass(0);
    expect(asks("/unheard-of")).toBe(0);
  });

  test("that are answered after the class was closed change nothing", async () => {
    const { server, session, sockets, answer, state } = await opened();
    server.threads["thread-1"] = threadOf("thread-1");
    server.hold = /thread-1/u;
    sockets.last().says(news("thread-1", 11));
    session.close();
    await answer();
    expect(state()?.threads.size).toBe(0);
  });
});

describe("scheduled messages", () => {
  test("are asked for again after a cut where they were asked for before, and not otherwise", async () => {
    const { session, sockets, clock, hello, asks, server, state } = await opened();
    const again = async () => {
      await clock.pass(6_000);
      sockets.last().drops();
      await clock.pass(250);
      hello();
      await clock.pass(SPREAD);
    };
    await again();
    sockets.last().says(newsOf("general", 11));
    expect(asks("/scheduled")).toBe(0);
    expect(state()?.scheduled).toBeNull();
    await session.loadScheduled();
    expect(state()?.scheduled?.size).toBe(0);
    sockets.last().says(newsOf("general", 12));
    expect(asks("/scheduled")).toBe(1);
    await again();
    expect(asks("/scheduled")).toBe(2);
    server.reachable = false;
    await again();
    expect(asks("/scheduled")).toBe(3);
  });

  test("that are asked for before the class is there are nowhere to be put", async () => {
    const { session, state } = made();
    await session.loadScheduled();
    expect(state()).toBeNull();
  });
});

describe("people", () => {
  test("that are wanted before the class is there are asked for, and nothing breaks", async () => {
    const { server, session, clock, asks, answer, state } = made();
    server.hold = /bootstrap/u;
    session.open();
    session.wantMembers(["cyd-02"]);
    await clock.pass(100);
    expect(asks("/members")).toBe(1);
    await answer();
    expect(state()?.members.has("ben-01")).toBe(true);
  });
});

describe("R115 drafts of all my devices", () => {
  const draft = (body: string, at: number): Draft => ({ channel: "general", body, at });

  test("are made once, know the class and the server's time, and hear what the socket tells", async () => {
    const clock = new FakeClock();
    const serverClock = new ServerClock(clock);
    const { session, sockets } = await opened({ clock, serverClock });
    serverClock.observe(clock.now() + 60_000);
    // Nobody keeps drafts yet: what is told of them goes nowhere.
    sockets.last().says({ type: "draftChanged", ...draft("too early", 1) });
    let count = 0;
    const make = (options: ConstructorParameters<typeof Drafts>[0]) => {
      count += 1;
      expect(options.workspace).toBe("class-1");
      return new Drafts(options);
    };
    const drafts = session.joinDrafts(make);
    expect(session.joinDrafts(make)).toBe(drafts);
    expect(count).toBe(1);
    expect(drafts.now()).toBe(clock.now() + 60_000);
    sockets.last().says({ type: "draftChanged", ...draft("from my phone", 5) });
    expect(drafts.text("general")).toBe("from my phone");
  });

  test("go by this machine's time where the server's is not known", async () => {
    const { session, clock } = await opened();
    expect(session.joinDrafts((options) => new Drafts(options)).now()).toBe(clock.now());
  });

  test("are asked for again after a cut, once they had been asked for, a part of a second later", async () => {
    const { session, sockets, clock, hello, server, asks } = await opened();
    const drafts = session.joinDrafts((options) => new Drafts(options));
    const again = async () => {
      sockets.last().drops();
      await clock.pass(250);
      hello();
    };
    await again();
    await clock.pass(SPREAD);
    expect(asks("/drafts")).toBe(0);
    await drafts.load();
    server.drafts = [draft("written meanwhile", 5)];
    await again();
    await clock.pass(SPREAD - 1);
    expect(asks("/drafts")).toBe(1);
    await clock.pass(1);
    expect(drafts.text("general")).toBe("written meanwhile");
  });

  test("are not asked for where the class was closed in that part of a second", async () => {
    const { session, clock, hello, sockets, asks } = await opened();
    const drafts = session.joinDrafts((options) => new Drafts(options));
    await drafts.load();
    sockets.last().drops();
    await clock.pass(250);
    hello();
    session.close();
    await clock.pass(10_000);
    expect(asks("/drafts")).toBe(1);
  });

  test("go to the server when the page is hidden and when the class is closed, not when it is seen", async () => {
    const { session, signals, clock, asks } = await opened();
    const drafts = session.joinDrafts((options) => new Drafts(options));
    drafts.write("general", "One");
    signals.give("visible");
    signals.give("online");
    await clock.pass(0);
    expect(asks("/draft")).toBe(0);
    signals.give("hidden");
    await clock.pass(0);
    expect(asks("/draft")).toBe(1);
    drafts.write("general", "One, two");
    session.close();
    await clock.pass(0);
    expect(asks("/draft")).toBe(2);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(asks("/draft")).toBe(2);
  });
});
