/** A channel's session over a room that is a log: the test is the room's end of the socket, and the HTTP side reads the same log. */
import { onTestFinished } from "vitest";
import { ChannelSession, type ChannelSessionOptions } from "../../../client/channel-session.ts";
import type { OutboxStore } from "../../../client/outbox-entry.ts";
import { Outbox } from "../../../client/outbox.ts";
import type { refusal } from "../../../protocol/index.ts";
import { fakeApi, Refusing, unreachable, type Answering } from "./fake-api.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeSignals } from "./fake-signals.ts";
import { fakeSockets } from "./fake-socket.ts";
import { logOf, type RoomLog } from "./room-log.ts";

export const CHANNEL = "channel-1";

export interface ChannelSetup {
  log?: RoomLog;
  store?: OutboxStore;
  /** Answers before the log does; undefined: the log is asked. */
  answer?: Answering;
  /** In [0, 1): how pauses are spread. 1 where left out. */
  random?: () => number;
  session?: Partial<ChannelSessionOptions>;
}

/** Nothing is open yet, and nothing is sent before `outbox.start()`. */
export function channelSetUp({
  log = logOf(3),
  store,
  answer,
  random = () => 1,
  session: more = {},
}: ChannelSetup = {}) {
  const network = { reachable: true, refuse: null as ReturnType<typeof refusal> | null };
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const sockets = fakeSockets();
  const { api, asked } = fakeApi(async (request) => {
    if (!network.reachable) return unreachable();
    if (network.refuse !== null) return new Refusing(network.refuse);
    const own = await answer?.(request);
    if (own !== undefined) return own;
    const { method, path, query, body } = request;
    const number = (name: string) => (query.has(name) ? { [name]: Number(query.get(name)) } : {});
    if (method === "GET")
      return log.page({ ...number("before"), ...number("after"), ...number("around") }, Number(query.get("limit")));
    if (path.endsWith("/read")) return undefined;
    return { message: log.post(String(body["body"]), String(body["id"])) };
  });
  const outbox = new Outbox({ api, clock, signals, random, locks: null, ...(store && { store }) });
  const session = new ChannelSession({
    api,
    channel: CHANNEL,
    outbox,
    clock,
    signals,
    random,
    openSocket: sockets.open,
    schedule: (run) => run(),
    ...more,
  });
  const welcome = (readSeq = 0, also: object = {}) => {
    const socket = sockets.last();
    socket.opens();
    const hello = { now: clock.now(), head: log.head, readSeq, ...also };
    if (socket.rev === null) socket.says({ type: "welcome", page: log.page(), ...hello });
    else socket.says({ type: "resumed", changes: log.since(socket.rev), ...hello });
  };
  const end = () => (session.close(), outbox.stop());
  return { log, network, clock, signals, sockets, api, asked, outbox, session, welcome, end };
}

/** The outbox sends, and the session is open until the test ends; its socket is not yet. */
export async function channelOpened(setup: ChannelSetup = {}) {
  const all = channelSetUp(setup);
  await all.outbox.start();
  all.session.open();
  onTestFinished(all.end);
  return all;
}
