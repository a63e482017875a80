/** A class in a tab: what it asks, and what it does when nobody answers. */
import { describe, expect, onTestFinished, test } from "vitest";
import { WorkspaceSession } from "../../client/workspace-session.ts";
import { refusal, type Refusal } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";
import { bootstrap, channel, member, news } from "./support/sample-class.ts";

function opened(more: { reachable?: boolean; refuse?: Refusal } = {}) {
  const server = { bootstrap: bootstrap(), reachable: true, refuse: null as Refusal | null, ...more };
  const clock = new FakeClock();
  const sockets = fakeSockets();
  const signals = new FakeSignals();
  const { api, asked } = fakeApi(({ path, query }) => {
    if (!server.reachable) return unreachable();
    if (server.refuse !== null) return new Refusing(server.refuse);
    if (path.endsWith("/bootstrap")) return server.bootstrap;
    return { members: (query.get("ids") ?? "").split(",").map((id) => member(id)) };
  });
  const session = new WorkspaceSession({
    api,
    workspace: "class-1",
    clock,
    signals,
    random: () => 0.5,
    openSocket: sockets.open,
    schedule: (run) => run(),
  });
  session.open();
  onTestFinished(() => session.close());
  const hello = (changedAt = 0) => {
    sockets.last().opens();
    sockets.last().says({ type: "hello", now: clock.now(), changedAt, online: ["ada-me"], reads: {} });
  };
  return { server, clock, signals, sockets, asked, session, hello };
}

const asks = (asked: { path: string }[]) => asked.filter(({ path }) => path.endsWith("/bootstrap")).length;

describe("a class in a tab", () => {
  test("R59 is seen after exactly one request", async () => {
    const { session, clock, asked } = opened();
    await clock.pass(0);
    expect(asked).toHaveLength(1);
    expect(session.snapshot().state?.channels.size).toBe(2);
  });

  test("R59 asks a second time only where something changed between the first answer and the socket", async () => {
    const quiet = opened();
    await quiet.clock.pass(0);
    quiet.hello();
    await quiet.clock.pass(5_000);
    expect(asks(quiet.asked)).toBe(1);
    const busy = opened();
    await busy.clock.pass(0);
    busy.hello(999_900);
    await busy.clock.pass(5_000);
    expect(asks(busy.asked)).toBe(2);
  });

  test("I6 the last frame before a close ends it at once, not when the browser tells of the close", async () => {
    const { session, sockets, clock, hello } = opened();
    hello();
    sockets.last().says({ type: "ended", code: 4401 });
    await clock.pass(0);
    expect(session.snapshot()).toMatchObject({ ended: { code: "session_ended" }, connection: "closed" });
  });

  test("I4 after a cut it asks again, a moment later, and misses nothing that is told meanwhile", async () => {
    const { session, server, clock, sockets, asked, hello } = opened();
    hello();
    await clock.pass(1_000);
    const before = asks(asked);
    sockets.last().drops();
    await clock.pass(300);
    server.bootstrap = bootstrap({ channels: [channel("general", { lastSeq: 20 }), channel("new-one")] });
    hello();
    sockets.last().says(news(21));
    await clock.pass(1_000);
    expect(asks(asked)).toBe(before + 1);
    expect([...(session.snapshot().state?.channels.keys() ?? [])]).toEqual(["general", "new-one"]);
    expect(session.snapshot().state?.channels.get("general")?.lastSeq).toBe(21);
    expect(session.snapshot()).toMatchObject({ offlineSince: null, connection: "open" });
  });

  test("R74 without an answer it tries again by itself", async () => {
    const { session, server, clock } = opened({ reachable: false });
    await clock.pass(1_000);
    expect(session.snapshot()).toMatchObject({ state: null, ended: null });
    server.reachable = true;
    await clock.pass(3_000);
    expect(session.snapshot().state).not.toBeNull();
  });

  test("I6 out of the class: it ends and says why", async () => {
    const { session, sockets, clock, hello } = opened();
    hello();
    sockets.last().drops(4403);
    await clock.pass(60_000);
    expect(session.snapshot()).toMatchObject({ ended: { code: "not_found" }, connection: "closed" });
    expect(sockets.all).toHaveLength(1);
  });

  test("I5 a class that is not mine is not found", async () => {
    const { session, clock } = opened({ refuse: refusal("not_found") });
    await clock.pass(0);
    expect(session.snapshot().ended?.code).toBe("not_found");
  });

  test("I6 where a socket is refused without a word, as browsers have it, a request tells why", async () => {
    const { session, server, clock, sockets } = opened();
    await clock.pass(0);
    server.refuse = refusal("session_ended");
    for (let n = 0; n < 2; n += 1) {
      sockets.last().drops();
      await clock.pass(1_000);
    }
    expect(session.snapshot().ended?.code).toBe("session_ended");
  });

  test("R88 a hidden tab says so, and says when it is seen again", async () => {
    const { signals, sockets, hello } = opened();
    hello();
    expect(sockets.last().frames).toEqual([]);
    signals.give("hidden");
    signals.give("visible");
    expect(sockets.last().frames).toEqual([
      { type: "setVisible", visible: false },
      { type: "setVisible", visible: true },
    ]);
  });

  test("R88 a tab that nobody touches says so, after a reconnect as well, and that somebody is back", async () => {
    const { session, clock, sockets, hello } = opened();
    hello();
    session.setIdle(true);
    session.setIdle(true);
    sockets.last().drops();
    await clock.pass(1_000);
    hello();
    const idle = { type: "setVisible", visible: true, idle: true };
    expect(sockets.all.map(({ frames }) => frames)).toEqual([[idle], [idle]]);
    session.setIdle(false);
    expect(sockets.last().frames.at(-1)).toEqual({ type: "setVisible", visible: true });
  });

  test("people that bootstrap left out are asked for together, and once", async () => {
    const { session, clock, asked } = opened();
    await clock.pass(0);
    session.wantMembers(["cyd-02", "ben-01"]);
    session.wantMembers(["dee-03", "cyd-02"]);
    await clock.pass(100);
    session.wantMembers(["cyd-02"]);
    await clock.pass(100);
    const members = asked.filter(({ path }) => path.endsWith("/members"));
    expect(members.map(({ query }) => query.get("ids"))).toEqual(["cyd-02,dee-03"]);
    expect(session.snapshot().state?.members.get("dee-03")?.name).toBe("dee-03");
  });

  test("what is no id of a person is not asked for, and the others' names come all the same", async () => {
    const { session, clock, asked } = opened();
    await clock.pass(0);
    session.wantMembers(["", "cyd-02", "no id"]);
    await clock.pass(100);
    const members = asked.filter(({ path }) => path.endsWith("/members"));
    expect(members.map(({ query }) => query.get("ids"))).toEqual(["cyd-02"]);
  });

  test("what another part of the page knows already is shown at once", async () => {
    const { session, clock } = opened();
    await clock.pass(0);
    session.apply({ type: "channelJoined", channel: channel("just-made") });
    expect(session.snapshot().state?.channels.has("just-made")).toBe(true);
  });
});
