/** What a class in a tab asks for beside bootstrap: threads that it did not tell of, and drafts. */
import { describe, expect, test } from "vitest";
import { ServerClock } from "../../client/clock.ts";
import { Drafts } from "../../client/drafts.ts";
import { DRAFT_PAUSE_MS, type Draft } from "../../protocol/index.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { newsOf, threadOf } from "./support/class-state.ts";
import { made, opened, SPREAD } from "./support/open-class.ts";

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
