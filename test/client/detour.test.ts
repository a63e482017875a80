/** R60: what stands in for a socket where the network lets none through. */
import { describe, expect, test, vi } from "vitest";
import { detourAround } from "../../client/detour-stream.ts";
import { environment } from "../../client/environment.ts";
import { CLOSE } from "../../protocol/close-codes.ts";
import { PING, PONG } from "../../protocol/heartbeat.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";
import { fakeStreams } from "./support/fake-streams.ts";

const URL_OF_SOCKET = "wss://place.test/api/channels/c1/socket?rev=7";

function setUp() {
  const clock = new FakeClock();
  const sockets = fakeSockets();
  const streams = fakeStreams();
  const open = detourAround(
    environment({ clock, openSocket: sockets.open, signals: new FakeSignals() }),
    streams.fetch,
  );
  const connect = () => {
    const heard: unknown[] = [];
    const closed: number[] = [];
    const detour = open(URL_OF_SOCKET, "a-token");
    let isOpen = false;
    detour.onopen = () => (isOpen = true);
    detour.onmessage = ({ data }) => heard.push(data);
    detour.onclose = ({ code }) => closed.push(code);
    return { detour, heard, closed, isOpen: () => isOpen };
  };
  return { clock, sockets, streams, connect };
}

/** A detour whose socket was refused and whose stream has told its first event. */
async function onStream() {
  const all = setUp();
  const one = all.connect();
  all.sockets.last().drops();
  await settled();
  all.streams.all[0]!.says({ type: "welcome" });
  await settled();
  return { ...all, ...one };
}

describe("the socket is tried first", () => {
  test("one that opens is used, and no stream is asked for", async () => {
    const { sockets, streams, connect } = setUp();
    const { detour, heard, isOpen, closed } = connect();
    sockets.last().opens();
    sockets.last().says({ type: "welcome" });
    detour.send("hello");
    expect([isOpen(), detour.listensOnly, heard.length, sockets.last().sent]).toEqual([true, false, 1, ["hello"]]);
    sockets.last().drops(CLOSE.removed);
    expect(closed).toEqual([CLOSE.removed]);
    await settled();
    expect(streams.all).toEqual([]);
  });

  test("one that is refused gives way to the stream of the same place, as the same caller, from the same rev", async () => {
    const { streams, detour, heard, isOpen } = await onStream();
    expect(streams.all[0]!.url).toBe("https://place.test/api/channels/c1/stream?rev=7");
    expect(streams.all[0]!.lastHeaders.get("authorization")).toBe("Bearer a-token");
    expect([isOpen(), detour.listensOnly]).toEqual([true, true]);
    expect(heard).toEqual([JSON.stringify({ type: "welcome" })]);
  });

  test("one that neither opens nor closes is waited for three seconds", async () => {
    const { clock, sockets, streams, connect } = setUp();
    connect();
    await clock.pass(2_999);
    expect(streams.all).toEqual([]);
    await clock.pass(1);
    expect(streams.all).toHaveLength(1);
    expect(sockets.last().closedWith).not.toBeNull();
  });
});

describe("a stream", () => {
  test("whose handler throws is not cut: the fault is told, and the next event is heard", async () => {
    const told: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => told.push(error));
    const { streams, detour, heard, closed } = await onStream();
    const fault = new TypeError("of the program");
    const take = detour.onmessage;
    detour.onmessage = () => {
      throw fault;
    };
    streams.all[0]!.says({ type: "changed" });
    await settled();
    detour.onmessage = take;
    streams.all[0]!.says({ type: "resumed" });
    await settled();
    vi.unstubAllGlobals();
    expect([told, closed, heard.at(-1)]).toEqual([[fault], [], JSON.stringify({ type: "resumed" })]);
  });

  test("is read whole however a proxy cuts it, and its comments are no events", async () => {
    const { streams, heard } = await onStream();
    const [stream] = streams.all;
    const frame = JSON.stringify({ type: "changed", changes: [{ body: "Grüße 👋" }] });
    for (const piece of [
      "retry: 500\n:\n",
      "id: 8\nevent: cha",
      `nged\ndata: ${frame.slice(0, 20)}`,
      `${frame.slice(20)}\n`,
      "\n",
    ])
      stream!.says(piece);
    await settled();
    expect(heard.slice(1)).toEqual([frame]);
  });

  test("takes nothing but heartbeats, which it answers as long as something is heard", async () => {
    const { clock, streams, detour, heard } = await onStream();
    expect(() => detour.send("post")).toThrow();
    detour.send(PING);
    await settled();
    expect(heard.at(-1)).toBe(PONG);
    await clock.pass(25_000);
    heard.length = 0;
    detour.send(PING);
    await settled();
    expect(heard).toEqual([]);
    streams.all[0]!.says(":\n");
    await settled();
    expect(heard).toEqual([PONG]);
  });

  test("that ends is taken up again at once by the same way: no socket is waited for", async () => {
    const { sockets, streams, closed, connect } = await onStream();
    streams.all[0]!.ends();
    await settled();
    expect(closed).toEqual([CLOSE.comeBack]);
    connect();
    await settled();
    expect([sockets.all.length, streams.all.length]).toEqual([1, 2]);
  });

  test("gives way to a socket as soon as one is to be had again", async () => {
    const { clock, sockets, streams, closed, connect } = await onStream();
    await clock.pass(60_000);
    expect(sockets.all).toHaveLength(2);
    sockets.last().opens();
    await settled();
    expect(closed).toEqual([CLOSE.comeBack]);
    expect(streams.all[0]!.isClosed()).toBe(true);
    const next = connect();
    sockets.last().opens();
    expect([sockets.all.length, next.detour.listensOnly]).toEqual([3, false]);
  });

  test("that is closed from here ends, and says nothing more", async () => {
    const { clock, streams, detour, heard, closed } = await onStream();
    detour.close();
    await clock.pass(120_000);
    expect([streams.all[0]!.isClosed(), heard.length, closed]).toEqual([true, 1, []]);
  });
});

describe("streams that are held back", () => {
  test("an answer whose events do not come is given up, and no stream is tried for five minutes", async () => {
    const { clock, sockets, streams, connect } = setUp();
    const { closed, isOpen } = connect();
    sockets.last().drops();
    await clock.pass(6_000);
    expect([isOpen(), closed]).toEqual([false, [1006]]);
    const again = connect();
    sockets.last().drops();
    await settled();
    expect([again.closed, streams.all.length]).toEqual([[1006], 1]);
    await clock.pass(5 * 60_000);
    connect();
    sockets.last().drops();
    await settled();
    expect(streams.all).toHaveLength(2);
  });

  test("so is one that fell silent after its beginning", async () => {
    const { clock, detour, sockets, streams, connect } = await onStream();
    await clock.pass(35_000);
    detour.close(4000);
    const again = connect();
    await settled();
    sockets.last().drops();
    await settled();
    expect([again.closed.length, streams.all.length]).toEqual([1, 1]);
  });
});
