/** A class in a tab over its whole life: closed and opened again, hidden and seen. */
import { describe, expect, test, vi } from "vitest";
import { loadScheduled } from "../../client/scheduled-list.ts";
import { CLOSE } from "../../protocol/index.ts";
import { loadEveryone } from "../../client/everyone.ts";
import { bootstrapOf, channelOfClass, memberOf, newsOf } from "./support/class-state.ts";
import { made, opened, SPREAD } from "./support/open-class.ts";

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
    expect(session.sendRead("general", 7)).toBe(false);
    session.open();
    sockets.last().opens();
    expect(session.sendRead("general", 7)).toBe(true);
    expect(sockets.last().frames).toEqual([{ type: "showRead", channel: "general", seq: 7 }]);
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
    await loadScheduled(session);
    expect(state()?.scheduled?.size).toBe(0);
    sockets.last().says(newsOf("general", 12));
    expect(asks("/scheduled")).toBe(1);
    await again();
    expect(asks("/scheduled")).toBe(2);
    server.reachable = false;
    await again();
    expect(asks("/scheduled")).toBe(3);
  });

  test("that change while the list is on its way are laid over it, whichever way that was told", async () => {
    const { session, sockets, server, answer, asks, state } = await opened();
    const later = (id: string) => ({ id, channel: "general", body: id, at: 9, wallClock: "", zone: "UTC" }) as never;
    server.hold = /scheduled/u;
    const loading = loadScheduled(session);
    // Where it is asked is not among the first addresses: they are fetched once.
    await vi.waitFor(() => expect(asks("/scheduled")).toBe(1));
    sockets.last().says({ type: "scheduledChanged", id: "one", scheduled: later("one") });
    session.apply({ type: "scheduledChanged", id: "two", scheduled: later("two") });
    sockets.last().says({ type: "scheduledChanged", id: "two", scheduled: null });
    expect(state()?.scheduled).toBeNull();
    await answer();
    await loading;
    expect([...(state()?.scheduled?.keys() ?? [])]).toEqual(["one"]);
  });

  test("that are answered after the class was closed change nothing", async () => {
    const { session, server, answer, asks, state } = await opened();
    server.hold = /scheduled/u;
    const loading = loadScheduled(session);
    // Where it is asked is not among the first addresses: they are fetched once.
    await vi.waitFor(() => expect(asks("/scheduled")).toBe(1));
    session.close();
    await answer();
    await loading;
    expect(state()?.scheduled).toBeNull();
  });

  test("that are asked for before the class is there are nowhere to be put", async () => {
    const { session, state } = made();
    await loadScheduled(session);
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

  test("that are all asked for are as they were told meanwhile, which is newer than the list", async () => {
    const { session, server, sockets, answer, state } = await opened();
    server.everyone = { members: [memberOf("ada-me"), memberOf("ben-01"), memberOf("cyd-02")], noDirect: ["cyd-02"] };
    server.hold = /members/u;
    const loading = loadEveryone(session);
    sockets.last().says({ type: "memberChanged", member: memberOf("ben-01", { role: "owner" }) });
    await answer();
    await loading;
    expect([...state()!.members.values()].map(({ id, role }) => `${id} ${role}`)).toEqual([
      "ada-me student",
      "ben-01 owner",
      "cyd-02 student",
    ]);
    expect([...state()!.noDirect]).toEqual(["cyd-02"]);
  });

  test("whose list says that I teach now: I do", async () => {
    const { session, server, state } = await opened();
    server.everyone = { members: [memberOf("ada-me", { role: "teacher" })], noDirect: [] };
    await loadEveryone(session);
    expect(state()?.me.role).toBe("teacher");
  });

  test("that were told of while they were looked up stay as they were told", async () => {
    const { session, server, sockets, clock, answer, state } = await opened();
    server.hold = /members/u;
    session.wantMembers(["cyd-02", "dee-03"]);
    await clock.pass(100);
    sockets.last().says({ type: "memberChanged", member: memberOf("cyd-02", { role: "ta" }) });
    await answer();
    expect(["cyd-02", "dee-03"].map((id) => state()?.members.get(id)?.role)).toEqual(["ta", "student"]);
  });
});
