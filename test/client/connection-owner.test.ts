/** What the owner of a connection, its listeners and the browser may do at any moment, and what a socket may do that is no use. */
import { describe, expect, onTestFinished, test } from "vitest";
import { Connection, type ConnectionOptions, type ConnectionState } from "../../client/connection.ts";
import { CLOSE, HEARTBEAT_MS, HEARTBEAT_TIMEOUT_MS, PING, PONG } from "../../protocol/index.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";

function made(more: Partial<ConnectionOptions> = {}) {
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const sockets = fakeSockets();
  const states: ConnectionState[] = [];
  const frames: string[] = [];
  const finals: [number, ConnectionState][] = [];
  const connection: Connection = new Connection({
    clock,
    signals,
    random: () => 1,
    open: () => sockets.open("ws://place.test/"),
    onState: (state) => states.push(state),
    onFrame: (text) => frames.push(text),
    onFinalClose: (code) => finals.push([code, connection.state]),
    ...more,
  });
  onTestFinished(() => connection.close());
  return { connection, clock, signals, sockets, states, frames, finals };
}
function opened(more: Partial<ConnectionOptions> = {}) {
  const all = made(more);
  all.connection.open();
  all.sockets.last().opens();
  return all;
}

describe("its owner", () => {
  test("opens it once, however often it says so, and hints are heard once", () => {
    const { connection, sockets, signals } = opened();
    connection.open();
    expect(sockets.all).toHaveLength(1);
    expect(signals.listening).toBe(1);
  });

  test("closes it: the socket is given up, nothing waits, nobody listens, and it is told once", async () => {
    const { connection, clock, sockets, signals, states } = opened();
    signals.give("online");
    connection.close();
    connection.close();
    expect(sockets.last().closedWith).toBe(4000);
    expect([clock.waiting, signals.listening]).toEqual([0, 0]);
    expect(states).toEqual(["connecting", "open", "closed"]);
    await clock.pass(HEARTBEAT_MS * 2);
    expect(sockets.all).toHaveLength(1);
  });

  test("closes it while it waits for its next attempt: there is none", async () => {
    const { connection, clock, sockets } = opened();
    sockets.last().drops();
    connection.close();
    await clock.pass(60_000);
    expect(sockets.all).toHaveLength(1);
    expect(connection.state).toBe("closed");
  });

  test("may open it again, and it counts its failures anew", async () => {
    const { connection, clock, sockets } = made();
    connection.open();
    for (let n = 0; n < 3; n += 1) {
      sockets.last().drops();
      await clock.pass(3_000);
    }
    expect(connection.failures).toBe(3);
    connection.close();
    connection.open();
    expect(connection.failures).toBe(0);
    const { length } = sockets.all;
    sockets.last().drops();
    await clock.pass(250);
    expect(sockets.all).toHaveLength(length + 1);
  });

  test("starts it anew: the socket of before is given up, and another is there at once", async () => {
    const { connection, clock, sockets, states, frames } = opened();
    const before = sockets.last();
    connection.restart();
    expect(before.closedWith).toBe(4000);
    expect(states).toEqual(["connecting", "open", "connecting"]);
    before.says("late");
    before.opens();
    before.drops();
    expect(connection.state).toBe("connecting");
    expect(frames).toEqual([]);
    sockets.last().opens();
    // Nothing of the first socket's heartbeat is left.
    await clock.pass(HEARTBEAT_MS);
    expect(before.sent).toEqual([]);
    expect(sockets.last().sent).toEqual([PING]);
  });

  test("starts anew what is only connecting without telling that it is connecting, and what is closed not at all", () => {
    const { connection, sockets, states } = made();
    connection.restart();
    expect([sockets.all, states]).toEqual([[], []]);
    connection.open();
    connection.restart();
    expect(sockets.all).toHaveLength(2);
    expect(states).toEqual(["connecting"]);
  });

  test("sends while it is open, and is told where that is not so", async () => {
    const { connection, clock, sockets } = made();
    expect(connection.send("closed")).toBe(false);
    connection.open();
    expect(connection.send("connecting")).toBe(false);
    sockets.last().opens();
    expect(connection.send("open")).toBe(true);
    sockets.last().closedWith = 1006;
    expect(connection.send("gone, but not told yet")).toBe(false);
    expect(sockets.last().sent).toEqual(["open"]);
    sockets.last().drops();
    expect(connection.send("waiting")).toBe(false);
    await clock.pass(0);
    connection.close();
    expect(connection.send("closed again")).toBe(false);
  });
});

describe("its listeners", () => {
  test("may close it when they hear that it is connecting: no socket is opened", async () => {
    const { connection, clock, sockets } = made({ onState: (state) => state === "connecting" && connection.close() });
    connection.open();
    expect(sockets.all).toEqual([]);
    await clock.pass(60_000);
    expect([sockets.all, connection.state]).toEqual([[], "closed"]);
  });

  test("may start it anew when they hear that it is connecting: there is one socket, not two", async () => {
    let isFirst = true;
    const { connection, clock, sockets } = made({
      onState: (state) => {
        if (state !== "connecting" || !isFirst) return;
        isFirst = false;
        connection.restart();
      },
    });
    connection.open();
    expect(sockets.all).toHaveLength(1);
    sockets.last().opens();
    await clock.pass(1_000);
    expect(connection.state).toBe("open");
    expect(sockets.all).toHaveLength(1);
  });

  test("hear a final close when it is over, and nothing is tried after it", async () => {
    const { clock, sockets, signals, states, finals } = opened();
    sockets.last().drops(CLOSE.removed);
    expect(finals).toEqual([[CLOSE.removed, "closed"]]);
    expect(states.at(-1)).toBe("closed");
    signals.give("online");
    await clock.pass(60_000);
    expect(sockets.all).toHaveLength(1);
  });

  test("hear frames of text and no others", () => {
    const { sockets, frames } = opened();
    sockets.last().onmessage?.({ data: new ArrayBuffer(4) });
    sockets.last().onmessage?.({ data: PONG });
    sockets.last().says("words");
    expect(frames).toEqual(["words"]);
  });
});

describe("a socket", () => {
  test("that cannot be made is tried for again after a while, and longer each time", async () => {
    let tries = 0;
    const { connection, clock } = made({
      open: () => {
        tries += 1;
        throw new Error("no sockets here");
      },
    });
    connection.open();
    expect([tries, connection.state, connection.failures]).toEqual([1, "waiting", 1]);
    await clock.pass(249);
    expect(tries).toBe(1);
    await clock.pass(1);
    expect(tries).toBe(2);
    await clock.pass(499);
    expect(tries).toBe(2);
    await clock.pass(1);
    expect(tries).toBe(3);
  });

  test("that cannot even be closed is given up all the same", () => {
    const { connection, sockets } = opened();
    sockets.last().close = () => {
      throw new Error("closed already");
    };
    connection.close();
    expect(connection.state).toBe("closed");
  });

  test("that takes no question any more is given up at once", async () => {
    const { connection, clock, sockets } = opened();
    sockets.last().closedWith = 1006;
    await clock.pass(HEARTBEAT_MS);
    expect(connection.state).toBe("waiting");
    expect(connection.failures).toBe(1);
    await clock.pass(250);
    expect(sockets.all).toHaveLength(2);
    // The question's own deadline is over with it.
    sockets.last().opens();
    await clock.pass(HEARTBEAT_TIMEOUT_MS);
    expect(connection.state).toBe("open");
  });

  test("that answers late, but before its time is up, stays, and has its whole time again", async () => {
    const { connection, clock, sockets } = opened();
    await clock.pass(HEARTBEAT_MS + HEARTBEAT_TIMEOUT_MS - 1);
    sockets.last().says(PONG);
    await clock.pass(HEARTBEAT_MS + HEARTBEAT_TIMEOUT_MS - 1);
    expect(connection.state).toBe("open");
    await clock.pass(1);
    expect(connection.state).toBe("waiting");
  });

  test("that held for five seconds was a good one; a moment less, and it counts among the failures", async () => {
    for (const [ms, failures] of [
      [5_000, 1],
      [4_999, 2],
    ] as const) {
      const { connection, clock, sockets } = opened();
      sockets.last().drops();
      await clock.pass(250);
      sockets.last().opens();
      await clock.pass(ms);
      sockets.last().drops();
      expect(connection.failures, `after ${ms} ms`).toBe(failures);
    }
  });

  test("that held and was cut waits before it comes back, unless the server said to come back at once", async () => {
    const { clock, sockets } = opened();
    await clock.pass(5_000);
    sockets.last().drops(1006);
    expect(sockets.all).toHaveLength(1);
    await clock.pass(250);
    sockets.last().opens();
    await clock.pass(5_000);
    sockets.last().drops(CLOSE.comeBack);
    expect(sockets.all).toHaveLength(3);
  });

  test("that says neither yes nor no is given up after ten seconds, and never counts as one that held", async () => {
    const { connection, clock, sockets } = made();
    connection.open();
    await clock.pass(9_999);
    expect(connection.state).toBe("connecting");
    await clock.pass(1);
    expect(sockets.last().closedWith).toBe(4000);
    expect([connection.state, connection.failures]).toEqual(["waiting", 1]);
    await clock.pass(250);
    await clock.pass(10_000);
    expect(connection.failures).toBe(2);
  });
});

describe("hints from the browser", () => {
  test("that the page is hidden asks nothing and opens nothing", async () => {
    const { connection, sockets, signals, clock } = opened();
    signals.give("hidden");
    expect(sockets.last().sent).toEqual([]);
    sockets.last().drops();
    signals.give("hidden");
    expect([connection.state, sockets.all.length]).toEqual(["waiting", 1]);
    await clock.pass(0);
  });

  test("that there is no network asks an open socket, and does not end a wait", () => {
    const { connection, sockets, signals } = opened();
    signals.give("offline");
    expect(sockets.last().sent).toEqual([PING]);
    sockets.last().drops();
    signals.give("offline");
    expect([connection.state, sockets.all.length]).toEqual(["waiting", 1]);
  });

  test("while it is connecting change nothing", async () => {
    const { connection, sockets, signals, clock } = made();
    connection.open();
    for (const hint of ["online", "visible", "offline"] as const) signals.give(hint);
    expect([connection.state, sockets.all.length, sockets.last().sent]).toEqual(["connecting", 1, []]);
    sockets.last().opens();
    await clock.pass(3_000);
    expect(connection.state).toBe("open");
  });

  test("ask a socket once while its answer is not there, and end its time three seconds after the first", async () => {
    const { connection, sockets, signals, clock } = opened();
    signals.give("online");
    await clock.pass(2_000);
    signals.give("visible");
    expect(sockets.last().sent).toEqual([PING]);
    await clock.pass(999);
    expect(connection.state).toBe("open");
    await clock.pass(1);
    expect(connection.state).toBe("waiting");
  });

  test("end a wait, and the attempt that was planned is not made as well", async () => {
    const { connection, sockets, signals, clock } = opened();
    sockets.last().drops();
    signals.give("online");
    expect(sockets.all).toHaveLength(2);
    sockets.last().opens();
    await clock.pass(1_000);
    expect([connection.state, sockets.all.length]).toEqual(["open", 2]);
  });

  test("take nothing from the time that a socket has to open", async () => {
    const { connection, signals, clock } = made();
    connection.open();
    signals.give("online");
    await clock.pass(10_000);
    expect(connection.state).toBe("waiting");
  });
});

test("without a clock, signals or chance of one's own it takes the machine's", () => {
  const states: ConnectionState[] = [];
  const sockets = fakeSockets();
  const connection = new Connection({
    open: () => sockets.open("ws://place.test/"),
    onState: (state) => states.push(state),
    onFrame: () => undefined,
    onFinalClose: () => undefined,
  });
  connection.open();
  sockets.last().opens();
  sockets.last().drops();
  expect(states).toEqual(["connecting", "open", "waiting"]);
  connection.close();
});
