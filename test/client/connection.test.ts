import { afterEach, describe, expect, test } from "vitest";
import { Connection, type ConnectionState } from "../../client/connection.ts";
import { HEARTBEAT_MS, HEARTBEAT_TIMEOUT_MS, PING, PONG } from "../../protocol/index.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";

let connection: Connection | null = null;
afterEach(() => connection?.close());

function connected(random = 1) {
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const sockets = fakeSockets();
  const states: ConnectionState[] = [];
  const frames: string[] = [];
  const finals: number[] = [];
  connection = new Connection({
    clock,
    signals,
    random: () => random,
    open: () => sockets.open("ws://place.test/"),
    onState: (state) => states.push(state),
    onFrame: (text) => frames.push(text),
    onFinalClose: (code) => finals.push(code),
  });
  connection.open();
  return { connection, clock, signals, sockets, states, frames, finals };
}

describe("coming back", () => {
  test("R74 it has one state at a time: connecting, open, waiting, and again", async () => {
    const { clock, sockets, states } = connected();
    sockets.last().opens();
    sockets.last().drops();
    await clock.pass(250);
    sockets.last().opens();
    expect(states).toEqual(["connecting", "open", "waiting", "connecting", "open"]);
  });

  test("R55 it waits longer each time, under 3 seconds at first, never over RECONNECT_MAX_MS, and somewhere below by chance", async () => {
    const { clock, sockets } = connected(1);
    const waits: number[] = [];
    for (let n = 0; n < 22; n += 1) {
      const count = sockets.all.length;
      sockets.last().drops();
      let waited = 0;
      for (; sockets.all.length === count; waited += 50) await clock.pass(50);
      waits.push(waited);
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, ...Array<number>(16).fill(2_500), 15_000, 15_000]);
    const half = connected(0.5);
    half.sockets.last().drops();
    await half.clock.pass(100);
    expect(half.sockets.all).toHaveLength(1);
    await half.clock.pass(25);
    expect(half.sockets.all).toHaveLength(2);
    half.connection.close();
  });

  test("a socket that held makes the next wait short again; one that was cut at once does not", async () => {
    const { clock, sockets, connection: under } = connected(1);
    for (let n = 0; n < 4; n += 1) {
      sockets.last().opens();
      sockets.last().drops();
      await clock.pass(2_000);
    }
    expect(under.failures).toBe(4);
    sockets.last().opens();
    await clock.pass(6_000);
    sockets.last().drops();
    await clock.pass(250);
    expect(sockets.all).toHaveLength(6);
  });

  test("told to come back at once, it does, unless that would go round for ever", async () => {
    const { clock, sockets, states } = connected(1);
    sockets.last().opens();
    await clock.pass(6_000);
    sockets.last().drops(4500);
    expect(sockets.all).toHaveLength(2);
    sockets.last().opens();
    sockets.last().drops(4500);
    expect(states.at(-1)).toBe("waiting");
  });

  test.each([4400, 4401, 4403, 4413])("I6 close code %i is final", async (code) => {
    const { clock, signals, sockets, states, finals } = connected();
    sockets.last().opens();
    sockets.last().drops(code);
    await clock.pass(60_000);
    signals.give("online");
    expect(finals).toEqual([code]);
    expect(states.at(-1)).toBe("closed");
    expect(sockets.all).toHaveLength(1);
    expect(signals.listening).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  test("a socket that neither opens nor fails is given up", async () => {
    const { clock, sockets, states } = connected();
    await clock.pass(10_000);
    expect(states.at(-1)).toBe("waiting");
    expect(sockets.last().closedWith).not.toBeNull();
  });

  test("closed by its owner, it stays closed", async () => {
    const { clock, sockets, connection: under, states } = connected();
    sockets.last().opens();
    under.close();
    await clock.pass(60_000);
    expect(sockets.all).toHaveLength(1);
    expect(states.at(-1)).toBe("closed");
    expect(under.send("x")).toBe(false);
  });
});

describe("heartbeat", () => {
  test("a quiet socket is asked, and stays when it answers", async () => {
    const { clock, sockets, states, frames } = connected();
    const socket = sockets.last();
    socket.opens();
    for (let n = 0; n < 3; n += 1) {
      await clock.pass(HEARTBEAT_MS);
      socket.says(PONG);
    }
    expect(socket.sent).toEqual([PING, PING, PING]);
    expect(states.at(-1)).toBe("open");
    expect(frames).toEqual([]);
  });

  test("R88 one that does not answer is given up, and whatever it still says is ignored", async () => {
    const { clock, sockets, states, frames } = connected(1);
    const dead = sockets.last();
    dead.opens();
    const { onmessage, onclose } = dead;
    await clock.pass(HEARTBEAT_MS + HEARTBEAT_TIMEOUT_MS);
    expect(states.at(-1)).toBe("waiting");
    await clock.pass(250);
    sockets.last().opens();
    onmessage?.({ data: "from the grave" });
    onclose?.({ code: 4403 });
    expect(frames).toEqual([]);
    expect(states.at(-1)).toBe("open");
  });

  test("P15: a frame that asks for an echo goes back as it came, and is nobody else's", async () => {
    const { sockets, frames } = connected();
    const echo = JSON.stringify({ type: "echo", token: "3f9a1c07" });
    sockets.last().opens();
    sockets.last().says("{}");
    sockets.last().says(echo);
    expect(sockets.last().sent).toEqual([echo]);
    expect(frames).toEqual(["{}"]);
  });

  test("any frame counts as a sign of life", async () => {
    const { clock, sockets, frames } = connected();
    sockets.last().opens();
    for (let n = 0; n < 5; n += 1) {
      await clock.pass(HEARTBEAT_MS - 1_000);
      sockets.last().says("{}");
    }
    expect(sockets.last().sent).toEqual([]);
    expect(frames).toHaveLength(5);
  });
});

describe("hints", () => {
  test("the network is back, or the reader: it does not wait any longer", async () => {
    for (const hint of ["online", "visible"] as const) {
      const { sockets, signals, connection: under } = connected(1);
      sockets.last().drops();
      signals.give(hint);
      expect(sockets.all).toHaveLength(2);
      under.close();
    }
  });

  test("an open socket is asked at once, and not waited for long", async () => {
    const { clock, sockets, signals, states } = connected();
    sockets.last().opens();
    signals.give("visible");
    expect(sockets.last().sent).toEqual([PING]);
    await clock.pass(3_000);
    expect(states.at(-1)).toBe("waiting");
  });

  test("no network, says the browser: it tries all the same, since this machine may be the server", async () => {
    const { clock, sockets, signals } = connected(1);
    sockets.last().drops();
    signals.give("offline");
    await clock.pass(250);
    expect(sockets.all).toHaveLength(2);
  });
});
